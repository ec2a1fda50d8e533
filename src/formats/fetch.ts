import { extname } from "node:path";
import { SpatialError } from "../errors.ts";
import type { Feedback } from "../feedback.ts";
import { type LoadOptions, queryFor } from "./open.ts";
import { formatOfEnding } from "./registry.ts";
import { askedFor } from "./condition.ts";
import { download } from "./sources/download.ts";
import type { MemoryFile } from "./sources/memory-source.ts";
import { parseUrl } from "./sources/web-request.ts";
import { openRanges } from "./sources/web-ranges.ts";
import { fetchService, serviceOf, serviceOfAnswer } from "./services/fetch-service.ts";
import type { Format } from "./format.ts";

type FetchOptions = LoadOptions & { readonly maxBytes?: number };

/**
 * Fetches an address, so that whoever reads it does not wait for the server: what a service of features gives, the whole file, or, where only a part is
 * wanted and format and server let it be found, that part; with the files beside it that belong to it.
 */
export async function fetchLayer(path: string, options: FetchOptions, feedback: Feedback): Promise<MemoryFile> {
  const url = parseUrl(path);
  const service = serviceOf(url);
  if (service !== undefined) return fetchService(service, url, options, feedback);
  const format = formatOfEnding(extname(url.pathname).toLowerCase());
  const part = format?.touch && isPart(options) ? await fetchPart(path, { format, options }, feedback) : undefined;
  if (part !== undefined) return part;
  const file = await download(path, options, feedback);
  const landed = format === undefined ? serviceOfAnswer(file) : undefined;
  if (landed !== undefined) return fetchService(landed, url, options, feedback);
  const siblings = await fetchSiblings(path, format?.siblings ?? [], (address) => download(address, options, feedback));
  return { ...file, siblings };
}

/** The files beside it that there are. */
async function fetchSiblings(
  path: string,
  endings: readonly string[],
  fetch: (address: string) => Promise<MemoryFile>,
): Promise<Readonly<Record<string, MemoryFile>>> {
  const siblings: Record<string, MemoryFile> = {};
  for (const ending of endings) {
    const url = parseUrl(path);
    url.pathname = url.pathname.slice(0, -extname(url.pathname).length) + ending;
    try {
      siblings[ending] = await fetch(url.href);
    } catch (error) {
      if (!(error instanceof SpatialError && error.code === "FILE_MISSING")) throw error;
    }
  }
  return siblings;
}

function isPart({ bounds, limit, fields }: FetchOptions): boolean {
  return (bounds ?? limit ?? fields) !== undefined;
}

async function fetchPart(
  path: string,
  { format, options }: { readonly format: Format; readonly options: FetchOptions },
  feedback: Feedback,
): Promise<MemoryFile | undefined> {
  const source = await openRanges(path, options);
  if (source === undefined) return undefined;
  if (!(await format.touch!(source, askedFor(queryFor(format, options, source.name), options.where)))) return undefined;
  feedback.throwIfCanceled();
  const file = source.fetched();
  const bytes = file.pieces.reduce((sum, piece) => sum + piece.bytes.length, 0);
  const requests = source.requests();
  feedback.log(
    "info",
    `${kilobytes(bytes)} of ${kilobytes(file.size)} were fetched, in ${requests} request${requests === 1 ? "" : "s"}.`,
  );
  return file;
}

function kilobytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
