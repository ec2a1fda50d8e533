// Plays random programs, each over an engine of its own, until the time is up; then nothing may be left of them.
import { readdirSync, readlinkSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { playOnThreads } from "../tasks/play-on-threads.ts";
import { Random } from "../tasks/simulation/random.ts";

const MB = 2 ** 20;
/** The first programs load and compile what stays. */
const WARM_UP_MS = 20_000;
const REPORT_MS = 30_000;
const MAX_COMMANDS = 40;
/** Above the base line; a leak of one task's bookkeeping alone is more in ten minutes. */
const HEAP_SLACK_MB = 2;
/** What the allocator keeps after threads came and went is not given back to the system at once. */
const RSS_SLACK_MB = 200;

interface Left {
  readonly heapMb: number;
  readonly rssMb: number;
  /** Of the process, Node's own ones included. */
  readonly threads: number;
  /** What keeps the process alive, by kind. */
  readonly handles: readonly string[];
  readonly files: number;
  /** The worker's own file: Node 20 leaves it open when a thread is terminated while it is read, which is not ours. */
  readonly workerFiles: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  },
});
const workerFile = resolve(positionals[0]!);
const workerUrl = pathToFileURL(workerFile);
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes is "${values.minutes}"; expected a number above 0.`);
process.exitCode = (await soak(minutes * 60_000, Number(values.seed))) ? 0 : 1;

async function soak(durationMs: number, firstSeed: number): Promise<boolean> {
  const start = performance.now();
  const sum = { programs: 0, tasks: 0, threads: 0, broken: 0 };
  let base: Left | undefined;
  let reportAt = REPORT_MS;
  void new Error("of no meaning").stack; // Node reads the source map with the first stack, and keeps its 2 MB
  say(`soaking for ${durationMs / 60_000} minutes from seed ${firstSeed}`);
  for (let seed = firstSeed; performance.now() - start < durationMs; seed++) {
    const random = new Random(seed);
    const played = await playOnThreads({ workerUrl, random, commands: 1 + random.below(MAX_COMMANDS) });
    sum.programs++;
    sum.tasks += played.tasks;
    sum.threads += played.lost;
    sum.broken += played.broken.length;
    if (played.broken.length > 0) say(`seed ${seed}: ${played.broken.join("; ")}\n${played.trace.join("\n")}`);
    const passed = performance.now() - start;
    if (base === undefined && passed > Math.min(WARM_UP_MS, durationMs / 4)) base = await whatIsLeft();
    if (passed < reportAt) continue;
    reportAt += REPORT_MS;
    say(`${(passed / 1000).toFixed(0)} s: ${describe(sum)}; ${show(await whatIsLeft())}`);
  }
  const left = await whatIsLeft();
  say(`in all ${describe(sum)}\n  base line: ${base && show(base)}\n  at the end: ${show(left)}`);
  const leaks = base === undefined ? ["no base line"] : leaksIn(base, left);
  for (const leak of leaks) say(`leak: ${leak}`);
  return sum.broken === 0 && leaks.length === 0;
}

/** After garbage collection, with all engines closed. */
async function whatIsLeft(): Promise<Left> {
  for (let i = 0; i < 5; i++) {
    await new Promise((resume) => setTimeout(resume, 20));
    globalThis.gc?.();
  }
  const { heapUsed, rss } = process.memoryUsage();
  const handles = process.getActiveResourcesInfo().toSorted();
  const open = entries("fd").map(linkOf);
  const workerFiles = open.filter((link) => link === workerFile).length;
  const files = open.length - workerFiles;
  return { heapMb: heapUsed / MB, rssMb: rss / MB, threads: entries("task").length, handles, files, workerFiles };
}

function leaksIn(base: Left, left: Left): string[] {
  const grown = (name: "heapMb" | "rssMb" | "threads" | "files", slack: number): string[] =>
    left[name] > base[name] + slack ? [`${name} grew from ${base[name]} to ${left[name]}`] : [];
  const handles = left.handles.join() === base.handles.join() ? [] : [`handles: ${left.handles.join(", ")}`];
  return [
    ...grown("heapMb", HEAP_SLACK_MB),
    ...grown("rssMb", RSS_SLACK_MB),
    ...grown("threads", 0),
    ...grown("files", 0),
    ...handles,
  ];
}

/** Of a folder of /proc/self; none where there is no such folder, so that nothing is compared there. */
function entries(folder: "task" | "fd"): readonly string[] {
  return process.platform === "linux" ? readdirSync(`/proc/self/${folder}`) : [];
}

function linkOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return ""; // the one the folder was read with
  }
}

function describe({
  programs,
  tasks,
  threads,
  broken,
}: Record<"programs" | "tasks" | "threads" | "broken", number>): string {
  return `${programs} programs, ${tasks} tasks, ${threads} threads lost, ${broken} rules broken`;
}

function show({ heapMb, rssMb, threads, handles, files, workerFiles }: Left): string {
  const kinds = handles.length === 0 ? "" : ` (${[...new Set(handles)].join(", ")})`;
  const memory = `heap ${heapMb.toFixed(1)} MB, rss ${rssMb.toFixed(0)} MB`;
  return `${memory}, ${threads} threads, ${files} files and ${workerFiles} of Node's, ${handles.length} handles${kinds}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
