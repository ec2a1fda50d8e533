import type { Format } from "../format.ts";

/** Esri's: places in .shp, values in .dbf, the CRS in .prj, the encoding in .cpg. */
export const shapefile: Format = {
  id: "shp",
  title: "Shapefile",
  endings: [".shp"],
  mediaTypes: ["application/vnd.shp", "x-gis/x-shapefile"],
  recognises: (head) => head.length >= 100 && head[0] === 0 && head[1] === 0 && head[2] === 0x27 && head[3] === 0x0a,
  hasEncoding: true,
  siblings: [".dbf", ".prj", ".cpg"],
  derived: [".qix", ".sbn", ".sbx"],
  read: async (source, query, feedback) => (await import("./read-shapefile.ts")).readShapefile(source, query, feedback),
  write: async (data, sink, { beside, feedback }) => {
    const { writeShapefile } = await import("./write-shapefile.ts");
    if (beside === undefined) throw new Error("a Shapefile needs places for its other files");
    await writeShapefile(data, async (ending, put) => put(ending === ".shp" ? sink : await beside(ending)), feedback);
  },
};

/** All of its files in one archive; what an archive holds is read whatever the format. */
export const zippedShapefile: Format = {
  id: "shp.zip",
  title: "Shapefile in an archive",
  endings: [".zip"],
  mediaTypes: [],
  write: async (data, sink, { name, feedback }) => {
    const [{ writeShapefile }, { ZipWriter }] = await Promise.all([
      import("./write-shapefile.ts"),
      import("../targets/zip-writer.ts"),
    ]);
    const zip = new ZipWriter(sink);
    const stem = name.replaceAll(/[/\\]/g, "_") || "layer";
    await writeShapefile(data, (ending, put) => zip.add(stem + ending, put), feedback);
    await zip.finish();
  },
};
