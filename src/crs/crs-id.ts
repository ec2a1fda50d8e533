declare const crsId: unique symbol;

/** An authority code we know, such as "EPSG:3857". Made only by parseCrsId. */
export type CrsId = string & { readonly [crsId]: true };
