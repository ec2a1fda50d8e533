import { CELL_TYPES } from "../../src/session/cell-types.ts";
import { findMagics } from "../magics/find-magics.ts";

/** What a notebook has in scope and a script has to import. */
const PUBLIC = ["geo", "layers", "map", "tasks", "Layer", "ProxyTask", "SpatialError", "Task"];

/** Stand-ins for what the kernel gives to cells, and what magics need, by name. */
const HELPERS: Readonly<Record<string, string>> = {
  require: `import { createRequire } from "node:module";
const require = createRequire(import.meta.url);`,
  display: `/** Stands in for the notebook's display: prints values. HTML, pictures and tables have no page here. */
const display = (() => {
  const through = (update: (value: unknown) => Promise<void>) => (value: unknown, _options?: object) => {
    void update(value);
    return { id: "", update };
  };
  const nowhere = through(async () => {});
  const kinds = { html: nowhere, markdown: nowhere, svg: nowhere, png: nowhere, json: nowhere, table: nowhere };
  return Object.assign(through(async (value) => console.log(await value)), kinds);
})();`,
  clearOutput: `/** What a script has printed stays. */
function clearOutput(): void {}`,
  input: `import { createInterface } from "node:readline/promises";
async function input(prompt = ""): Promise<string> {
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  return asking.question(prompt).finally(() => asking.close());
}`,
  background: `const inBackground = new Set<Task<any>>();
/** Such a task is not waited for at the end of its cell. */
function background<K extends Task<any>>(task: K): K {
  inBackground.add(task);
  return task;
}`,
  ended: `/** Waits for a task, and gives the task. */
async function ended<K extends Task<any>>(task: K): Promise<readonly [K]> {
  await task;
  return [task];
}`,
  endOfCell: `/** As when the notebook runs headless: a cell's tasks end before the next cell, and one that fails ends it all. */
async function endOfCell(): Promise<void> {
  const isHeld = (task: Task<any>): boolean => task.status === "held" || task.waitsFor.some(isHeld);
  const isAwaited = (task: Task<any>): boolean => !(/* background */task instanceof ProxyTask || isHeld(task));
  const next = () => tasks.activeTasks().find(isAwaited);
  for (let task = next(); task !== undefined; task = next()) await task.settled;
  for (const task of [...tasks].flatMap((one) => [one, ...one.subTasks])) if (task.status === "failed") await task;
}`,
};

/** Imports and helpers for the names that the code uses and does not declare. */
export function prologue(code: string, isDeclared: (name: string) => boolean): string {
  const used = namesIn(code);
  const read = namesIn(code, ":"); // not as the name of a property
  const helpers = Object.keys(HELPERS).filter((name) => read.has(name) && !isDeclared(name));
  const texts = helpers.map((name) =>
    (HELPERS[name] ?? "").replace("/* background */", used.has("background") ? "inBackground.has(task) || " : ""),
  );
  for (const name of texts.flatMap((text) => [...namesIn(text)])) used.add(name);
  const values = PUBLIC.filter((name) => used.has(name) && !isDeclared(name));
  const isOwn = (name: string) => isDeclared(name) || new RegExp(`\\b(?:interface|type)\\s+${name}\\b`).test(code);
  const types = CELL_TYPES.filter((name) => used.has(name) && !isOwn(name)).map((name) => `type ${name}`);
  const imported = [...values, ...types];
  const lines = imported.length === 0 ? [] : [`import { ${imported.join(", ")} } from "mapcell";`];
  if (used.has("geometry") && !isDeclared("geometry")) lines.push(`import { geometry } from "mapcell/geometry";`);
  else if (/\.index\s*\(/.test(code)) lines.push(`import "mapcell/geometry";`); // what layer.index() searches with
  return [lines.join("\n"), ...texts].filter((text) => text !== "").join("\n\n");
}

/** The names in TypeScript, and words in its templates. @param unless what may not follow */
export function namesIn(code: string, unless?: string): Set<string> {
  const { tokens } = findMagics(code, () => true);
  const names = tokens.flatMap(({ kind, text }, index) => {
    if (kind === "template") return text.match(/[\p{ID_Start}_$][\p{ID_Continue}$]*/gu) ?? [];
    const isMember = [".", "?."].includes(tokens[index - 1]?.text ?? "");
    return kind === "word" && !isMember && tokens[index + 1]?.text !== unless ? [text] : [];
  });
  return new Set(names);
}
