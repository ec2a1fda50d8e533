import { escapeHtml } from "../../src/shown-text.ts";
import type { MimeBundle } from "../protocol/output.ts";
import { type Layout, layOut, type GraphPiece, type Point } from "./graph-layout.ts";
import { COLOUR, FONT } from "./html.ts";
import { countsOf } from "./task-bundle.ts";
import { type ArrowKind, type GraphNode, graphLines, type TaskGraph } from "./task-graph.ts";
import { countOf, TONES, taskLine } from "./task-line.ts";
import { cutToWidth, widthOf } from "./text-width.ts";

/** Of a box, in pixels. */
const HEIGHT = 26;
const LONGEST_NAME = 160;
const PADDING = 10;
/** Of the sign, and of the gap after the number, before a task's name. */
const SIGN = 16;
const GAP = 6;
const MARGIN = 6;
const TEXT = "font:12px var(--jp-ui-font-family,system-ui,sans-serif)";
/** As wide as a cell's output mostly is; what gets wider is turned, so that it is scrolled as the page is. */
const PAGE = 860;
/** A title is a hint, no document. */
const LONGEST_TITLE = 300;
const ARROWS: Readonly<Record<ArrowKind, { readonly means: string; readonly dashes: string }>> = {
  result: { means: "result", dashes: "none" },
  after: { means: "waits only", dashes: "6 4" },
  part: { means: "part of the whole", dashes: "1 4" },
};

/**
 * JupyterLab takes the picture out of a notebook that it does not trust, and leaves the words of it: these get their
 * size from the picture, and vanish with it. What is said as text stays.
 */
const UNSEEN_TEXT = "font-size:0";

/** What `%tasks --graph` shows: tasks and layers, and arrows from what comes first. */
export function graphBundle(graph: TaskGraph): MimeBundle {
  const tasks = graph.nodes.flatMap((node) => (node.kind === "task" ? [node.task] : []));
  if (tasks.length === 0) {
    const text = "No tasks yet. %algorithms lists what can be run.";
    return { "text/plain": text, "text/html": `<div style="${FONT}">${text}</div>` };
  }
  const layers = graph.nodes.length - tasks.length;
  const head = [
    countsOf(tasks),
    ...(layers === 0 ? [] : [countOf(layers, "layers")]),
    ...(graph.left === 0 ? [] : [`… ${graph.left.toLocaleString("en-US")} earlier`]),
  ];
  const lines = graphLines(graph);
  const quiet = `color:${COLOUR.quiet}`;
  const list = `<details><summary style="${quiet}">as text</summary><pre style="margin:0;background:none;color:inherit">${lines.map(escapeHtml).join("\n")}</pre></details>`;
  return {
    "text/plain": [head.join("   "), ...lines].join("\n"),
    "text/html": `<div style="${FONT}"><div style="${quiet}">${head.map(escapeHtml).join("&emsp;")}</div><div style="${UNSEEN_TEXT};overflow-x:auto">${legend(graph)}${picture(graph, head.join(", "))}</div>${list}</div>`,
  };
}

/** What the kinds of arrows mean that occur. */
function legend({ arrows }: TaskGraph): string {
  const kinds = (["result", "after", "part"] as const).filter((kind) => arrows.some((arrow) => arrow.kind === kind));
  const entries = kinds.map((kind) => {
    const { means } = ARROWS[kind];
    return `<svg width="${Math.ceil(widthOf(means)) + 60}" height="20" style="${TEXT};fill:${COLOUR.quiet}"><path d="M1 10H33" style="${strokeOf(kind)}"/><text x="40" y="14">${means}</text></svg>`;
  });
  return entries.length === 0 ? "" : `<div>${entries.join("")}</div>`;
}

interface Label {
  readonly text: string;
  /** Where the text begins in its box. */
  readonly start: number;
  readonly width: number;
}

