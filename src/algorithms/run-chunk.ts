import type { CrsId } from "../crs/crs-id.ts";
import type { Distance } from "../crs/distance.ts";
import { describeOutside, outsideGlobeIn } from "../crs/geographic-range.ts";
import { densified } from "../crs/densify.ts";
import { reprojectColumn } from "../crs/reproject-column.ts";
import { choosePath } from "../crs/transform.ts";
import { SpatialError } from "../errors.ts";
import type { Feedback } from "../feedback.ts";
import { sliceColumn } from "../geometry/append.ts";
import type { GeometryColumn } from "../geometry/column.ts";
import type { EngineGeometry } from "../geometry/engine-geometry.ts";
import { isPlainlyValid } from "../geometry/plain-validity.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { Algorithm, ChunkTools, Tools, Work } from "./algorithm.ts";
import { appendParts } from "./append-parts.ts";
import { lostFeatures, lostText } from "./lost-features.ts";

/** What one range gave, and which of its features were not as they should be. */
export interface ChunkResult extends LayerData {
  readonly invalid: readonly InvalidFeature[];
  readonly notes: readonly Note[];
}

/** What a task gives. */
export interface WholeResult extends LayerData {
  /** What its line says besides the number of features: "1 repaired". */
  readonly remark?: string;
}

interface Note {
  readonly notice: string;
  readonly index: number;
  readonly count: number;
}

/** A feature that the policy "skip" left out or "fix" repaired. */
export interface InvalidFeature {
  readonly input: string;
  readonly index: number;
  readonly reason: string;
}

/** Metres; of algorithms that don't ask. */
const DEFAULT_DEVIATION = 1;
/** Features named in the log line; the rest is only counted. */
const MOST_NAMED = 5;

/** Runs an algorithm on one range of its first input. Plain data in, plain data out: this is what a lane executes. */
export function runChunk(algorithm: Algorithm, given: Work, tools: Tools): ChunkResult {
  const invalid: InvalidFeature[] = [];
  refuseLengthsOffTheGlobe(algorithm, given);
  const work = inOneCrs(algorithm, given, tools.feedback);
  const notes: Note[] = [];
  const read: ChunkTools["read"] = (input, index) => readValid(work, tools, { input, index }, invalid);
  const note: ChunkTools["note"] = (notice, index, count = 1) => void notes.push({ notice, index, count });
  return { ...algorithm.run(work, { ...tools, read, note }), invalid, notes };
}

/**
 * Joins what the ranges of one task gave, in their order, and logs once what the invalid-geometry policy did and what
 * the algorithm noted.
 * @param work of the whole task: the full range.
 */
export function combineParts(
  algorithm: Algorithm,
  parts: readonly ChunkResult[],
  work: Work,
  tools: Tools,
): WholeResult {
  const count = logInvalid(
    parts.flatMap(({ invalid }) => invalid),
    work,
    tools,
  );
  logNotes(
    algorithm,
    parts.flatMap(({ notes }) => notes),
    tools,
  );
  const data = algorithm.combine ? algorithm.combine(parts, work, tools) : appendParts(parts);
  return count === 0 ? data : { ...data, remark: `${count} ${work.invalid === "skip" ? "left out" : "repaired"}` };
}

/** A length on the ground has no meaning where coordinates cannot be longitude and latitude: metres called degrees. */
function refuseLengthsOffTheGlobe({ name, parameters }: Algorithm, { inputs, values, start, end }: Work): void {
  const main = inputs[parameters.find(({ type }) => type === "layer")?.name ?? ""];
  const length = parameters.find(
    (parameter) => parameter.type === "distance" && (values[parameter.name] as Distance | undefined)?.in === "ground",
  );
  if (main === undefined || length === undefined) return;
  const outside = outsideGlobeIn(sliceColumn(main.geometry, start, end), main.crs);
  if (outside === undefined) return;
  throw new SpatialError(
    "CRS_MISMATCH",
    `${name}: ${length.name} is a length on the ground, and the layer says its coordinates are degrees (${main.crs}). ` +
      describeOutside({ ...outside, feature: outside.feature + start }),
  );
}

