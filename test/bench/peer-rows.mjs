import { performance } from "node:perf_hooks";
import { row } from "./rows.mjs";

const NAMES = { geopandas: "GeoPandas", duckdb: "DuckDB spatial" };

/**
 * Rows of one thing that peers do as well, each in turn with ours.
 * @param {() => Promise<T>} run ours, once @param {Record<string, number>} wanted the largest ratio to each peer
 * @returns {Promise<{ result: T, value: number, rows: object[] }>} what the last rounds gave, ours and the peers'
 */
export async function besidePeers({ what, run, peer, name, wanted, rounds }) {
  const own = [];
  const theirs = [];
  let result;
  for (let round = 0; round < rounds; round++) {
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    result = await run();
    const { user, system } = process.cpuUsage(cpu);
    own.push({ seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 });
    theirs.push(await peer.ask(name));
  }
  const rows = [row(what, shown(own))];
  for (const [id, title] of Object.entries(NAMES)) {
    const list = theirs.flatMap((answers) => answers[id] ?? []);
    if (list.length === 0) continue;
    rows.push(row(`  ${title}`, shown(list)));
    const ratio = best(own, "seconds") / best(list, "seconds");
    const most = wanted[id];
    const promise = most === undefined ? [] : [`<= ${most}`, ratio <= most];
    rows.push(
      row(
        `  ratio to ${title} (best of ${rounds}; of CPU)`,
        ratios(ratio, best(own, "cpu") / best(list, "cpu")),
        ...promise,
      ),
    );
  }
  return { result, value: theirs.at(-1).value, rows };
}

function best(list, key) {
  return Math.min(...list.map((each) => each[key]));
}

function shown(list) {
  return `${best(list, "seconds").toFixed(2)} s, CPU ${best(list, "cpu").toFixed(2)}`;
}

function ratios(...values) {
  return values.map((value) => value.toFixed(2)).join("; ");
}
