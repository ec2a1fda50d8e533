// `npm run soak interrupts [-- --rounds 5000 --busy-rounds 1000 --minutes N --seed N]`: rounds of interrupts by message
// and as many by signal, spread over what a kernel may be busy with; then some beside two busy processes. Ends with a
// table, and with code 1 where an interrupt was missed or touched the next cell.
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { BUSY_STATES, playRound, type RoundResult, type Way } from "../fixtures/interrupt-rounds.ts";
import { KernelClient } from "../fixtures/kernel-client.ts";
import { Random } from "../tasks/simulation/random.ts";

const WAYS: readonly Way[] = ["message", "signal"];
const BUSY_PROCESSES = 2;
/** A kernel lives this many rounds, so that its growth is not what is measured. */
const KERNEL_ROUNDS = 1000;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5000" },
    "busy-rounds": { type: "string", default: "1000" },
    minutes: { type: "string", default: "600" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  },
});
const random = new Random(Number(values.seed));
const deadline = performance.now() + Number(values.minutes) * 60_000;
say(`interrupts from seed ${values.seed}`);

let isClean = true;
for (const way of WAYS) await play(way, Number(values.rounds), "alone");
const busy = Number(values["busy-rounds"]) > 0 ? startBusy() : [];
for (const way of WAYS) await play(way, Number(values["busy-rounds"]), `beside ${BUSY_PROCESSES} busy processes`);
for (const child of busy) child.kill();
process.exitCode = isClean ? 0 : 1;

async function play(way: Way, rounds: number, where: string): Promise<void> {
  const results = new Map<string, RoundResult[]>(BUSY_STATES.map(({ name }) => [name, []]));
  let kernel: KernelClient | undefined;
  let played = 0;
  for (; played < rounds && performance.now() < deadline; played++) {
    kernel ??= await KernelClient.start();
    const state = BUSY_STATES[played % BUSY_STATES.length]!;
    const result = await playRound(kernel, state, way, () => random.next());
    results.get(state.name)!.push(result);
    if (result.isSpilled || result.isMissed) say(`round ${played}, ${way}, ${state.name}: ${JSON.stringify(result)}`);
    if (!result.isMissed && played % KERNEL_ROUNDS !== KERNEL_ROUNDS - 1) continue;
    await kernel.close();
    kernel = undefined;
  }
  await kernel?.close();
  report(`${played} by ${way}, ${where}`, results);
}

function report(title: string, results: ReadonlyMap<string, readonly RoundResult[]>): void {
  say(`\n${title}`);
  for (const [name, rounds] of results) {
    if (rounds.length === 0) continue;
    const missed = rounds.filter(({ isMissed }) => isMissed).length;
    const spilled = rounds.filter(({ isSpilled }) => isSpilled).length;
    const times = rounds.map(({ ms }) => ms).toSorted((a, b) => a - b);
    const [median = 0, worst = 0] = [times[Math.floor(times.length / 2)], times.at(-1)];
    isClean &&= missed + spilled === 0;
    const ms = `median ${median.toFixed(0)} ms, worst ${worst.toFixed(0)} ms`;
    say(`${name.padEnd(32)}${rounds.length} rounds, ${missed} missed, ${spilled} spilled, ${ms}`);
  }
}

function startBusy(): ReturnType<typeof spawn>[] {
  return Array.from({ length: BUSY_PROCESSES }, () => spawn(process.execPath, ["-e", "for (;;);"]));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
