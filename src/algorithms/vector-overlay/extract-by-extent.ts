import { Kind } from "../../geometry/column.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { extent } from "../../schema/types/extent.ts";
import { layer } from "../../schema/types/layer.ts";
import { inputOf, type Setup, type Tools } from "../setup.ts";
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
  open(setup, tools) {
    const { engine } = tools;
    const box = rectangle(setup, tools);
    const prepared = engine.prepare(box);
    return (feature, out) => {
      const { geometry } = feature;
      if (!prepared.test("intersects", geometry)) return;
      if (!setup.values.clip) return out.keep();
      const kind = overlaidKind(feature);
      const inside = prepared.test("covers", geometry) ? geometry : engine.intersection(geometry, box);
      if (kind !== undefined) addOfKind(out, columnOf(inside, engine), kind);
    };
  },
};

function rectangle(setup: Setup<typeof parameters>, { engine }: Tools) {
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
  return engine.read(builder.finish(), 0);
}
