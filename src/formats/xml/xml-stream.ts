import { SaxesParser } from "saxes";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import type { Query } from "../query.ts";
import type { RandomSource } from "../sources/source.ts";
import { textSource } from "../sources/text-source.ts";

const CHUNK = 1 << 18;
const READING = 0.95;
/** Elements in one another; more would be no document, but an attack. */
const DEEPEST = 200;
const START = 256;

/** What happens as a document is read. Names come as they stand there, with their prefix. */
export interface XmlHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  /** @param text all of the element's own, trimmed @param whole as it stands there */
  close(name: string, text: string, whole: string): void;
}

/** Reads a document of any length. Throws LAYER_UNREADABLE, with the line, for what is no XML. */
export async function readXml(
  source: RandomSource,
  { query, feedback, handler }: { readonly query: Query; readonly feedback: Feedback; readonly handler: XmlHandler },
): Promise<void> {
  const text = await textSource(source.stream(), query.encoding ?? (await statedEncoding(source)));
  const parser = parserFor(source.name, handler);
  const [bytes, decoder] = [new Uint8Array(CHUNK), new TextDecoder()];
  for (let count = -1, done = 0; count !== 0; done += Math.max(0, count)) {
    count = await text.read(bytes);
    parser.write(decoder.decode(bytes.subarray(0, count), { stream: count > 0 }));
    feedback.throwIfCanceled();
    if (text.size !== undefined)
      feedback.progress((READING * Math.min(done, text.size)) / Math.max(1, text.size), "reading");
  }
  parser.close();
}

/** As the first line may say it; UTF-8 where it says nothing. */
async function statedEncoding(source: RandomSource): Promise<string> {
  const start = Buffer.from(await source.readAt(0, START)).toString("latin1");
  const [, encoding = "utf-8"] = /^(?:\xef\xbb\xbf)?<\?xml[^>]*?\bencoding\s*=\s*["']([\w.-]+)["']/.exec(start) ?? [];
  return /^(?:us-)?ascii$/i.test(encoding) ? "utf-8" : encoding;
}

function parserFor(name: string, handler: XmlHandler): SaxesParser<{ xmlns: false }> {
  // with prefixes as they stand: files that forget to declare one are common
  const parser = new SaxesParser<{ xmlns: false }>({ xmlns: false });
  const texts: string[] = [];
  const located = (act: () => void): void => {
    try {
      act();
    } catch (cause) {
      if (!(cause instanceof XmlProblem)) throw cause;
      throw unreadable(name, parser.line, cause.message);
    }
  };
  parser.on("error", (error) => {
    throw unreadable(name, parser.line, error.message.replace(/^\d+:\d+:\s*/, "").replace(/\.$/, ""));
  });
  parser.on("opentag", ({ name: tag, attributes }) => {
    if (texts.length >= DEEPEST)
      throw unreadable(name, parser.line, `more than ${DEEPEST} elements lie in one another`);
    texts.push("");
    located(() => handler.open(tag, attributes));
  });
  const add = (text: string): void => {
    if (texts.length > 0) texts[texts.length - 1] += text;
  };
  parser.on("text", add);
  parser.on("cdata", add);
  parser.on("closetag", ({ name: tag }) => {
    const text = texts.pop() ?? "";
    located(() => handler.close(tag, text.trim(), text));
  });
  return parser;
}

/** What a handler finds wrong; where, the reader knows. */
export class XmlProblem extends Error {}

function unreadable(name: string, line: number, problem: string): SpatialError {
  return new SpatialError("LAYER_UNREADABLE", `Cannot read "${name}": line ${line}: ${problem}.`);
}

/** The name without its prefix: "gx:Track" is "Track". */
export function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
