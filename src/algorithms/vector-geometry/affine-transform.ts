import { toLayerUnits } from "../../crs/distance.ts";
import { distance } from "../../schema/types/distance.ts";
import { layer } from "../../schema/types/layer.ts";
import { number } from "../../schema/types/number.ts";
import { inputOf } from "../setup.ts";
import type { CoordinatesAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ doc: "Features of any kind" }),
  deltaX: distance({ default: 0, doc: "How far along x, such as 500m; a bare number is in layer units" }),
  deltaY: distance({ default: 0, doc: "How far along y" }),
  deltaZ: number({ default: 0, doc: "What is added to heights" }),
  deltaM: number({ default: 0, doc: "What is added to measures" }),
  scaleX: number({ default: 1, doc: "What x is multiplied by" }),
  scaleY: number({ default: 1, doc: "What y is multiplied by" }),
  scaleZ: number({ default: 1, doc: "What heights are multiplied by" }),
  scaleM: number({ default: 1, doc: "What measures are multiplied by" }),
  rotationZ: number({ default: 0, doc: "Degrees around the origin, counter-clockwise" }),
};

export const affineTransform: CoordinatesAlgorithm<typeof parameters> = {
  shape: "coordinates",
  name: "affineTransform",
  id: "native:affinetransform",
  title: "Affine transform",
  group: "Vector geometry",
  doc:
    "Multiplies the coordinates of every feature, then turns them around the origin, then moves them. Attributes and the CRS " +
    "are kept.",
  tags: ["move", "shift", "transform", "affine", "scale", "rotate", "resize", "matrix"],
  example: "%affine-transform countries --scale-x 2 --delta-y 1 --as wide",
  parameters,
  open(setup) {
    const { crs } = inputOf(setup, "input");
    const { values } = setup;
    const radians = (values.rotationZ * Math.PI) / 180;
    const [sin, cos] = [Math.sin(radians), Math.cos(radians)];
    const [dx, dy] = [toLayerUnits(values.deltaX, crs), toLayerUnits(values.deltaY, crs)];
    return (part) => {
      const { xy, z, m } = part;
      // the part is a copy of its own: it may be written to
      for (let i = 0; i < xy.length; i += 2) {
        const [x, y] = [xy[i]! * values.scaleX, xy[i + 1]! * values.scaleY];
        xy[i] = x * cos - y * sin + dx + 0;
        xy[i + 1] = x * sin + y * cos + dy + 0;
      }
      move(z, values.scaleZ, values.deltaZ);
      move(m, values.scaleM, values.deltaM);
      return part;
    };
  },
};

/** NaN, which is a vertex without one, stays. */
function move(ordinates: Float64Array | undefined, scale: number, delta: number): void {
  ordinates?.forEach((value, i) => (ordinates[i] = value * scale + delta + 0));
}