/** The work with all layers in the CRS of the first, as QGIS does it; said once a task. */
export function inOneCrs(algorithm: Algorithm, work: Work, feedback: Feedback): Work {
  const [main, ...others] = algorithm.parameters.filter(({ type }) => type === "layer").map(({ name }) => name);
  const crs = work.inputs[main ?? ""]?.crs;
  const inputs = { ...work.inputs };
  for (const name of others) {
    const layer = inputs[name];
    if (layer === undefined || crs === undefined || layer.crs === crs) continue;
    const metres = (work.values["maxDeviation"] as number | undefined) ?? DEFAULT_DEVIATION;
    const how = { from: layer.crs, to: crs, path: choosePath(layer.geometry.xy, layer.crs, crs) };
    const { column, full } = densified(layer.geometry, how, metres);
    inputs[name] = { ...layer, crs, geometry: reprojectColumn(column, how) };
    if (work.start > 0) continue;
    if (full) feedback.log("warning", `The ${name} has too many edges to keep all of them within ${metres} m.`);
    warnOfLost({ name, before: layer.geometry, after: inputs[name].geometry, crs }, feedback);
    feedback.log("info", `The ${name} is in ${layer.crs}; it was reprojected to ${crs}, the CRS of the ${main}.`);
  }
  return { ...work, inputs };
}

interface Moved {
  readonly name: string;
  readonly before: GeometryColumn;
  readonly after: GeometryColumn;
  readonly crs: CrsId;
}

function warnOfLost({ name, before, after, crs }: Moved, feedback: Feedback): void {
  const lost = lostFeatures(before, after);
  if (lost.length > 0) feedback.log("warning", `${lostText(lost, before.length, crs)} (${name}).`);
}

interface FeatureName {
  readonly input: string;
  readonly index: number;
}

/** Reads a feature under the invalid-geometry policy. */
function readValid(
  work: Work,
  { engine }: Tools,
  { input, index }: FeatureName,
  invalid: InvalidFeature[],
): EngineGeometry | undefined {
  const column = work.inputs[input]!.geometry;
  const geometry = engine.read(column, index);
  if (isPlainlyValid(column, index)) return geometry; // asking the engine costs as much as half a buffer
  const problem = engine.invalidity(geometry);
  if (problem === undefined) return geometry;
  const reason = problem.at
    ? `${problem.reason} at ${problem.at.map((value) => +value.toFixed(6)).join(" ")}`
    : problem.reason;
  switch (work.invalid) {
    case "abort":
      throw new SpatialError(
        "INVALID_GEOMETRY",
        `Feature ${index} of ${input} has an invalid geometry (${reason}). ` +
          `Repair such features with --invalid fix, or leave them out with --invalid skip.`,
      );
    case "skip":
      invalid.push({ input, index, reason });
      return undefined;
    case "fix":
      invalid.push({ input, index, reason });
      return engine.makeValid(geometry);
  }
}

function logNotes({ notices = {} }: Algorithm, notes: readonly Note[], { feedback }: Tools): void {
  for (const [notice, text] of Object.entries(notices)) {
    const own = notes.filter((note) => note.notice === notice);
    if (own.length === 0) continue;
    const features = [...new Set(own.map(({ index }) => index))].toSorted((a, b) => a - b);
    const list = features.slice(0, MOST_NAMED).join(", ") + (features.length > MOST_NAMED ? ", …" : "");
    const count = own.reduce((sum, note) => sum + note.count, 0);
    feedback.log("warning", text(count, list));
  }
}

/** Returns how many features it was. */
function logInvalid(invalid: readonly InvalidFeature[], work: Work, { feedback }: Tools): number {
  let total = 0;
  const done = work.invalid === "skip" ? "Left out" : "Repaired";
  for (const [input, data] of Object.entries(work.inputs)) {
    // several ranges may have met the same feature of an overlay
    const own = new Map(
      invalid.filter((feature) => feature.input === input).map(({ index, reason }) => [index, reason]),
    );
    total += own.size;
    if (own.size === 0) continue;
    const named = [...own].toSorted(([a], [b]) => a - b).slice(0, MOST_NAMED);
    const list = named.map(([index, reason]) => `${index} (${reason})`).join(", ");
    const more = own.size > MOST_NAMED ? `, and ${own.size - MOST_NAMED} more` : "";
    const count = `${own.size} invalid of ${data.geometry.length} features of ${input}`;
    feedback.log("warning", `${done} ${count}: ${list}${more}.`);
  }
  return total;
}
