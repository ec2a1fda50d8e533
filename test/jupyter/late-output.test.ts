import { afterAll, beforeAll, expect, test } from "vitest";
import { notebookFolder, outputsOf, runProgram, succeeding, textOf } from "../fixtures/cli.ts";
import { environmentPython, isolatedJupyter } from "../fixtures/jupyter-server.ts";

const folder = notebookFolder();
afterAll(() => folder.remove());

/** One cell each; their updates come late, in the ways that updates can. */
const CELLS = [
  // while other cells run, and between them
  `const steps = display("step 0"); let step = 0;
   const stepped = new Promise<void>((done) => {
     const timer = setInterval(() => {
       void steps.update(\`step \${++step}\`);
       if (step === 100) { clearInterval(timer); done() }
     }, 5);
   })`,
  `const kept = display("unset"), far = new ProxyTask<number>("far work");
   void tasks.add(far).then((n) => kept.update(\`far \${n}\`))`,
  "'quick'",
  "far.finalize(1)",
  "await stepped",
  // only when the cell's own code has ended
  `class Slow extends Task<number> {
     run() { return 7 }
     finished() { void own.update("finished 7") }
   }
   const own = display("unset"), heard = display("unset");
   tasks.add(new Slow("slow")).on(({ type }) => { if (type === "settled") void heard.update("settled") });`,
];

let shown: readonly string[];
beforeAll(async () => {
  const notebook = folder.write("late.ipynb", ...CELLS);
  const args = ["-m", "jupyter", "execute", notebook, "--kernel_name=mapcell", "--output=executed"];
  await succeeding(runProgram(environmentPython(), args, isolatedJupyter(folder.path)));
  shown = outputsOf(`${folder.path}/executed.ipynb`).map(textOf);
});

test.each([
  ["a timer", 0, /'step 100'/],
  ["a promise that follows a task", 1, /'far 1'/],
  ["a task that goes on while other cells run", 1, /far work.*\b(complete|done|✓)/is],
  ["a task's finished, at the end of the notebook", 5, /'finished 7'/],
  ["a task's listener, at the end of the notebook", 5, /'settled'/],
])("nbclient gets every update by %s", (_, cell, text) => {
  expect(shown[cell]?.trim()).toMatch(text);
});

test("nothing late is shown in another cell", () => {
  expect([shown[2], shown[3], shown[4]].map((text) => text?.trim())).toEqual([`"'quick'"`, "", ""]);
});
