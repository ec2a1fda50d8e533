import type { Database } from "node-sqlite3-wasm";
import { SpatialError } from "../../errors.ts";
import type { Bounds } from "../../geometry/column.ts";
import { type SqlRow } from "./open-database.ts";
import { quoted } from "../quoted-name.ts";

/** Bytes of a node as SQLite makes them for pages of 4096 bytes: depth, count and 51 cells. */
const NODE_BYTES = 1228;
const CELL_BYTES = 24;
const CELLS = 51;
const HEAD = 4;
const MOST_DEPTH = 40;

/** An entry of the tree: a row of the table, or a node below. */
export interface RtreeEntry {
  readonly id: number;
  readonly bounds: Bounds;
}

/**
 * The rows whose bounds may meet these, by their ids, read from the table of nodes itself: our SQLite lacks the module.
 * Undefined where there is no index.
 */
export function searchRtree(database: Database, name: string, bounds: Bounds): number[] | undefined {
  if (database.get("select 1 as found from sqlite_master where name = ?", `${name}_node`) === null) return undefined;
  const statement = database.prepare(`select data from ${quoted(`${name}_node`)} where nodeno = ?`);
  const found: number[] = [];
  const visit = (node: number, depth: number | undefined): void => {
    const data = (statement.get(node) as SqlRow | null)?.["data"];
    if (!(data instanceof Uint8Array) || data.length < HEAD) throw damaged(name);
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    const left = depth ?? view.getUint16(0);
    if (left > MOST_DEPTH) throw damaged(name);
    for (const { id, bounds: own } of entriesOf(view, name)) {
      if (own[0] > bounds[2] || own[2] < bounds[0] || own[1] > bounds[3] || own[3] < bounds[1]) continue;
      if (left === 0) found.push(id);
      else visit(id, left - 1);
    }
  };
  try {
    visit(1, undefined);
  } finally {
    statement.finalize();
  }
  return found.toSorted((a, b) => a - b);
}

function entriesOf(view: DataView, name: string): RtreeEntry[] {
  const count = view.getUint16(2);
  if (HEAD + count * CELL_BYTES > view.byteLength) throw damaged(name);
  return Array.from({ length: count }, (_, i) => {
    const at = HEAD + i * CELL_BYTES;
    const value = (n: number): number => view.getFloat32(at + 8 + 4 * n);
    return { id: Number(view.getBigInt64(at)), bounds: [value(0), value(2), value(1), value(3)] };
  });
}

function damaged(name: string): SpatialError {
  return new SpatialError("LAYER_UNREADABLE", `the spatial index "${name}" is damaged; load the layer without bounds`);
}

/** Fills the three tables behind an index. The root is node 1 and tells the depth. @param entries in a good order */
export function fillRtree(database: Database, name: string, entries: readonly RtreeEntry[]): void {
  database.run(`create table ${quoted(`${name}_rowid`)}(rowid INTEGER PRIMARY KEY,nodeno)`);
  database.run(`create table ${quoted(`${name}_node`)}(nodeno INTEGER PRIMARY KEY,data)`);
  database.run(`create table ${quoted(`${name}_parent`)}(nodeno INTEGER PRIMARY KEY,parentnode)`);
  const levels = levelsOf(entries);
  const insertNode = database.prepare(`insert into ${quoted(`${name}_node`)} values (?, ?)`);
  const insertRow = database.prepare(`insert into ${quoted(`${name}_rowid`)} values (?, ?)`);
  const insertParent = database.prepare(`insert into ${quoted(`${name}_parent`)} values (?, ?)`);
  for (const [depth, nodes] of levels.entries()) {
    for (const { id: node, cells } of nodes) {
      insertNode.run([node, nodeBytes(cells, node === 1 ? levels.length - 1 : 0)]);
      for (const { id } of cells) (depth === 0 ? insertRow : insertParent).run([id, node]);
    }
  }
  for (const statement of [insertNode, insertRow, insertParent]) statement.finalize();
}

interface Node {
  readonly id: number;
  readonly cells: readonly RtreeEntry[];
}

/** Nodes from the leaves up, each level's in the order of the one below. */
function levelsOf(entries: readonly RtreeEntry[]): Node[][] {
  const levels: Node[][] = [];
  let cells = entries;
  let next = 2;
  for (;;) {
    const groups = grouped(cells);
    const isRoot = groups.length <= 1;
    const nodes = (isRoot ? [cells] : groups).map((group) => ({ id: isRoot ? 1 : next++, cells: group }));
    levels.push(nodes);
    if (isRoot) return levels;
    cells = nodes.map(({ id, cells: own }) => ({ id, bounds: around(own) }));
  }
}

/** Groups of even size: SQLite wants nodes at least a third full. */
function grouped(cells: readonly RtreeEntry[]): (readonly RtreeEntry[])[] {
  const count = Math.ceil(cells.length / CELLS);
  return Array.from({ length: count }, (_, i) =>
    cells.slice(Math.floor((i * cells.length) / count), Math.floor(((i + 1) * cells.length) / count)),
  );
}

function around(cells: readonly RtreeEntry[]): Bounds {
  let [minX, minY, maxX, maxY]: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { bounds } of cells) {
    minX = Math.min(minX, bounds[0]);
    minY = Math.min(minY, bounds[1]);
    maxX = Math.max(maxX, bounds[2]);
    maxY = Math.max(maxY, bounds[3]);
  }
  return [minX, minY, maxX, maxY];
}

function nodeBytes(cells: readonly RtreeEntry[], depth: number): Uint8Array {
  const bytes = new Uint8Array(NODE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, depth);
  view.setUint16(2, cells.length);
  for (const [i, { id, bounds }] of cells.entries()) {
    const at = HEAD + i * CELL_BYTES;
    view.setBigInt64(at, BigInt(id));
    view.setFloat32(at + 8, below(bounds[0]));
    view.setFloat32(at + 12, above(bounds[2]));
    view.setFloat32(at + 16, below(bounds[1]));
    view.setFloat32(at + 20, above(bounds[3]));
  }
  return bytes;
}

/** The next single that is no more than the value; SQLite's own steps are of this size. */
function below(value: number): number {
  const single = Math.fround(value);
  return single <= value ? single : Math.fround(single - Math.abs(single) * 2 ** -23 - 1e-45);
}

function above(value: number): number {
  return -below(-value);
}
