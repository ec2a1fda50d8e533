import { geometry } from "./arguments.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const polygonize = engineOperation({
  doc: "A collection of the polygons that lines enclose; the lines must meet in their ends only (see `node`).",
  takes: [geometry("lines")],
  gives: GEOMETRY,
  geos: (geos) => (lines) => {
    const pointer = geos.pointer(lines);
    return geos.keep(
      geos.run((calls) => {
        // takes an array, here of one
        calls.module.HEAPU32[calls.out / 4] = pointer;
        return calls.call("Polygonize", calls.out, 1);
      }),
    );
  },
  jsts: async (jsts) => {
    const { factory, Polygonizer } = await import("../engines/jsts-library.ts");
    return (lines) =>
      jsts.make((a) => {
        const polygonizer = new Polygonizer();
        polygonizer.add(a);
        return factory.createGeometryCollection(polygonizer.getPolygons().toArray());
      }, lines);
  },
});
