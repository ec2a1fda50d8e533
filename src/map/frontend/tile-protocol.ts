import { addProtocol } from "maplibre-gl";
import type { MapLayer } from "../map-state.ts";
import type { CommChannel } from "./channel.ts";

const channels = new Map<string, CommChannel>();

/** MapLibre's protocols are the page's; the address says which view asks. */
addProtocol("mapcell", async ({ url }, { signal }) => {
  const [view = "", layer = "", rev, z, x, y] = url.slice("mapcell://".length).split("/").map(decodeURIComponent);
  const address = { layer, rev: Number(rev), z: Number(z), x: Number(x), y: Number(y) };
  return { data: (await channels.get(view)?.tile(address, signal)) ?? new ArrayBuffer(0) };
});

/** Lets MapLibre ask for tiles through this channel. @returns how to end that. */
export function serveTiles(channel: CommChannel): () => void {
  channels.set(channel.view, channel);
  return () => channels.delete(channel.view);
}

export function tileUrl(channel: CommChannel, { id, rev }: MapLayer): string {
  return `mapcell://${encodeURIComponent(channel.view)}/${encodeURIComponent(id)}/${rev}/{z}/{x}/{y}`;
}
