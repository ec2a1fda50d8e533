import { SpatialError } from "../errors.ts";
import { didYouMean } from "../layers/near-names.ts";
import { cellTags, type CodeCell, type Notebook } from "./notebook-format.ts";

export type Parameters = Readonly<Record<string, unknown>>;

/** The tags that papermill gave the two cells. */
const [DECLARING, INJECTED] = ["parameters", "injected-parameters"];

/**
 * Reads `NAME=VALUE`. A value that is JSON (a number, `true`, `null`, a list, an object, quoted text) is that value; any
 * other is text. `True` and `False` are booleans, too, as to papermill: as text, both would be true in an `if`.
 *
 * @throws SpatialError BAD_ARGUMENT
 */
export function parseParameters(given: readonly string[]): Parameters {
  return Object.fromEntries(
    given.map((text) => {
      const [, name, value] = /^([\p{ID_Start}_$][\p{ID_Continue}$]*)=(.*)$/su.exec(text) ?? [];
      if (name !== undefined && value !== undefined) return [name, parseValue(value)];
      throw new SpatialError("BAD_ARGUMENT", `-p is "${text}"; expected NAME=VALUE, such as distance=500.`);
    }),
  );
}

/**
 * The notebook with a cell that sets the parameters after the one tagged `parameters`, in place of an earlier such cell,
 * as papermill does it.
 *
 * @throws SpatialError BAD_ARGUMENT where no cell is tagged so, or it does not mention a name
 */
export function withParameters({ cells, ...notebook }: Notebook, parameters: Parameters): Notebook {
  const kept = cells.filter((cell) => !cellTags(cell).includes(INJECTED));
  const at = kept.findIndex((cell) => cellTags(cell).includes(DECLARING));
  const declaring = kept[at];
  if (declaring === undefined) {
    const advice = `Give the cell that declares ${Object.keys(parameters).join(", ")} the tag "${DECLARING}".`;
    throw new SpatialError("BAD_ARGUMENT", `-p was given, but no cell is tagged "${DECLARING}". ${advice}`);
  }
  const words: readonly string[] = declaring.source.match(/[\p{ID_Start}_$][\p{ID_Continue}$]*/gu) ?? [];
  const unknown = Object.keys(parameters).find((name) => !words.includes(name));
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, words);
    throw new SpatialError("BAD_ARGUMENT", `The cell tagged "${DECLARING}" has no variable "${unknown}".${hint}`);
  }
  return { ...notebook, cells: [...kept.slice(0, at + 1), settingCell(parameters), ...kept.slice(at + 1)] };
}

function settingCell(parameters: Parameters): CodeCell {
  // let, since a const would be of the type 500, not number
  const lines = Object.entries(parameters).map(([name, value]) => `let ${name} = ${JSON.stringify(value)};`);
  return {
    id: INJECTED,
    cell_type: "code",
    source: ["// Parameters", ...lines].join("\n"),
    metadata: { tags: [INJECTED] },
    execution_count: null,
    outputs: [],
  };
}

function parseValue(text: string): unknown {
  if (text === "True" || text === "False") return text === "True";
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
