import type { Feedback } from "../../feedback.ts";
import type { FieldType, LayerData } from "../../layers/layer-data.ts";
import { LayerSet } from "../xml/layer-set.ts";
import { localName, readXml, type XmlHandler } from "../xml/xml-stream.ts";
import type { Query } from "../query.ts";
import type { RandomSource } from "../sources/source.ts";
import { PlacemarkGeometry } from "./kml-geometry.ts";

/**
 * Reads the placemarks of a folder (or of the document, those outside of folders): name, description and times, and what
 * ExtendedData says, typed where a schema says how. Throws BAD_ARGUMENT where a folder must be named, LAYER_UNREADABLE.
 */
export async function readKml(source: RandomSource, query: Query, feedback: Feedback): Promise<LayerData> {
  const layers = new LayerSet(query);
  await readXml(source, { query, feedback, handler: new KmlReader(layers) });
  feedback.progress(1, "reading");
  return layers.pick(source.name, query);
}

/** What a schema calls the types of its fields. */
const TYPES: Readonly<Record<string, FieldType>> = {
  int: "integer",
  uint: "integer",
  short: "integer",
  ushort: "integer",
  float: "number",
  double: "number",
  bool: "boolean",
};
const TIMES: Readonly<Record<string, string>> = { when: "timestamp", begin: "begin", end: "end" };

class KmlReader implements XmlHandler {
  readonly #layers: LayerSet;
  /** Local names of the elements around. */
  readonly #path: string[] = [];
  /** Names of the folders around; the document's is the first. */
  readonly #folders: string[] = [];
  /** By the names of schemas' fields: schemas that disagree are rare, and their values then are text. */
  readonly #types = new Map<string, FieldType>();
  #placemark: { readonly geometry: PlacemarkGeometry; readonly values: Map<string, unknown> } | undefined;
  #field = "";

  constructor(layers: LayerSet) {
    this.#layers = layers;
  }

  open(tag: string, attributes: Readonly<Record<string, string>>): void {
    const name = localName(tag);
    this.#path.push(name);
    if (name === "Folder" || name === "Document") this.#folders.push("");
    if (name === "Placemark") this.#placemark = { geometry: new PlacemarkGeometry(), values: new Map() };
    if (name === "SimpleField") this.#types.set(attributes["name"] ?? "", TYPES[attributes["type"] ?? ""] ?? "string");
    if (name === "Data" || name === "SimpleData") this.#field = attributes["name"] ?? "";
    this.#placemark?.geometry.open(name);
  }

  close(tag: string, text: string): void {
    const name = localName(tag);
    this.#path.pop();
    const parent = this.#path.at(-1) ?? "";
    if (name === "Placemark") return this.#finish();
    if (name === "Folder" || name === "Document") return void this.#folders.pop();
    if (this.#placemark === undefined) {
      if (name === "name" && (parent === "Folder" || parent === "Document"))
        this.#folders[this.#folders.length - 1] = text;
      return;
    }
    this.#placemark.geometry.close(name, text, parent);
    this.#value(name, text, parent);
  }

  #value(name: string, text: string, parent: string): void {
    const values = this.#placemark?.values;
    if (values === undefined || text === "") return;
    if (parent === "Placemark" && (name === "name" || name === "description")) values.set(name, text);
    else if (parent === "TimeStamp" || parent === "TimeSpan") values.set(TIMES[name] ?? name, text);
    else if (name === "SimpleData") values.set(this.#field, typed(text, this.#types.get(this.#field)));
    else if (name === "value" && parent === "Data") values.set(this.#field, text);
  }

  #finish(): void {
    const { geometry, values } = this.#placemark!;
    this.#placemark = undefined;
    const name = this.#folders.findLast((each) => each !== "") ?? "placemarks";
    const builder = this.#layers.layer(name);
    const index = builder.length;
    geometry.addTo(builder.geometry);
    for (const [field, value] of values) {
      const type = typeof value === "string" && !Object.values(TIMES).includes(field) ? "string" : undefined;
      builder.column(field, type ?? this.#types.get(field)).set(index, value);
    }
  }
}

/** A value that is not what its schema says stays text. */
function typed(text: string, type: FieldType | undefined): unknown {
  if (type === "boolean") return ["1", "true"].includes(text) ? true : ["0", "false"].includes(text) ? false : text;
  if (type !== "integer" && type !== "number") return text;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return text;
  const value = Number(text);
  return type === "integer" && /^[+-]?\d{1,19}$/.test(text) && !Number.isSafeInteger(value) ? BigInt(text) : value;
}
