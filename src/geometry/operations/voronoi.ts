import { flag, geometry, number, options } from "./arguments.ts";
import { isEmpty } from "./is-empty.ts";
import { engineOperation, GEOMETRY } from "./operation.ts";

export const voronoi = engineOperation({
  doc:
    "A collection of polygons, each of which holds what is nearer to one of the vertices than to others; they reach beyond the " +
    "vertices, and as far as the extent, which may be null. With `edges` their borders as lines.",
  takes: [
    geometry("geometry"),
    geometry("extent"),
    options(number("tolerance", { min: 0, default: 0 }), flag("edges", false)),
  ],
  gives: GEOMETRY,
  geos: (geos) => {
    const hasNone = isEmpty.geos(geos);
    return (source, extent, { tolerance, edges }) =>
      geos.make("VoronoiDiagram", source, hasNone(extent) ? 0 : extent, tolerance, Number(edges));
  },
  jsts: "none",
});
