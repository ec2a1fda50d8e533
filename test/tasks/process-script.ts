// Run as a process of its own: what keeps it alive shows only there. Its arguments say which scene to play, and on what.
import { pathToFileURL } from "node:url";
import { TaskEngine } from "../../src/tasks/engine.ts";
import { Task } from "../../src/tasks/task.ts";
import type { TaskOptions } from "../../src/tasks/task-options.ts";
import { LANE_KINDS } from "./conformance/lane-kinds.ts";

const [scene = "", workerFile = "", laneKind = ""] = process.argv.slice(-3);
const openLane = new Map(LANE_KINDS).get(laneKind)!;
const engine = new TaskEngine({ workerUrl: pathToFileURL(workerFile), lanes: 2, openLane });

function run(script: string, options: TaskOptions<unknown> = {}): Task {
  const job = { stages: [() => [{ kind: "script", payload: { script, input: undefined } }]] };
  return engine.add(new Task(scene, { job, ...options }));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

switch (scene) {
  case "idle":
    say(String(await run("() => 'done'")));
    break;
  case "pending":
    void run("() => new Promise((resolve) => setTimeout(resolve, 300, 'late'))").then((result) => say(String(result)));
    break;
  case "held":
    void run("() => 1", { hold: true }).then(() => say("never"));
    say("left alone");
    break;
  case "printing":
    say(String(await run("() => { console.log('not on the terminal'); return 'done'; }")));
    break;
  case "killed": {
    const lane = openLane({ workerUrl: pathToFileURL(workerFile), heapMb: 64 });
    const ended = lane.kill();
    lane.hold(false);
    await ended;
    say("ended");
    break;
  }
  case "closed": {
    const tasks = [run("() => { for (;;); }"), run("() => { for (;;); }"), run("() => 1")];
    tasks[0]?.cancel();
    run("() => 1", { hold: true }).cancel();
    await engine.close();
    // The pool library drops its listeners one turn of the loop later.
    await new Promise((resolve) => setImmediate(resolve));
    say(
      JSON.stringify({
        threads: engine.threads,
        open: process.getActiveResourcesInfo().filter((kind) => !kind.endsWith("Wrap")),
      }),
    );
    break;
  }
}
