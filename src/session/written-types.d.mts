/** The public types that are written by hand, as one text. */
export declare function writtenTypes(): string;
