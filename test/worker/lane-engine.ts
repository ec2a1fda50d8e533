import { afterEach } from "vitest";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { type Packed, packLayers, unpackLayers } from "../../src/layers/layer-values.ts";
import { dataOf, Layer, layerFromData } from "../../src/layers/layer.ts";
import { captureFields } from "../../src/functions/fields.ts";
import type { FunctionAnswer, FunctionPayload } from "../../src/functions/function-payload.ts";
import { prepareBody, prepareFunction } from "../../src/functions/prepare.ts";
import { prepareMethod } from "../../src/functions/prepare-method.ts";
import { TaskEngine, type TaskEngineOptions } from "../../src/tasks/engine.ts";
import type { CompiledJob, Unit } from "../../src/tasks/job.ts";
import { internalsOf, Task } from "../../src/tasks/task.ts";

type Payload = FunctionPayload<LayerData, Packed>;
type Answer = FunctionAnswer<LayerData, Packed>;

const open: TaskEngine[] = [];

/** An engine over the product's own worker bundle, closed after the test. */
export function laneEngine(options: Partial<TaskEngineOptions> = {}): TaskEngine {
  const workerUrl = new URL("../../dist/test/worker.js", import.meta.url);
  const engine = new TaskEngine({ workerUrl, lanes: 1, graceMs: 100, compile, ...options });
  open.push(engine);
  return engine;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.close()));
});

export const baseDir = process.cwd();

/** The body of a `%%task` cell as a task. */
export function bodyTask(
  source: string,
  inputs: Readonly<Record<string, Layer>> = {},
  more: Partial<Payload> = {},
): Task {
  const prepared = prepareBody(source, { where: "cell 4", line: 2, names: Object.keys(inputs) });
  const data = Object.fromEntries(Object.entries(inputs).map(([name, layer]) => [name, dataOf(layer)]));
  return new Task("body", { job: functionJob({ prepared, baseDir, engine: "geos", inputs: data, ...more }) });
}

export function oneUnit(unit: Unit): Task {
  return new Task(unit.kind, { job: { stages: [() => [unit]] } });
}

function compile(task: Task): CompiledJob {
  const { source } = internalsOf(task);
  if (source?.type === "function") {
    const prepared = prepareFunction(source.fn);
    return functionJob({ prepared, baseDir, engine: "geos", input: packLayers(source.input) });
  }
  const { prepared, fields } = prepareMethod(task, Task.prototype);
  const self = captureFields(task, fields, packLayers);
  return functionJob({ prepared, baseDir, engine: "geos", self }, (changed) => {
    for (const [name, value] of Object.entries(changed)) Object.assign(task, { [name]: unpackLayers(value) });
  });
}

function functionJob(
  payload: Payload,
  onFields: (fields: NonNullable<Answer["fields"]>) => void = () => undefined,
): CompiledJob {
  return {
    stages: [() => [{ kind: "function", payload }]],
    map(answer) {
      const given = answer as Answer;
      if (given.fields !== undefined) onFields(given.fields);
      return given.type === "layer" ? layerFromData("result", given.data) : unpackLayers(given);
    },
  };
}

/** Squares of side 1, 10 apart, in metres. */
export function squares(count: number): Layer {
  const features = Array.from({ length: count }, (_, i) => {
    const x = 10 * i;
    const ring = [[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]; // prettier-ignore
    return {
      geometry: { type: "Polygon" as const, coordinates: [ring] },
      properties: { number: i, name: `square ${i}` },
    };
  });
  return Layer.from(features, { crs: "EPSG:3857", name: "squares" });
}
