/** Something to place: as long as it is wide along the arrows, as broad as it is across them. */
export interface GraphBox {
  readonly length: number;
  readonly breadth: number;
}

/** An arrow between boxes, by their positions in the list. Arrows of one kind that leave a box share their way. */
export interface Arrow<Kind> {
  readonly from: number;
  readonly to: number;
  readonly kind: Kind;
}

export interface Point {
  readonly along: number;
  readonly across: number;
}

/** A piece of an arrow: a curve from one column to the next, or straight through a column. */
export interface GraphPiece<Kind> {
  readonly kind: Kind;
  readonly from: Point;
  readonly to: Point;
  /** Whether it ends at a box. */
  readonly arrives: boolean;
}

export interface Layout<Kind> {
  /** Where each box begins. */
  readonly places: readonly Point[];
  readonly pieces: readonly GraphPiece<Kind>[];
  readonly size: Point;
}

const GAP = { along: 34, across: 10, parts: 14 };
const SWEEPS = 6;

/** A box, or the place where an arrow passes a column. */
interface Slot {
  readonly box: number | undefined;
  readonly breadth: number;
  readonly rank: number;
  readonly before: Slot[];
  readonly after: Slot[];
  /** Its middle, across. */
  middle: number;
}

/**
 * Boxes in columns, so that every arrow goes from a column to a later one: by the longest way to each, few crossings,
 * short ways. What is not connected lies in bands of its own. Same input, same picture.
 */
export function layOut<Kind>(boxes: readonly GraphBox[], arrows: readonly Arrow<Kind>[]): Layout<Kind> {
  const ranks = ranksOf(boxes.length, arrows);
  const starts = columnStarts(boxes, ranks);
  const slots = boxes.map((box, index) => newSlot(ranks[index] ?? 0, box.breadth, index));
  const { ways, passes } = waysOf(arrows, slots);
  let across = 0;
  for (const band of bandsOf([...slots, ...passes])) {
    arrange(band);
    const top = Math.min(...band.map(({ middle, breadth }) => middle - breadth / 2));
    for (const slot of band) slot.middle += across - top;
    across = Math.max(...band.map(({ middle, breadth }) => middle + breadth / 2)) + GAP.parts;
  }
  const lengthOf = ({ box, rank }: Slot): number =>
    box === undefined ? (starts[rank + 1] ?? 0) - (starts[rank] ?? 0) - GAP.along : (boxes[box]?.length ?? 0);
  const entry = (slot: Slot): Point => ({ along: starts[slot.rank] ?? 0, across: slot.middle });
  const exit = (slot: Slot): Point => ({ along: (starts[slot.rank] ?? 0) + lengthOf(slot), across: slot.middle });
  return {
    places: slots.map((slot) => ({ along: starts[slot.rank] ?? 0, across: slot.middle - slot.breadth / 2 })),
    pieces: ways.flatMap(({ from, to, kind }) => {
      const onwards = { kind, from: exit(from), to: entry(to), arrives: to.box !== undefined };
      const through = { kind, from: entry(to), to: exit(to), arrives: false };
      return to.box === undefined ? [onwards, through] : [onwards];
    }),
    size: { along: Math.max(0, (starts.at(-1) ?? 0) - GAP.along), across: Math.max(0, across - GAP.parts) },
  };
}

function newSlot(rank: number, breadth: number, box?: number): Slot {
  return { box, breadth, rank, before: [], after: [], middle: 0 };
}

/** The column of each box: one after the last that leads to it; what nothing leads to stands just before its first use. */
function ranksOf(count: number, arrows: readonly Pick<Arrow<unknown>, "from" | "to">[]): readonly number[] {
  const open = Array.from({ length: count }, () => 0);
  const next: number[][] = open.map(() => []);
  for (const { from, to } of arrows) {
    next[from]?.push(to);
    open[to] = (open[to] ?? 0) + 1;
  }
  const ranks = open.map(() => 0);
  const roots = open.flatMap((left, index) => (left === 0 ? [index] : []));
  const ready = [...roots];
  for (const from of ready) {
    for (const to of next[from] ?? []) {
      ranks[to] = Math.max(ranks[to] ?? 0, (ranks[from] ?? 0) + 1);
      if ((open[to] = (open[to] ?? 0) - 1) === 0) ready.push(to);
    }
  }
  for (const root of roots) {
    const uses = next[root] ?? [];
    if (uses.length > 0) ranks[root] = Math.min(...uses.map((to) => ranks[to] ?? 0)) - 1;
  }
  return ranks;
}