function picture(graph: TaskGraph, title: string): string {
  const labels = graph.nodes.map((node) => labelOf(node));
  const sideways = layOut(
    labels.map(({ width }) => ({ length: width, breadth: HEIGHT })),
    graph.arrows,
  );
  const upright =
    sideways.size.along <= PAGE
      ? undefined
      : layOut(
          labels.map(({ width }) => ({ length: HEIGHT, breadth: width })),
          graph.arrows,
        );
  const isSideways = upright === undefined || sideways.size.along <= upright.size.across;
  const layout = isSideways ? sideways : upright;
  const at = ({ along, across }: Point): readonly [x: number, y: number] =>
    isSideways ? [round(along + MARGIN), round(across + MARGIN)] : [round(across + MARGIN), round(along + MARGIN)];
  const [width, height] = at(layout.size).map((end) => end + MARGIN);
  const boxes = graph.nodes.map((node, index) => {
    const [x, y] = at(layout.places[index] ?? { along: 0, across: 0 });
    return `<g transform="translate(${x} ${y})">${boxOf(node, labels[index] ?? { text: "", start: 0, width: 0 })}</g>`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escapeHtml(title)}" width="${width}" height="${height}" ` +
    `style="display:block;max-width:none;width:${width}px;height:${height}px;${TEXT};fill:${COLOUR.text}">${ways(layout, at)}${boxes.join("")}</svg>`
  );
}

function labelOf(node: GraphNode): Label {
  const sign = node.kind === "layer" && node.mark !== undefined ? "↻ " : "";
  const text = sign + cutToWidth(node.name, LONGEST_NAME);
  const start = node.kind === "task" ? PADDING + SIGN + Math.ceil(widthOf(String(node.task.id))) + GAP : PADDING;
  return { text, start, width: start + Math.ceil(widthOf(text)) + PADDING };
}

/** A task has corners and a sign; a layer round ends, and a broken line as long as it is not there. */
function boxOf(node: GraphNode, { text, start, width }: Label): string {
  if (node.kind === "layer") {
    const isThere = node.maker === undefined || node.maker.state.status === "complete";
    const dashes = isThere ? "" : ";stroke-dasharray:3 3";
    const title = [`layer ${node.name}`, ...(isThere ? [] : ["not there"]), ...(node.mark ? [node.mark] : [])].join(
      ", ",
    );
    const edge = node.mark === undefined ? COLOUR.quiet : COLOUR.bad;
    return (
      `${titleOf(title)}<rect width="${width}" height="${HEIGHT}" rx="${HEIGHT / 2}" style="fill:${COLOUR.raised};stroke:${edge}${dashes}"/>` +
      `<text x="${start}" y="17">${escapeHtml(text)}</text>`
    );
  }
  const { name, sign, tone, details } = taskLine(node.task, "complete");
  const colour = TONES[tone];
  return (
    `${titleOf(`${node.task.id} ${name}: ${details.join(", ")}`)}<rect width="${width}" height="${HEIGHT}" rx="3" style="fill:${COLOUR.ground};stroke:${colour};stroke-width:1.5"/>` +
    `<text x="${PADDING}" y="17"><tspan style="fill:${colour}">${sign}</tspan><tspan x="${PADDING + SIGN}" style="fill:${COLOUR.quiet}">${node.task.id}</tspan><tspan x="${start}">${escapeHtml(text)}</tspan></text>`
  );
}

function titleOf(text: string): string {
  return `<title>${escapeHtml(text.length > LONGEST_TITLE ? `${text.slice(0, LONGEST_TITLE)}…`.toWellFormed() : text)}</title>`;
}

function strokeOf(kind: ArrowKind): string {
  return `fill:none;stroke:${COLOUR.quiet};stroke-dasharray:${ARROWS[kind].dashes}`;
}

function ways({ pieces }: Layout<ArrowKind>, at: (point: Point) => readonly [number, number]): string {
  const kinds = [...new Set(pieces.map(({ kind }) => kind))];
  const lines = kinds.map((kind) => {
    const drawn = pieces.filter((piece) => piece.kind === kind).map((piece) => curve(piece, at));
    return `<path d="${drawn.join("")}" style="${strokeOf(kind)}"/>`;
  });
  const heads = pieces.filter(({ arrives }) => arrives).map(({ to }) => tip(to, at));
  return `${lines.join("")}<path d="${heads.join("")}" style="fill:${COLOUR.quiet}"/>`;
}

/** Leaves and arrives along the columns' order. */
function curve({ from, to }: GraphPiece<ArrowKind>, at: (point: Point) => readonly [number, number]): string {
  const half = (from.along + to.along) / 2;
  const points = [{ along: half, across: from.across }, { along: half, across: to.across }, to].map(at);
  return `M${at(from).join(" ")}C${points.map((point) => point.join(" ")).join(" ")}`;
}

function tip(end: Point, at: (point: Point) => readonly [number, number]): string {
  const back = [-4, 4].map((side) => ({ along: end.along - 7, across: end.across + side }));
  return `M${[end, ...back].map((point) => at(point).join(" ")).join("L")}Z`;
}

function round(number: number): number {
  return Math.round(number * 2) / 2;
}
