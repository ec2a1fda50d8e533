import { SpatialError } from "../../src/errors.ts";

/** Magics whose line is not split into words: a command of the shell, a path, a statement. */
const RAW = new Set(["sh", "time"]);

export function isRawMagic(name: string): boolean {
  return RAW.has(name);
}

/** `%%time`: the cell below it is TypeScript with magics, as without it. */
export function isTimedCell(name: string): boolean {
  return name === "time";
}

const USE_SHELL = (name: string): string => `Write %sh ${name} …; it runs in the notebook's folder.`;
const INSTALL = "Packages are installed beside the notebook: %sh npm install NAME, then import them.";
const CHARTS =
  "A chart is shown as the value of a cell: an SVG element (Observable Plot, d3), or a Vega-Lite specification.";
const SHARED: Readonly<Record<string, string>> = {
  lsmagic: "%magics lists the magics that there are.",
  magic: "%magics lists the magics that there are.",
  quickref: "%magics lists the magics that there are.",
  matplotlib: CHARTS,
  pylab: CHARTS,
  pip: INSTALL,
  conda: INSTALL,
  mamba: INSTALL,
  uv: INSTALL,
  npm: INSTALL,
  install: INSTALL,
  timeit: "%time STATEMENT says how long a statement took, %%time how long a cell.",
  prun: "%time STATEMENT says how long a statement took; %tasks shows what the tasks do.",
  who: "%layers and %tasks list what the session has; names of variables are completed by Tab.",
  whos: "%layers and %tasks list what the session has; names of variables are completed by Tab.",
  hist: "%history lists what was submitted.",
  run: 'Write import "./file.ts" to run a file; %sh node FILE runs it on its own.',
  env: "Environment variables are in process.env.",
  set_env: 'Write process.env.NAME = "value".',
  writefile: 'Write files with node:fs: import { writeFileSync } from "node:fs".',
  load_ext: "There are no extensions to load; geo.register makes magics of functions.",
  autoreload: "Not needed: an edited file is read again at the next import.",
  reset: "Restart the kernel to forget all variables; %remove NAME removes a layer.",
  javascript: 'Write display.html("<script>…</script>"); cells are TypeScript, which runs in the kernel.',
  js: 'Write display.html("<script>…</script>"); cells are TypeScript, which runs in the kernel.',
  latex: "Write %%markdown with $…$ around formulas.",
  script: "%%bash runs the cell's body in the shell.",
  python: "%%bash runs the cell's body in the shell, which can start python.",
  capture: "console.log can be replaced; %sh ends up in the cell's output.",
  debug: 'Start Node\'s inspector: import inspector from "node:inspector"; inspector.open().',
  pdb: 'Start Node\'s inspector: import inspector from "node:inspector"; inspector.open().',
  ls: USE_SHELL("ls"),
  ll: USE_SHELL("ls -l"),
  cat: USE_SHELL("cat"),
  cp: USE_SHELL("cp"),
  mv: USE_SHELL("mv"),
  rm: USE_SHELL("rm"),
  mkdir: USE_SHELL("mkdir"),
  system: USE_SHELL("COMMAND"),
  sx: USE_SHELL("COMMAND"),
  pinfo: "%NAME? shows help for a magic, NAME? for a name.",
};

/** What to write here for a magic that other notebooks have; undefined for one that none has. */
export function equivalentOf(name: string, sign: string): SpatialError | undefined {
  if (!Object.hasOwn(SHARED, name)) return undefined;
  return new SpatialError("UNKNOWN_MAGIC", `There is no magic ${sign}${name} here. ${SHARED[name] ?? ""}`);
}
