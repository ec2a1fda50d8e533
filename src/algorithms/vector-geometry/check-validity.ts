import type { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import type { Field, LayerData } from "../../layers/layer-data.ts";
import { takeColumn } from "../../geometry/append.ts";
import { takeColumns } from "../../layers/attributes.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { choice } from "../../schema/types/choice.ts";
import { layer } from "../../schema/types/layer.ts";
import { output } from "../../schema/types/output.ts";
import { LayerBuilder, rowValues } from "../layer-builder.ts";
import { inputOf, type Tools } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ qgis: "INPUT_LAYER", doc: "Features of any kind" }),
  method: choice(["default", "qgis", "geos"], {
    default: "geos",
    doc: "Taken for QGIS's sake: all check by the rules of the OGC",
  }),
  ignoreRingSelfIntersection: boolean({ doc: "Rings that touch themselves in a point are valid, too" }),
  invalidAs: output({ qgis: "INVALID_OUTPUT", doc: "Name of a layer of the invalid features, each with its reason" }),
  errorsAs: output({ qgis: "ERROR_OUTPUT", doc: "Name of a layer of the places where they are invalid" }),
};

const ERRORS: Field = { name: "_errors", type: "string" };
const MESSAGE: Field = { name: "message", type: "string" };

export const checkValidity: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "checkValidity",
  id: "qgis:checkvalidity",
  takesAnyCoordinates: true,
  title: "Check validity",
  group: "Vector geometry",
  doc:
    "The features whose geometry is valid by the rules of the OGC. The others may go to a layer of their own, with the reason in _errors, " +
    "and the places where they are invalid to another, with the reason in message. Of each feature the first fault is told. Features without geometry are " +
    "valid. (Fix geometries repairs them.)",
  tags: ["valid", "invalid", "detect", "errors", "self-intersection", "ring", "topology"],
  example: "%check-validity countries --as sound --invalid-as faulty --errors-as faults",
  parameters,
  others: ["invalid", "errors"],
  run(setup, tools) {
    const data = inputOf(setup, "input");
    const found = problems(data, setup.values.ignoreRingSelfIntersection, tools);
    const invalid = new LayerBuilder([...data.fields, ERRORS]);
    const errors = new LayerBuilder([MESSAGE]);
    for (const [row, { reason, at }] of found) {
      invalid.add([...rowValues(data, row), reason], (builder) => builder.addFrom(data.geometry, row));
      errors.add([reason], at && ((builder) => addPoint(builder, at)));
    }
    const rows = Uint32Array.from({ length: data.geometry.length }, (_, row) => row).filter((row) => !found.has(row));
    const layerOf = (one: LayerBuilder): LayerData => one.layer(data.crs);
    tools.feedback.log("info", `${found.size} of ${data.geometry.length} features are invalid.`);
    return {
      layer: { ...data, geometry: takeColumn(data.geometry, rows), columns: takeColumns(data.columns, rows) },
      others: { invalid: layerOf(invalid), errors: layerOf(errors) },
    };
  },
};

interface Problem {
  readonly reason: string;
  readonly at?: readonly [number, number];
}

function problems({ geometry }: LayerData, ignoresTouching: boolean, { engine, feedback }: Tools) {
  const found = new Map<number, Problem>();
  for (let row = 0; row < geometry.length; row++) {
    feedback.throwIfCanceled();
    feedback.progress(row / geometry.length);
    if (geometry.kinds[row] === Kind.Null) continue;
    const problem = engine.scope(() => engine.invalidity(engine.read(geometry, row)));
    const isTouching = problem?.reason.toLowerCase() === "ring self-intersection";
    if (problem !== undefined && !(isTouching && ignoresTouching)) found.set(row, problem);
  }
  return found;
}

function addPoint(builder: GeometryBuilder, [x, y]: readonly [number, number]): void {
  builder.beginFeature(Kind.Point);
  builder.beginPart(Kind.Point);
  builder.beginRing();
  builder.addVertex(x, y);
  builder.endFeature();
}
