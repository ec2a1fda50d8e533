import type { Format } from "../format.ts";

/** Esri's: places in .shp, values in .dbf, the CRS in .prj, the encoding in .cpg; or all of them in one .zip. */
export const shapefile: Format = {
  id: "shp",
  title: "Shapefile",
  endings: [".shp"],
  mediaTypes: ["application/vnd.shp", "x-gis/x-shapefile"],
  recognises: (head) => head.length >= 100 && head[0] === 0 && head[1] === 0 && head[2] === 0x27 && head[3] === 0x0a,
  hasEncoding: true,
  siblings: [".dbf", ".prj", ".cpg"],
  read: async (source, query, feedback) => (await import("./read-shapefile.ts")).readShapefile(source, query, feedback),
};
