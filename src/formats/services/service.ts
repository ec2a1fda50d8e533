import { type CrsId } from "../../crs/crs-id.ts";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import type { Bounds } from "../../geometry/column.ts";
import { didYouMean } from "../../layers/near-names.ts";
import type { MemoryFile } from "../sources/memory-source.ts";
import type { ServiceClient } from "./service-client.ts";

/** What is wanted of a service. */
export interface Asked {
  readonly url: URL;
  /** In which coordinates come; the service's own if nothing is said. */
  readonly crs?: CrsId | undefined;
  readonly layer?: string | undefined;
  /** In units of the coordinates that come. */
  readonly bounds?: Bounds | undefined;
  readonly limit?: number | undefined;
  readonly client: ServiceClient;
  readonly feedback: Feedback;
}

/** A kind of server that gives features, page by page. */
export type Service = (asked: Asked) => Promise<MemoryFile>;

/** Features that are asked for at once. */
const PAGE = 1000;

/** How many to ask for next. */
export function pageSize({ limit }: Asked, done: number, most = PAGE): number {
  return Math.max(1, Math.min(most, limit === undefined ? most : limit - done));
}

/** Whether there are as many as are wanted. */
export function isEnough({ limit }: Asked, done: number): boolean {
  return limit !== undefined && done >= limit;
}

/** Tells how far it has come. @param total where the server says it */
export function tellPages({ feedback, limit, client }: Asked, done: number, total: number | undefined): void {
  const all = Math.min(total ?? Infinity, limit ?? Infinity);
  feedback.progress(
    Number.isFinite(all) && all > 0 ? Math.min(1, done / all) : 0,
    `${done} features, ${client.requests} requests`,
  );
}

export interface Choice {
  readonly name: string;
  readonly title?: string | undefined;
}

/** The one of a service's layers that is meant. Throws BAD_ARGUMENT, which lists them, where that must be said. */
export function chosen<C extends Choice>(choices: readonly C[], { layer, url }: Asked, what: string): C {
  const found =
    choices.find(({ name }) => name === layer) ?? choices.find(({ title }) => title !== undefined && title === layer);
  const [only] = choices;
  if (found !== undefined) return found;
  if (layer === undefined && choices.length === 1 && only !== undefined) return only;
  const names = choices.map(({ name }) => name);
  const problem = layer === undefined ? `has ${choices.length} ${what}` : `has no "${layer}" among its ${what}`;
  const near = layer === undefined ? "" : didYouMean(layer, names);
  const list = choices
    .slice(0, 50)
    .map(({ name, title }) => (title === undefined || title === name ? `"${name}"` : `"${name}" (${title})`));
  const more = choices.length > 50 ? `, and ${choices.length - 50} more` : "";
  throw new SpatialError(
    "BAD_ARGUMENT",
    `${url.host} ${problem}.${near} Pick one with --layer NAME: ${list.join(", ")}${more}.`,
  );
}

type Json = Readonly<Record<string, unknown>>;

export function asJson(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function asCount(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
}
