import { turnOf } from "../crs/crs.ts";
import { boundsAcross } from "../geometry/across.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { StoredLayer } from "../layers/layer-store.ts";
import type { Layer } from "../layers/layer.ts";
import { dataOf, originOf } from "../layers/layer.ts";
import { isResult } from "../layers/provenance.ts";
import { backdropAmong } from "../styles/backdrop.ts";
import { drawingOf, shapeKind } from "../styles/drawing.ts";
import { boundsInDegrees } from "./degrees.ts";
import type { TileContent } from "./tile-server.ts";
import type { MapLayer } from "./map-state.ts";

interface Kept {
  readonly stored: StoredLayer;
  readonly shown: MapLayer;
  /** What browsers still show until they have painted the present revision. */
  readonly before: { readonly stored: StoredLayer; readonly rev: number } | undefined;
}

const HEIGHT = { polygon: 0, mixed: 0, line: 1, point: 2 } as const;

/**
 * The layers as browsers know them: the present revision of each and, until somebody has painted that, the one before.
 * Follows the store only when told to, so that what is answered fits what was sent.
 */
export class MapLayers {
  readonly #kept = new Map<string, Kept>();
  /** Names, lowest first, of layers that somebody has put in order. */
  #arranged: readonly string[] = [];

  /** Takes over what the store holds now. @returns the names of layers that are new. */
  follow(list: readonly StoredLayer[]): string[] {
    const ids = new Set(list.map(({ id }) => id));
    for (const id of this.#kept.keys()) if (!ids.has(id)) this.#kept.delete(id);
    return list
      .filter(({ layer }) => !layer.isTable)
      .flatMap((stored) => {
        const known = this.#kept.get(stored.id);
        if (known?.stored === stored) return [];
        this.#kept.set(stored.id, known === undefined ? firstOf(stored) : nextOf(known, stored));
        return known === undefined ? [stored.name] : [];
      });
  }

  /** Puts these above all others that there are, in this order, the last one on top; also those that are still to come. */
  arrange(names: readonly string[]): void {
    const others = this.#sorted().map(({ stored }) => stored.name);
    this.#arranged = [...others.filter((name) => !names.includes(name)), ...names];
  }

  /**
   * Lowest first: those in order, then the newer ones, areas below lines below points, so that nothing is covered; among
   * themselves by first submission.
   */
  list(): MapLayer[] {
    const sorted = this.#sorted();
    return withBackdrop(
      sorted.map(({ shown }) => shown),
      sorted.map(({ stored }) => stored),
    );
  }

  /** In the same order. */
  stored(): StoredLayer[] {
    return this.#sorted().map(({ stored }) => stored);
  }

  #sorted(): Kept[] {
    const place = ({ stored: { name } }: Kept): number => {
      const at = this.#arranged.indexOf(name);
      return at < 0 ? this.#arranged.length : at;
    };
    return [...this.#kept.values()].toSorted(
      (a, b) => place(a) - place(b) || HEIGHT[a.shown.kind] - HEIGHT[b.shown.kind] || a.stored.order - b.stored.order,
    );
  }

  nameOf(id: string): string | undefined {
    return this.#kept.get(id)?.stored.name;
  }

  contentAt(id: string, rev: number): TileContent | undefined {
    const kept = this.#kept.get(id);
    const stored = kept?.shown.rev === rev ? kept.stored : kept?.before?.rev === rev ? kept.before.stored : undefined;
    if (stored === undefined) return undefined;
    const { classes, labels } = stored.style;
    return { data: dataOf(stored.layer), classes: classes?.numbers, labels };
  }

  /** The data of all revisions that are asked for. */
  data(): ReadonlySet<LayerData> {
    const all = [...this.#kept.values()].flatMap(({ stored, before }) => (before ? [stored, before.stored] : [stored]));
    return new Set(all.map(({ layer }) => dataOf(layer)));
  }

  /** Forgets the revision before the one that is on the screen now. */
  painted(id: string, rev: number): void {
    const kept = this.#kept.get(id);
    if (kept?.shown.rev === rev) this.#kept.set(id, { ...kept, before: undefined });
  }
}

/** The layers with the lowest as a quiet backdrop, if it only says where the others are. Both lists lowest first. */
export function withBackdrop(shown: readonly MapLayer[], stored: readonly StoredLayer[]): MapLayer[] {
  const backdrop = backdropAmong(
    shown.map((layer, index) => ({ ...layer, isResult: isResult(originOf(stored[index]!.layer)) })),
  );
  return shown.map((layer, index) => ({
    ...layer,
    style: drawingOf(stored[index]!.style, layer.kind, index === backdrop),
  }));
}

/** Where it is narrower across the antimeridian, the east is beyond 180 degrees. */
function degreesOf(layer: Layer): MapLayer["bounds"] | undefined {
  const turn = turnOf(layer.crs);
  const across = turn === undefined ? undefined : boundsAcross(dataOf(layer).geometry, turn);
  if (across !== undefined && turn !== undefined) {
    const [west, south, east, north] = across.map((value) => (value * 360) / turn) as [number, number, number, number];
    return [west, south, east, north];
  }
  return layer.bounds && boundsInDegrees(layer.bounds, layer.crs);
}

function firstOf(stored: StoredLayer): Kept {
  return { stored, before: undefined, shown: shownAs(stored, 1, degreesOf(stored.layer) ?? null) };
}

/** Tiles hold geometry, class numbers and labels: where one is another, they are of another revision. */
function nextOf({ stored: old, shown, before }: Kept, stored: StoredLayer): Kept {
  const isSameData = old.revision === stored.revision;
  const bounds = isSameData ? shown.bounds : (degreesOf(stored.layer) ?? null);
  const [was, is] = [old.style, stored.style];
  const isNewer = !isSameData || was.classes?.numbers !== is.classes?.numbers || was.labels !== is.labels;
  if (!isNewer) return { stored, before, shown: shownAs(stored, shown.rev, bounds) };
  return { stored, before: { stored: old, rev: shown.rev }, shown: shownAs(stored, shown.rev + 1, bounds) };
}

function shownAs(stored: StoredLayer, rev: number, bounds: MapLayer["bounds"]): MapLayer {
  const { id, name, layer, style, visible } = stored;
  const kind = shapeKind(layer.geometryType);
  return { id, rev, name, kind, count: layer.length, style: drawingOf(style, kind), visible, bounds };
}
