import { Kind } from "../../geometry/column.ts";
import { integer } from "../../schema/types/integer.ts";
import { layer } from "../../schema/types/layer.ts";
import { number } from "../../schema/types/number.ts";
import { checkKinds } from "../check-kinds.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { cutCorners } from "./cut-corners.ts";
import { ringsOf } from "./rings.ts";

const parameters = {
  input: layer({ doc: "Lines or polygons" }),
  iterations: integer({
    default: 1,
    min: 1,
    max: 10,
    doc: "How often corners are cut; each time doubles the vertices",
  }),
  offset: number({ default: 0.25, min: 0, max: 0.5, doc: "How much of a segment is cut at its ends" }),
  maxAngle: number({ default: 180, min: 0, max: 180, doc: "Corners where a line turns by more degrees stay" }),
};

export const smooth: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "smooth",
  id: "native:smoothgeometry",
  title: "Smooth",
  group: "Vector geometry",
  doc:
    "Rounds lines and the outlines of polygons by cutting their corners (Chaikin's method), again and again. The ends of " +
    "lines stay where they are. Borders that two features share may come apart. Heights are left out; attributes are kept.",
  tags: ["smooth", "curve", "generalize", "round", "bend", "chaikin"],
  example: "%smooth countries --iterations 3 --as round",
  parameters,
  prepare: (setup) => checkKinds("input", inputOf(setup, "input").geometry, [Kind.LineString, Kind.Polygon]),
  open({ values: { iterations, offset, maxAngle } }, { feedback }) {
    const most = (maxAngle * Math.PI) / 180;
    return ({ source, kind: whole }, out) =>
      out.write((builder) => {
        builder.beginFeature(whole);
        for (const { ring, kind, from, to } of ringsOf(source)) {
          let xy = source.column.xy.slice(2 * from, 2 * to);
          for (let round = 0; round < iterations; round++) {
            feedback.throwIfCanceled();
            xy = cutCorners(xy, { isRing: kind === Kind.Polygon, offset, most });
          }
          if (ring === 0) builder.beginPart(kind);
          builder.beginRing();
          builder.addVertices(xy);
        }
        builder.endFeature();
      });
  },
};
