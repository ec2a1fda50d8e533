import { SpatialError } from "../../errors.ts";
import type { CrsId } from "../../crs/crs-id.ts";
import { crsMember } from "../../layers/geojson-source.ts";
import type { HeldPiece, MemoryFile } from "../sources/memory-source.ts";

/** The features that a service gives page by page, as one file of GeoJSON. */
export class FeaturePages {
  readonly #pieces: HeldPiece[] = [];
  #size = 0;
  count = 0;

  /** @param name by which its layer is asked for, if it is */
  constructor(crs: CrsId, name: string | undefined) {
    const head = { type: "FeatureCollection", ...(name !== undefined && { name }), ...crsMember(crs) };
    this.#add(`${JSON.stringify(head).slice(0, -1)},"features":[`);
  }

  /** @param features the text of the page's features, with commas between them */
  add({ features, count }: Page): void {
    if (count === 0) return;
    this.#add(this.count === 0 ? features : `,${features}`);
    this.count += count;
  }

  finish(name: string): MemoryFile {
    this.#add("]}");
    return { name, extension: ".geojson", mediaType: "application/geo+json", size: this.#size, pieces: this.#pieces };
  }

  #add(text: string): void {
    const plain = Buffer.from(text);
    const bytes = new Uint8Array(new SharedArrayBuffer(plain.length));
    bytes.set(plain);
    this.#pieces.push({ from: this.#size, bytes });
    this.#size += bytes.length;
  }
}

export interface Page {
  readonly features: string;
  readonly count: number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]]/g;
/** How deep the list of features lies in a FeatureCollection, and each of them. */
const [LIST, FEATURE] = [2, 3];

/**
 * The features of a FeatureCollection as they stand in its text, so that no digit of them is lost. Throws
 * LAYER_UNREADABLE where there are none.
 */
export function featuresIn(text: string, name: string): Page {
  let [depth, count, start] = [0, 0, -1];
  let key = "";
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token.startsWith('"')) {
      if (depth === 1) key = token;
    } else if (token === "{" || token === "[") {
      depth++;
      if (depth === LIST && key === '"features"') start = index + 1;
      if (depth === FEATURE && start >= 0) count++;
    } else if (--depth === 1 && start >= 0) return { features: text.slice(start, index), count };
  }
  throw new SpatialError("LAYER_UNREADABLE", `${name} did not answer with features: ${text.trim().slice(0, 200)}`);
}