/** Of each column, and of one after the last. */
function columnStarts(boxes: readonly GraphBox[], ranks: readonly number[]): readonly number[] {
  const lengths: number[] = [];
  for (const [index, rank] of ranks.entries()) lengths[rank] = Math.max(lengths[rank] ?? 0, boxes[index]?.length ?? 0);
  const starts = [0];
  for (const length of lengths) starts.push((starts.at(-1) ?? 0) + (length ?? 0) + GAP.along);
  return starts;
}

interface Way<Kind> {
  readonly from: Slot;
  readonly to: Slot;
  readonly kind: Kind;
}

/** The arrows from column to column; in those between they pass. */
function waysOf<Kind>(arrows: readonly Arrow<Kind>[], slots: readonly Slot[]): { ways: Way<Kind>[]; passes: Slot[] } {
  const ways: Way<Kind>[] = [];
  const passes = new Map<string, Slot>();
  const drawn = new Set<string>();
  const join = (from: Slot, to: Slot, kind: Kind): void => {
    from.after.push(to);
    to.before.push(from);
    ways.push({ from, to, kind });
  };
  for (const { from, to, kind } of arrows) {
    const [start, end] = [slots[from], slots[to]];
    const key = `${from} ${String(kind)}`;
    if (start === undefined || end === undefined || drawn.has(`${key} ${to}`)) continue;
    drawn.add(`${key} ${to}`);
    let last = start;
    for (let rank = start.rank + 1; rank < end.rank; rank++) {
      const known = passes.get(`${key} ${rank}`);
      const pass = known ?? newSlot(rank, 0);
      if (known === undefined) join(last, pass, kind);
      passes.set(`${key} ${rank}`, pass);
      last = pass;
    }
    join(last, end, kind);
  }
  return { ways, passes: [...passes.values()] };
}

/** Slots that hang together, in the order of their first. */
function bandsOf(slots: readonly Slot[]): readonly (readonly Slot[])[] {
  const seen = new Set<Slot>();
  return slots.flatMap((first) => {
    if (seen.has(first)) return [];
    const band = [first];
    seen.add(first);
    for (const slot of band) {
      for (const near of [...slot.before, ...slot.after]) {
        if (seen.has(near)) continue;
        seen.add(near);
        band.push(near);
      }
    }
    return [band];
  });
}

/** Orders each column by what its slots are joined with, forth and back, then moves them as near to that as they can. */
function arrange(band: readonly Slot[]): void {
  const columns: Slot[][] = [];
  for (const slot of band) (columns[slot.rank] ??= []).push(slot);
  const used = columns.filter((column) => column !== undefined);
  for (const column of used) number(column);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forth = sweep % 2 === 0;
    for (const column of forth ? used : used.toReversed()) {
      const wanted = new Map(column.map((slot) => [slot, meanOf(forth ? slot.before : slot.after) ?? slot.middle]));
      column.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
      number(column);
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forth = sweep % 2 === 0;
    const pulls = ({ before, after }: Slot): readonly Slot[] => (forth ? before : after);
    for (const column of forth ? used : used.toReversed()) settle(column, (slot) => meanOf(pulls(slot)) ?? slot.middle);
  }
}

/** Places in an order that can be compared from column to column: 0 to 1. */
function number(column: readonly Slot[]): void {
  for (const [index, slot] of column.entries()) slot.middle = (index + 0.5) / column.length;
}

function meanOf(slots: readonly Slot[]): number | undefined {
  return slots.length === 0 ? undefined : slots.reduce((sum, { middle }) => sum + middle, 0) / slots.length;
}

/** Puts a column, in its order, as near to the wanted places as the gaps allow (least squares, by pooling neighbours). */
function settle(column: readonly Slot[], wantedOf: (slot: Slot) => number): void {
  let offset = 0;
  const offsets = column.map((slot, index) => {
    const last = column[index - 1];
    if (last !== undefined) offset += (last.breadth + slot.breadth) / 2 + GAP.across;
    return offset;
  });
  const pools: { sum: number; count: number }[] = [];
  for (const [index, slot] of column.entries()) {
    let pool = { sum: wantedOf(slot) - (offsets[index] ?? 0), count: 1 };
    for (
      let last = pools.at(-1);
      last !== undefined && last.sum / last.count > pool.sum / pool.count;
      last = pools.at(-1)
    ) {
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count };
      pools.pop();
    }
    pools.push(pool);
  }
  const shifts = pools.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count));
  for (const [index, slot] of column.entries()) slot.middle = (offsets[index] ?? 0) + (shifts[index] ?? 0);
}
