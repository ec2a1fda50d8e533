// The kernel beside tslab and ipykernel: start, cells, completion, interrupts, output, memory.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { kernelSpec } from "../../dist/src/cli/kernelspec.js";
import { askPeer, peersPython } from "./peers.mjs";
import { median, row } from "./rows.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const PEERS = ["tslab", "ipykernel"];
const KERNELS = ["mapcell", ...PEERS];
const LINES = 20_000;
const START_ROUNDS = "5";

export function kernelStart(scratch) {
  writeKernelSpecs(scratch);
  const times = askPeer("kernel_start.py", START_ROUNDS, ...KERNELS);
  const [own, python] = [median(times.mapcell), median(times.ipykernel)];
  return [
    row("kernel start to first kernel_info_reply, median", seconds(own), "<= 1.2 s", own <= 1.2),
    row("  tslab", seconds(median(times.tslab))),
    row("  ipykernel", seconds(python), ">= mapcell's", own <= python),
  ];
}

export function kernelSession(scratch) {
  writeKernelSpecs(scratch);
  const { trivial, declaration, completion, interrupt, deepInterrupt, answers, flood, megabytes } = askPeer(
    "kernel_session.py",
    ...KERNELS,
  );
  const deep = median(deepInterrupt.mapcell);
  const slowest = Math.max(...answers.mapcell);
  return [
    ...besideTslab("cell `1+1`, to its idle, median", trivial, 1.28),
    ...besideTslab("cell with a new declaration, median of 200", declaration, 1),
    ...besideTslab("completion on changing text, median", completion, 1.73),
    ...within("interrupt of a synchronous loop, to its reply, median", interrupt, 0.3),
    row("interrupt of microtask, tick and await loops, execSync, median", ms(deep), "<= 300 ms", deep <= 0.3),
    row("control and heartbeat in six busy states, worst of 120", ms(slowest), "<= 50 ms", slowest <= 0.05),
    ...floodRows(flood),
    ...memoryRows(megabytes),
  ];
}

function besideTslab(what, times, limit) {
  const ratio = median(times.mapcell) / median(times.tslab);
  return [
    row(what, ms(median(times.mapcell))),
    ...peerRows(times),
    row("  ratio to tslab", ratio.toFixed(2), `<= ${limit}`, ratio <= limit),
  ];
}

function within(what, times, limit) {
  const own = median(times.mapcell);
  return [row(what, ms(own), `<= ${ms(limit)}`, own <= limit), ...peerRows(times)];
}

function peerRows(times) {
  return PEERS.map((peer) => row(`  ${peer}`, ms(median(times[peer]))));
}

function floodRows(flood) {
  const [time, lines] = flood.mapcell;
  return [
    row("20,000 printed lines, to the idle", seconds(time), "<= 2 s, none lost", time <= 2 && lines === LINES),
    ...PEERS.map((peer) => {
      const [peerTime, peerLines] = flood[peer];
      return row(`  ${peer}`, peerLines === LINES ? seconds(peerTime) : `${LINES - peerLines} lost`);
    }),
  ];
}

function memoryRows(megabytes) {
  const ratio = median(megabytes.mapcell) / median(megabytes.tslab);
  return [
    row("memory over 200 cells, before the first task, median", mb(median(megabytes.mapcell))),
    ...PEERS.map((peer) => row(`  ${peer}`, mb(median(megabytes[peer])))),
    row("  ratio to tslab", ratio.toFixed(2), "<= 1.3", ratio <= 1.3),
  ];
}

/** Each with the way of interrupting that it understands. */
function writeKernelSpecs(scratch) {
  const node = process.execPath;
  const tslab = join(root, "node_modules/tslab/bin/tslab");
  const specs = {
    mapcell: kernelSpec("mapcell"),
    tslab: { argv: [node, tslab, "kernel", "--config-path", "{connection_file}"] },
    ipykernel: { argv: [peersPython(), "-m", "ipykernel_launcher", "-f", "{connection_file}"] },
  };
  for (const [name, spec] of Object.entries(specs)) {
    const folder = join(scratch, "jupyter", "kernels", name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "kernel.json"), JSON.stringify({ display_name: name, language: "x", ...spec }));
  }
  process.env.JUPYTER_PATH = join(scratch, "jupyter");
}

function ms(value) {
  return `${(value * 1000).toFixed(1)} ms`;
}

function seconds(value) {
  return `${value.toFixed(2)} s`;
}

function mb(value) {
  return `${value.toFixed(0)} MB`;
}
