import type { MovedLayer, Why } from "../notebook/compare-layers.ts";
import { movementOf } from "../notebook/compare-sketches.ts";
import type { LayerRecord } from "../notebook/manifest.ts";
import type { ChangedInput, Comparison, Verdict } from "../notebook/verify-notebook.ts";
import { countOf } from "../shown-text.ts";

const DIGITS = 10;

/** What `mapcell verify` says to people. */
export function verifyText(path: string, verdict: Verdict, comparison: Comparison): string {
  const { layers, inputs, outputs, environment, known } = comparison;
  const [first, ...others] = layers;
  const same = known - layers.filter(({ before }) => before !== undefined).length;
  const lines = [
    verdict === "same" ? `${path} gives the same.` : `${path} does not give the same.`,
    ...inputs.map(inputLine),
    ...(first === undefined ? [] : layerLines(first)),
    ...(others.length === 0 ? [] : [`  After it: ${others.map(({ name }) => name).join(", ")}.`]),
    ...outputs.map(({ cell, id, what }) => `Output of cell ${cell} (id ${id}): ${what} differs.`),
    ...(environment.length === 0 ? [] : [`Other software than then: ${environment.join(", ")}.`]),
    ...(isRun(comparison) ? [`${same} of ${countOf(known, "layer")} ${known === 1 ? "is" : "are"} the same.`] : []),
  ];
  return lines.join("\n");
}

/** The same for programs. */
export function verifyJson(path: string, verdict: Verdict, comparison: Comparison): string {
  const { layers, inputs, outputs, environment, known } = comparison;
  const moved = layers.map(({ name, by, why, before, now }) => {
    const movement = before === undefined || now === undefined ? null : movementOf(before, now);
    return { name, by, why, movement, before: before?.hash ?? null, now: now?.hash ?? null };
  });
  return JSON.stringify(
    { notebook: path, verdict, known, first: moved[0] ?? null, layers: moved, inputs, outputs, environment },
    null,
    1,
  );
}

/** Whether the notebook was run at all. */
function isRun({ layers, inputs }: Comparison): boolean {
  return layers.length > 0 || inputs.every(({ now }) => now !== undefined);
}

function inputLine({ path, before, now }: ChangedInput): string {
  if (now === undefined) return `Input ${path} is missing, or was not read.`;
  const size =
    before.bytes === now.bytes ? `${before.bytes} bytes, other ones` : `${before.bytes} bytes → ${now.bytes}`;
  return `Input ${path} has changed: ${size} (SHA-256 ${before.sha256.slice(0, DIGITS)} → ${now.sha256.slice(0, DIGITS)}).`;
}

function layerLines({ name, by, before, now, why }: MovedLayer): string[] {
  const hashes = [before, now].map((record) => record?.hash.slice(0, DIGITS) ?? "none");
  return [
    `First layer that differs: ${name} (${hashes.join(" → ")}), made by ${by}`,
    `  ${whyText(why)}`,
    ...(before === undefined || now === undefined ? [] : [`  ${movementText(before, now)}`]),
  ];
}

/** As far as what the notebook keeps can tell. */
function movementText(before: LayerRecord, now: LayerRecord): string {
  const { features, between, isMoved, distance } = movementOf(before, now);
  if (features === undefined) return `It had ${countOf(before.features, "feature")}, and has ${now.features}.`;
  const { least, most } = features;
  const count = least === most ? String(least) : `${least} to ${most}`;
  const where =
    between === undefined ? "" : `, number ${between[0]}${between[0] === between[1] ? "" : ` to ${between[1]}`}`;
  const what = `${count} of ${countOf(before.features, "feature")} ${isMoved ? "moved" : "differ"}${where}`;
  if (distance === undefined) return `${what}: values, kinds or numbers of vertices are others.`;
  return `${what}, by ${distance.toPrecision(3)} units of ${now.crs} all together.`;
}

function whyText(why: Why): string {
  switch (why.kind) {
    case "missing":
      return "It was not made this time.";
    case "new":
      return "It was not made before.";
    case "input":
      return `Its input ${why.before.path} has changed.`;
    case "inputs":
      return why.names.length === 0
        ? "A layer that it is made of has changed, one that a cell makes by itself."
        : `It is made of ${why.names.join(", ")}.`;
    case "asked":
      return `Something else is asked for: ${why.changes.join(", ")}.`;
    case "code":
      return "Its code, or a file or package that it imports, has changed.";
    case "environment":
      return `Its inputs and what is asked for are the same; the software is not: ${why.changes.join(", ")}.`;
    case "unknown":
      return "Its inputs, what is asked for and the software are the same: something else has a part in it, such as the time, random numbers or a file that code reads.";
  }
}
