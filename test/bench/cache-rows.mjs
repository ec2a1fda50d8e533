// The cache: a notebook of 30 layers that is run again unchanged, beside its first run and beside the same notebook with
// empty cells, which is what a kernel takes to start and end.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { row } from "./rows.mjs";
import { stars } from "./stars.mjs";

const CLI = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));
const LAYERS = 30;
const MOST_SHARE = 0.2;
const MOST_SECONDS = 2;

export function cachedRun(scratch) {
  const crs = { type: "name", properties: { name: "EPSG:3857" } };
  writeFileSync(join(scratch, "stars.geojson"), JSON.stringify({ ...stars(4000), crs }));
  const lines = Array.from(
    { length: LAYERS - 1 },
    (_, n) => `%buffer stars --distance ${n + 1} --segments 16 --as near${n}`,
  );
  write(scratch, "layers.ipynb", ["%load stars stars.geojson", ...lines]);
  write(
    scratch,
    "empty.ipynb",
    Array.from({ length: LAYERS }, () => "undefined"),
  );
  const env = { ...process.env, MAPCELL_CACHE: join(scratch, "cache") };
  const [first, again] = [run(scratch, "layers.ipynb", env), run(scratch, "layers.ipynb", env)];
  const empty = run(scratch, "empty.ipynb", env);
  if (again.out.match(/from cache/g)?.length !== LAYERS) throw new Error(`not all from the cache:\n${again.out}`);
  const share = again.seconds / first.seconds;
  const beyond = again.seconds - empty.seconds;
  return [
    row(`notebook of ${LAYERS} layers, first run`, `${first.seconds.toFixed(1)} s`),
    row("  the same with empty cells", `${empty.seconds.toFixed(1)} s`),
    row("  again, unchanged, of its first run", share.toFixed(2), `<= ${MOST_SHARE}`, share <= MOST_SHARE),
    row("  again, beyond empty cells", `${beyond.toFixed(1)} s`, `<= ${MOST_SECONDS} s`, beyond <= MOST_SECONDS),
  ];
}

function write(scratch, name, sources) {
  const cells = sources.map((source, n) => ({
    id: `c${n}`,
    cell_type: "code",
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  }));
  writeFileSync(join(scratch, name), JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
}

function run(scratch, name, env) {
  const start = performance.now();
  const out = execFileSync(process.execPath, [CLI, "run", join(scratch, name)], {
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return { out, seconds: (performance.now() - start) / 1000 };
}
