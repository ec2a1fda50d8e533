import { turnOf } from "../crs/crs.ts";
import { boundsAcross } from "../geometry/across.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { StoredLayer } from "../layers/layer-store.ts";
import type { Layer } from "../layers/layer.ts";
import { dataOf } from "../layers/layer.ts";
import { boundsInDegrees } from "./degrees.ts";
import type { MapLayer } from "./map-state.ts";

interface Kept {
  readonly stored: StoredLayer;
  readonly shown: MapLayer;
  /** What browsers still show until they have painted the present revision. */
  readonly before: StoredLayer | undefined;
}

const HEIGHT = { polygon: 0, mixed: 0, line: 1, point: 2 } as const;

/**
 * The layers as browsers know them: the present revision of each and, until somebody has painted that, the one before.
 * Follows the store only when told to, so that what is answered fits what was sent.
 */
export class MapLayers {
  readonly #kept = new Map<string, Kept>();

  /** Takes over what the store holds now. @returns the names of layers that are new. */
  follow(list: readonly StoredLayer[]): string[] {
    const ids = new Set(list.map(({ id }) => id));
    for (const id of this.#kept.keys()) if (!ids.has(id)) this.#kept.delete(id);
    return list
      .filter(({ layer }) => !layer.isTable)
      .flatMap((stored) => {
        const known = this.#kept.get(stored.id);
        if (known?.stored === stored) return [];
        const isNewer = known !== undefined && known.stored.revision !== stored.revision;
        const before = isNewer ? known.stored : known?.before;
        const bounds = known !== undefined && !isNewer ? known.shown.bounds : (degreesOf(stored.layer) ?? null);
        this.#kept.set(stored.id, { stored, before, shown: shownAs(stored, bounds) });
        return known === undefined ? [stored.name] : [];
      });
  }

  /** Lowest first: areas below lines below points, so that nothing is covered; among themselves by first submission. */
  list(): MapLayer[] {
    return this.#sorted().map(({ shown }) => shown);
  }

  /** In the same order. */
  stored(): StoredLayer[] {
    return this.#sorted().map(({ stored }) => stored);
  }

  #sorted(): Kept[] {
    return [...this.#kept.values()].toSorted(
      (a, b) => HEIGHT[a.shown.kind] - HEIGHT[b.shown.kind] || a.stored.order - b.stored.order,
    );
  }

  nameOf(id: string): string | undefined {
    return this.#kept.get(id)?.stored.name;
  }

  layerAt(id: string, rev: number): Layer | undefined {
    const kept = this.#kept.get(id);
    return [kept?.stored, kept?.before].find((stored) => stored?.revision === rev)?.layer;
  }

  dataAt(id: string, rev: number): LayerData | undefined {
    const layer = this.layerAt(id, rev);
    return layer && dataOf(layer);
  }

  /** Forgets the revision before the one that is on the screen now. */
  painted(id: string, rev: number): void {
    const kept = this.#kept.get(id);
    if (kept?.stored.revision === rev) this.#kept.set(id, { ...kept, before: undefined });
  }
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

function shownAs(stored: StoredLayer, bounds: MapLayer["bounds"]): MapLayer {
  const { id, revision, name, layer, style, visible } = stored;
  const kind = kindOf(layer.geometryType);
  return {
    id,
    rev: revision,
    name,
    kind,
    count: layer.length,
    color: style.color,
    opacity: style.opacity,
    visible,
    bounds,
  };
}

function kindOf(geometryType: string): MapLayer["kind"] {
  const kinds = (["point", "line", "polygon"] as const).filter((kind) => geometryType.toLowerCase().includes(kind));
  const [only] = kinds;
  return kinds.length === 1 && only !== undefined ? only : "mixed";
}
