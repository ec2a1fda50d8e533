import { transform } from "esbuild";
import { afterAll, afterEach } from "vitest";
import { builtInNames } from "../../kernel/magics/catalog.ts";
import { CellTasks } from "../../kernel/magics/cell-tasks.ts";
import type { MagicHost } from "../../kernel/magics/magic-host.ts";
import { type MagicRuntime, magicRuntime } from "../../kernel/magics/runtime.ts";
import { transformCell } from "../../kernel/magics/transform.ts";
import type { MimeBundle } from "../../kernel/protocol/output.ts";
import { Layer } from "../../src/layers/layer.ts";
import type { LayerInput } from "../../src/session/layer-input.ts";
import { Session } from "../../src/session/session.ts";
import type { ListedTask } from "../../kernel/display/listed-task.ts";

const WORKER = new URL("../../dist/test/worker.js", import.meta.url);
const AsyncFunction = (async () => undefined).constructor as new (
  ...texts: string[]
) => (...values: unknown[]) => Promise<unknown>;
const [ofTest, ofFile]: [Session[], Session[]] = [[], []];

afterEach(() => closeAll(ofTest));
afterAll(() => closeAll(ofFile));

async function closeAll(open: Session[]): Promise<void> {
  await Promise.all(open.splice(0).map((session) => session.close()));
}

/** A session whose cells run with magics; what they show is kept. */
export class MagicCells {
  readonly session = new Session({ workerUrl: WORKER, lanes: 2, reservedNames: builtInNames() });
  readonly shown: MimeBundle[] = [];
  readonly printed: string[] = [];
  readonly mapped: LayerInput[] = [];
  readonly styled: [readonly LayerInput[], Readonly<Record<string, unknown>>][] = [];
  readonly tables: (readonly ListedTask[])[] = [];
  variables: Record<string, unknown> = {};
  /** The cell that submits. */
  cell: object = {};
  readonly cellTasks: CellTasks;
  readonly host: MagicHost;
  readonly runtime: MagicRuntime;

  /** @param lives as long as the test, or for all tests of a file: starting its lanes takes longer than most cells */
  constructor(lives: "test" | "file" = "test") {
    (lives === "test" ? ofTest : ofFile).push(this.session);
    this.host = {
      output: { display: (bundle) => void this.shown.push(bundle), stream: (_, text) => void this.printed.push(text) },
      displays: {
        showFollowing: (_, render) => void this.shown.push(render()),
      },
      layerBundle: async (layer) => ({ "text/plain": `${layer.name} ${layer.length}` }),
      styleLayers: (layers, style) => void this.styled.push([layers.map(({ input }) => input), style]),
      showMap: (layers) => void this.mapped.push(...layers.map(({ input }) => input)),
      variables: {
        value: (name) => this.variables[name],
        assign: (name, value) => void (this.variables[name] = value),
      },
      variableOf: (value) => Object.keys(this.variables).find((name) => this.variables[name] === value),
      currentCell: () => undefined,
      stopwatch: () => () => undefined,
      timeCell: () => undefined,
      runProgram: async (program, args) => void this.printed.push([program, ...args].join(" ")),
      inspect: async (name) => ({ "text/plain": `about ${name}` }),
      finishLeft: () => Promise.resolve(),
      showTasks: () => void this.tables.push(this.session.engine.tasks()),
    };
    this.runtime = magicRuntime(this.session, this.host);
    this.cellTasks = new CellTasks(this.session.engine, () => this.cell);
    this.session.onSubmitted((submission) => this.cellTasks.submitted(submission));
  }

  /** Runs a cell; what it returns is its value. Its top-level variables are those of later cells. */
  async run(text: string): Promise<unknown> {
    this.cell = {};
    const names = new Set(Object.keys(this.variables));
    const mayRebind = (name: string): boolean => this.runtime.isBound(name, this.variables[name]);
    const { code, problem } = transformCell(text, { algorithms: this.session.algorithms.list(), names, mayRebind });
    if (problem !== undefined) throw problem.error;
    const bound = Array.from(code.matchAll(/var (\w+) = __mapcell/g), ([, name = ""]) => name);
    const plain = await transform(`async () => { ${code}\n}`, { loader: "ts" });
    const body = plain.code.replace(/^async \(\) => \{/, "").replace(/\};?\s*$/, "");
    const keep = bound.map((name) => `__keep.${name} = ${name};`).join(" ");
    const earlier = [...names].filter((name) => !bound.includes(name));
    const run = new AsyncFunction("__mapcell", "__keep", ...earlier, `try { ${body} } finally { ${keep} }`);
    return run(this.runtime, this.variables, ...earlier.map((name) => this.variables[name]));
  }

  text(): string {
    return String(this.shown.at(-1)?.["text/plain"]);
  }
}

/** Points on a line, 100 m apart. */
export function points(count: number): Layer {
  const rows = Array.from({ length: count }, (_, index) => ({
    geometry: { type: "Point" as const, coordinates: [index * 100, 0] },
    properties: { index },
  }));
  return Layer.from(rows, { crs: "EPSG:3857", name: "points" });
}
