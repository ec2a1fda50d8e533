import { SpatialError } from "../errors.ts";
import { changedFields } from "../functions/fields.ts";
import type { FunctionAnswer, FunctionPayload } from "../functions/function-payload.ts";
import { loadFunction, mapUserError, type TaskScope } from "../functions/load.ts";
import type { PreparedFunction } from "../functions/prepared-function.ts";
import { withGroundMeasures } from "../crs/ground-api.ts";
import { geometryApi } from "../geometry/geometry-api.ts";
import { useEngine } from "../geometry/thread-engine.ts";
import type { EngineName } from "../geometry/engines/open-engine.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { chunkFromData, Layer } from "../layers/layer.ts";
import { type Packed, packLayers, unpackLayers } from "../layers/layer-values.ts";
import { applyRowWork, partedRows, type RowWork } from "../layers/row-functions.ts";
import type { RowFunction } from "../layers/row-reader.ts";
import type { UnitContext, UnitHandler } from "../tasks/job.ts";
import { insideEngine, laneEngine } from "./lane-engine.ts";
import { answerOf, collect } from "./task-result.ts";
import { callsThrough, taskContext } from "./task-scope.ts";

type Payload = FunctionPayload<LayerData, Packed>;
type Answer = FunctionAnswer<LayerData, Packed>;
type UserCall = (this: unknown, ...values: unknown[]) => unknown;

/** A user's function, the body of a `%%task` cell, or the `run` of a subclass of Task. */
export const runFunction: UnitHandler = async (payload, context) => {
  const work = payload as Payload;
  const scope = await scopeOf(work, context);
  if (work.note !== undefined) context.log("info", work.note);
  try {
    return await (work.self === undefined ? callFunction(work, scope) : callRun(work, work.self, scope));
  } catch (error) {
    mapUserError(error, work.prepared, work.baseDir);
    throw error;
  }
};

async function callFunction(work: Payload, scope: TaskScope): Promise<Answer> {
  const { prepared, baseDir } = work;
  const fn = await loadFunction(prepared, baseDir, scope);
  if (typeof fn !== "function") {
    throw new SpatialError(
      "FUNCTION_UNSUPPORTED",
      `${prepared.lines.segments[0]?.where ?? "The module"} exports no such function.`,
    );
  }
  if (work.rows !== undefined) return { type: "layer", ...rowsOf(work, fn as RowFunction) };
  const input = work.input && unpackLayers(work.input);
  const returned = await collect(await (fn as UserCall)(input, scope.ctx));
  return answerOf(returned, { firstCrs: crsAmong([...Object.values(scope.inputs), input]), expected: work.expected });
}

function rowsOf({ rows, input }: Payload, fn: RowFunction): { readonly data: LayerData; readonly rest?: LayerData } {
  const { data, firstId = 0 } = input!.layers[0]!;
  const work = rows as RowWork;
  return work.kind === "filter" ? partedRows(data, fn, firstId) : { data: applyRowWork(data, work, fn, firstId) };
}

async function callRun(work: Payload, packed: NonNullable<Payload["self"]>, scope: TaskScope): Promise<Answer> {
  const fields = unpackEach(packed);
  const self: Record<string, unknown> = { ...fields };
  const methods = (await loadFunction(work.prepared, work.baseDir, scope, self)) as Readonly<Record<"run", UserCall>>;
  Object.setPrototypeOf(self, methods);
  const returned = await collect(await methods.run.call(self, scope.ctx));
  const answer = answerOf(returned, { firstCrs: crsAmong(Object.values(fields)), expected: work.expected });
  return {
    ...answer,
    fields: changedFields(self, fields, { pack: packLayers, isFixed: (value) => value instanceof Layer }),
  };
}

async function scopeOf(work: Payload, context: UnitContext): Promise<TaskScope> {
  const { engine, inputs = {}, firstId = 0, shared = {} } = work;
  return {
    geometry: mayUseGeometry(work.prepared) ? await geometryOf(engine, context) : undefined,
    ctx: taskContext(context),
    Layer,
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([name, data], order) => [name, chunkFromData(name, data, order === 0 ? firstId : 0)]),
    ),
    shared: unpackEach(shared),
  };
}

async function geometryOf(name: EngineName, context: UnitContext): Promise<unknown> {
  const engine = await laneEngine(name, context);
  useEngine(() => engine);
  return callsThrough(withGroundMeasures(geometryApi(() => engine)), (call) => insideEngine(engine, context, call));
}

/** By its text, where escapes may hide the name. Opening the engine and making its functions takes longer than many a task. */
function mayUseGeometry({ along, ...own }: PreparedFunction): boolean {
  return [own, ...along].some(
    ({ code, links }) =>
      /\b(?:geometry|eval)\b|\bindex\s*\(|\\u/.test(code) || links.some(({ to }) => to.type === "scope"),
  );
}

function unpackEach(packed: Readonly<Record<string, Packed>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(packed).map(([name, value]) => [name, unpackLayers(value)]));
}

/** CRS of the first layer among the values or, one level deeper, in the objects among them. */
function crsAmong(values: readonly unknown[]): string | undefined {
  const inner = values.flatMap((value) => (isPlain(value) ? Object.values(value) : []));
  return [...values, ...inner].find((value) => value instanceof Layer)?.crs;
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !(value instanceof Layer) && !ArrayBuffer.isView(value);
}
