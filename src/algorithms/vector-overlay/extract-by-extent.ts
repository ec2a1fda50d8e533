import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { extent } from "../../schema/types/extent.ts";
import { layer } from "../../schema/types/layer.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { boundsIn } from "../vector-creation/bounds-in.ts";
import { addOfKind, overlaidKind } from "./overlay-steps.ts";
import { columnOf } from "./union-around.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Features of any kind" }),
  extent: extent({ doc: "Where they must be" }),
  clip: boolean({ doc: "Cut off what lies outside" }),
};

export const extractByExtent: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "extractByExtent",
  id: "native:extractbyextent",
  title: "Extract/clip by extent",
  group: "Vector overlay",
  doc:
    "The features that meet a rectangle, as they are or cut off at its sides; cut ones are multi-part. Touching it is enough where nothing is cut off; " +
    "else something of the feature's dimension must lie inside. Attributes are kept; features without geometry are left out. A rectangle in another CRS is " +
    "brought into the layer's.",
  tags: ["clip", "extract", "intersect", "box", "extent", "rectangle", "bbox", "window"],
  example: "%extract-by-extent countries --extent 0,0,3,2 --clip --as window",
  parameters,
  leavesOutNull: true,
  open(setup, { engine }) {
    const box = rectangle(setup);
    return (feature, out) => {
      const { geometry } = feature;
      const window = engine.read(box, 0);
      if (!engine.test("intersects", window, geometry)) return;
      if (!setup.values.clip) return out.keep();
      const kind = overlaidKind(feature);
      const inside = engine.test("covers", window, geometry) ? geometry : engine.intersection(geometry, window);
      if (kind !== undefined) addOfKind(out, columnOf(inside, engine), kind);
    };
  },
};

function rectangle(setup: Setup<typeof parameters>): GeometryColumn {
  const [minX, minY, maxX, maxY] = boundsIn(setup.values.extent, inputOf(setup, "input").crs, "extractByExtent");
  const builder = new GeometryBuilder(5);
  builder.beginFeature(Kind.Polygon);
  builder.beginPart(Kind.Polygon);
  builder.beginRing();
  for (const [x, y] of [
    [minX, minY],
    [maxX, minY],
    [maxX, maxY],
    [minX, maxY],
  ] as const)
    builder.addVertex(x, y);
  builder.endFeature();
  return builder.finish();
}
