// The script of a notebook as a page: each map of it becomes live, from what the page holds, without a kernel or a network.
import type { AssetHashes, MapLayer, MapState } from "../map-state.ts";
import type { PageMap } from "../page-map.ts";
import { type PageLayer, unpackPage } from "../../render/page-source.ts";
import type { mount } from "./index.ts";
import { PageModel } from "./page-model.ts";

type Mount = typeof mount;

/** The text of one of the page's blocks of data. */
function block(id: string): string {
  return document.getElementById(id)?.textContent ?? "";
}

async function unpacked(base64: string): Promise<Blob> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).blob();
}

const files = new Map<string, Promise<Blob>>();

function asset(name: keyof AssetHashes): Promise<Blob> {
  const file = files.get(name) ?? unpacked(block(`mapcell-${name}`));
  files.set(name, file);
  return file;
}

async function loadMount(): Promise<Mount> {
  const url = URL.createObjectURL(new Blob([await asset("bundle")], { type: "text/javascript" }));
  try {
    return ((await import(url)) as { mount: Mount }).mount;
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function layersOf({ layers }: PageMap, keys: Readonly<Record<string, string>>): Promise<Map<string, PageLayer>> {
  const found = layers.map(async ({ id }: MapLayer) => {
    const bytes = await (await unpacked(block(keys[id] ?? ""))).arrayBuffer();
    return [id, unpackPage(bytes)] as const;
  });
  return new Map(await Promise.all(found));
}

function stateOf({ layers, bounds }: PageMap): MapState {
  return {
    modelId: "",
    assets: { bundle: "", worldLow: "", worldHigh: "" },
    layers,
    tasks: [],
    view: bounds === null ? { type: "world" } : { type: "fit", bounds, turn: 1 },
    switched: {},
    snapshot: "",
    description: "",
  };
}

/** The picture stays until the map is there, and where it can't be. */
async function enliven(figure: HTMLElement, mountMap: Mount): Promise<void> {
  const map = JSON.parse(block(figure.dataset["mapcellMap"] ?? "")) as Omit<PageMap, "data"> & {
    readonly data: Readonly<Record<string, string>>;
  };
  const model = new PageModel(stateOf(map), await layersOf(map, map.data));
  const el = document.createElement("div");
  figure.after(el);
  mountMap({ model, el, asset });
  figure.hidden = true;
}

async function start(): Promise<void> {
  const figures = Array.from(document.querySelectorAll<HTMLElement>("[data-mapcell-map]"));
  if (figures.length === 0) return;
  const mountMap = await loadMount();
  for (const figure of figures) await enliven(figure, mountMap);
}

void start();
