/** How results are compared with QGIS's, where they may differ in what does not matter. */
export interface Comparison {
  /** QGIS gives its results in an order of its memory's. */
  readonly unordered?: true;
  /** The engine says where rings and lines begin, which way they run and which part is first: another in each version. */
  readonly freely?: true;
  /** QGIS gives a single part where we give multi-parts throughout. */
  readonly multi?: true;
  /** Digits after the point that are sure, where something is sought only as far as asked. */
  readonly digits?: number;
  /** Fields whose values are numbers and paths of QGIS's memory. */
  readonly ignored?: readonly string[];
  /** jsts refuses it. */
  readonly geosOnly?: true;
  /** QGIS gives its fields in an order of its memory's. */
  readonly anyOrderOfFields?: true;
  /** A triangle's corners are told in the order of its ring. */
  readonly anyOrderOfValues?: true;
}

const OVERLAY = { freely: true, multi: true } as const;

export const COMPARISONS: Readonly<Record<string, Comparison>> = {
  "native:aggregate": OVERLAY,
  "native:buffer": OVERLAY,
  "native:clip": { ...OVERLAY, unordered: true },
  "native:collect": { unordered: true },
  "native:difference": OVERLAY,
  "native:dissolve": { ...OVERLAY, unordered: true },
  "native:deleteduplicategeometries": { unordered: true },
  "native:extractbyextent": OVERLAY,
  "native:extractbylocation": { unordered: true },
  "native:extractwithindistance": { unordered: true },
  "native:fixgeometries": { freely: true },
  "native:intersection": { ...OVERLAY, unordered: true },
  "native:joinattributesbylocation": { unordered: true },
  "native:joinattributestable": { unordered: true },
  "native:mergevectorlayers": { ignored: ["path"] },
  "native:mergelines": { freely: true },
  "native:multiringconstantbuffer": OVERLAY,
  "native:offsetline": { freely: true, geosOnly: true },
  "native:orientedminimumboundingbox": { freely: true },
  "native:poleofinaccessibility": { digits: 3 },
  "native:singlesidedbuffer": { ...OVERLAY, geosOnly: true },
  "native:lineintersections": { unordered: true },
  "native:polygonize": { freely: true, unordered: true },
  "native:splitwithlines": { ...OVERLAY, unordered: true },
  "native:symmetricaldifference": OVERLAY,
  "native:union": { ...OVERLAY, unordered: true },
  "native:meancoordinates": { unordered: true },
  "native:removeduplicatesbyattribute": { unordered: true },
  "native:serviceareafromlayer": { freely: true, digits: 5 },
  "native:serviceareafrompoint": { freely: true, digits: 5 },
  "native:shortestpathlayertopoint": { digits: 5 },
  "native:shortestpathpointtolayer": { digits: 5 },
  "native:shortestpathpointtopoint": { digits: 5 },
  "qgis:checkvalidity": { geosOnly: true },
  "qgis:concavehull": { freely: true, multi: true, ignored: ["id"] },
  "qgis:keepnbiggestparts": { freely: true },
  "qgis:minimumboundinggeometry": { freely: true },
  "qgis:distancematrix": { anyOrderOfFields: true, unordered: true, multi: true },
  "qgis:delaunaytriangulation": { freely: true, unordered: true, anyOrderOfValues: true },
  "qgis:listuniquevalues": { unordered: true },
  "qgis:variabledistancebuffer": OVERLAY,
  "qgis:voronoipolygons": { freely: true, unordered: true, geosOnly: true },
};
