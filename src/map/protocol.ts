import type { MapCamera } from "./map-state.ts";
import type { FieldSpread, TableQuery } from "../tables/table-query.ts";
import { type Verb, VERBS } from "./tasks-state.ts";

/** What a browser sends by custom messages. `req` is unique over all pages that show the model. */
export type BrowserMessage =
  | { readonly t: "asset"; readonly hash: string }
  | ({ readonly t: "tile"; readonly req: string } & TileAddress)
  /** A tile is no longer wanted. */
  | { readonly t: "drop"; readonly req: string }
  /** The attributes of one feature, by its position in the layer. */
  | {
      readonly t: "props";
      readonly req: string;
      readonly layer: string;
      readonly rev: number;
      readonly feature: number;
    }
  /** How the values of a layer's fields are spread. */
  | { readonly t: "spreads"; readonly req: string; readonly layer: string; readonly rev: number }
  | ({ readonly t: "rows"; readonly req: string; readonly layer: string; readonly rev: number } & RowsRequest)
  /** Zoom to one feature. */
  | { readonly t: "look"; readonly layer: string; readonly rev: number; readonly feature: number }
  /** Features that somebody has chosen, instead of those before; none to choose nothing. */
  | { readonly t: "chosen"; readonly layer: string; readonly rev: number; readonly features: readonly number[] }
  /** The layer's pixels are on the screen, `ms` after the browser learned of the revision. */
  | { readonly t: "painted"; readonly layer: string; readonly rev: number; readonly ms: number }
  /** All layers in another order, lowest first, by id. */
  | { readonly t: "arrange"; readonly layers: readonly string[] }
  | { readonly t: "restyle"; readonly layer: string; readonly color: string; readonly opacity: number }
  | { readonly t: "steer"; readonly task: number; readonly verb: Verb }
  | { readonly t: "view"; readonly view: string; readonly open: boolean };

export interface TileAddress {
  readonly layer: string;
  readonly rev: number;
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** Rows of a table, by their place in its order. */
export interface RowsRequest extends TableQuery {
  readonly from: number;
  readonly count: number;
  /** Instead of those from `from` those around this feature. */
  readonly feature?: number;
}

/** Each row begins with its feature; then the values of its fields. */
export interface RowsFound {
  /** Rows of the whole table. */
  readonly total: number;
  readonly from: number;
  /** That of the feature that was asked for; -1 where it has none. */
  readonly place: number;
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
}

export type RowsAnswer = RowsFound | { readonly problem: string };

/** What the kernel answers; `asset` and a found `tile` come with one buffer. */
export type KernelMessage =
  | { readonly t: "asset"; readonly hash: string }
  /** `gone`: that revision is no longer there; the state says which one is. */
  | { readonly t: "tile"; readonly req: string; readonly status: "found" | "gone" }
  | { readonly t: "tile"; readonly req: string; readonly status: "failed"; readonly message: string }
  /** null when the revision is gone; so in those below. */
  | { readonly t: "props"; readonly req: string; readonly values: readonly (readonly [string, unknown])[] | null }
  | { readonly t: "spreads"; readonly req: string; readonly fields: readonly FieldSpread[] | null }
  | { readonly t: "rows"; readonly req: string; readonly answer: RowsAnswer | null };

/** Checks what came from a page; undefined for what we did not send. */
export function parseBrowserMessage(content: unknown): BrowserMessage | undefined {
  if (typeof content !== "object" || content === null) return undefined;
  const message = content as Record<string, unknown>;
  const { t } = message;
  if (typeof t !== "string" || !Object.hasOwn(SHAPES, t)) return undefined;
  const shape = SHAPES[t as BrowserMessage["t"]];
  const fits = Object.entries(shape).every(([key, type]) => {
    return isOf(type, message[key]);
  });
  return fits ? (message as unknown as BrowserMessage) : undefined;
}

/** Whether a value is of a type that JavaScript has, or of one of ours. */
function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case "verb":
      return VERBS.some((verb) => verb === value);
    case "integer":
      return Number.isSafeInteger(value) && (value as number) >= 0;
    case "maybe":
      return value === undefined || isOf("integer", value);
    case "share":
      return typeof value === "number" && value >= 0 && value <= 1;
    case "color":
      return typeof value === "string" && /^#[0-9a-f]{6}$/i.test(value);
    case "integers":
      return Array.isArray(value) && value.every((item) => isOf("integer", item));
    case "texts":
      return Array.isArray(value) && value.every((item) => typeof item === "string");
    default:
      return typeof value === type;
  }
}

const ADDRESS = { layer: "string", rev: "integer" } as const;
const SHAPES: Readonly<Record<BrowserMessage["t"], Readonly<Record<string, string>>>> = {
  asset: { hash: "string" },
  tile: { req: "string", ...ADDRESS, z: "integer", x: "integer", y: "integer" },
  drop: { req: "string" },
  props: { req: "string", ...ADDRESS, feature: "integer" },
  spreads: { req: "string", ...ADDRESS },
  rows: {
    req: "string",
    ...ADDRESS,
    from: "integer",
    count: "integer",
    feature: "maybe",
    sort: "integer",
    descending: "boolean",
    search: "string",
    filter: "string",
  },
  look: { ...ADDRESS, feature: "integer" },
  chosen: { ...ADDRESS, features: "integers" },
  painted: { ...ADDRESS, ms: "number" },
  arrange: { layers: "texts" },
  restyle: { layer: "string", color: "color", opacity: "share" },
  steer: { task: "integer", verb: "verb" },
  view: { view: "string", open: "boolean" },
};

/** Checks a view that a browser wrote into the state. */
export function parseView(value: unknown): Extract<MapCamera, { type: "at" }> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const view = value as Record<string, unknown>;
  const { type, zoom, by, byHand } = view;
  const [center, bounds] = [numbers(view["center"], 2), numbers(view["bounds"], 4)];
  if (type !== "at" || !Number.isFinite(zoom) || typeof by !== "string" || typeof byHand !== "boolean")
    return undefined;
  if (center === undefined || bounds === undefined) return undefined;
  const [longitude = 0, latitude = 0] = center;
  const [west = 0, south = 0, east = 0, north = 0] = bounds;
  return { type, center: [longitude, latitude], zoom: zoom as number, bounds: [west, south, east, north], by, byHand };
}

function numbers(value: unknown, count: number): number[] | undefined {
  const isList = Array.isArray(value) && value.length === count && value.every((item) => Number.isFinite(item));
  return isList ? (value as number[]) : undefined;
}
