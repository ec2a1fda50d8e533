// A table of 100,000 polygons out of PostGIS, beside GeoPandas in the same run, and into it. Needs a database to write to:
// MAPCELL_BENCH_POSTGIS=postgis://user@host/database.
import { Session } from "../../dist/src/session/session.js";
import { Layer } from "../../dist/src/layers/layer.js";
import { openPeer } from "./peers.mjs";
import { median, row } from "./rows.mjs";
import { stars } from "./stars.mjs";

const ROUNDS = 5;
const TABLE = "mapcell_bench";

async function seconds(run) {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1000;
}

export async function databases() {
  const address = process.env.MAPCELL_BENCH_POSTGIS;
  if (address === undefined) return [row("PostGIS", "not measured", "MAPCELL_BENCH_POSTGIS names no database")];
  const session = new Session({ lanes: 1 });
  const layer = Layer.from(stars(100_000), { crs: "EPSG:3857" });
  const path = `${address}?table=${TABLE}`;
  const saving = await seconds(() => session.save(layer, path, { replace: true }));
  const peer = openPeer("database_peer.py", address, TABLE);
  const [own, theirs] = [[], []];
  for (let i = 0; i <= ROUNDS; i++) {
    const taken = await seconds(() => session.load("read", path));
    const { seconds: peerSeconds } = await peer.ask("read");
    if (i > 0) own.push(taken);
    if (i > 0) theirs.push(peerSeconds);
  }
  peer.close();
  await session.submit("sql", { query: `drop table ${TABLE}`, connection: address });
  await session.close();
  const ratio = median(own) / median(theirs);
  return [
    row("100,000 polygons from PostGIS", `${median(own).toFixed(2)} s`),
    row("… as a ratio to geopandas.read_postgis", ratio.toFixed(2), "≤ 1.00", ratio <= 1),
    row("100,000 polygons into PostGIS, with index", `${saving.toFixed(2)} s`),
  ];
}
