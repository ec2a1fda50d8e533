import type { Format } from "../format.ts";
import { startsAsXml } from "../text-start.ts";

/** Google's: placemarks in folders, in longitude and latitude; packed, with pictures, as .kmz. */
export const kml: Format = {
  id: "kml",
  title: "KML",
  endings: [".kml"],
  mediaTypes: ["application/vnd.google-earth.kml+xml"],
  recognises: (head) => startsAsXml(head, "kml"),
  hasEncoding: true,
  read: async (source, query, feedback) => (await import("./read-kml.ts")).readKml(source, query, feedback),
  write: async (data, sink, options) => (await import("./write-kml.ts")).writeKml(data, sink, options),
};

/** An archive whose file doc.kml is read; archives of any ending are unpacked before a format is asked. */
export const kmz: Format = {
  id: "kmz",
  title: "KMZ",
  endings: [".kmz"],
  mediaTypes: ["application/vnd.google-earth.kmz"],
  read: async (source, query, feedback) => (await import("./read-kml.ts")).readKml(source, query, feedback),
  write: async (data, sink, options) => {
    const [{ writeKml }, { ZipWriter }] = await Promise.all([
      import("./write-kml.ts"),
      import("../targets/zip-writer.ts"),
    ]);
    const zip = new ZipWriter(sink);
    await zip.add("doc.kml", (member) => writeKml(data, member, options));
    await zip.finish();
  },
};
