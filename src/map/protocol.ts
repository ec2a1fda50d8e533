import type { MapCamera } from "./map-state.ts";
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

/** What the kernel answers; `asset` and a found `tile` come with one buffer. */
export type KernelMessage =
  | { readonly t: "asset"; readonly hash: string }
  /** `gone`: that revision is no longer there; the state says which one is. */
  | { readonly t: "tile"; readonly req: string; readonly status: "found" | "gone" }
  | { readonly t: "tile"; readonly req: string; readonly status: "failed"; readonly message: string }
  /** null when the revision is gone. */
  | { readonly t: "props"; readonly req: string; readonly values: readonly (readonly [string, unknown])[] | null };

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
    case "share":
      return typeof value === "number" && value >= 0 && value <= 1;
    case "color":
      return typeof value === "string" && /^#[0-9a-f]{6}$/i.test(value);
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
