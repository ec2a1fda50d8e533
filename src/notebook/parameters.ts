import { SpatialError } from "../errors.ts";
import { didYouMean } from "../layers/near-names.ts";
import { type Declared, declaredIn, type Kind, kindOf } from "./parameter-cell.ts";
import { literalType } from "./literal-type.ts";
import { cellTags, type CodeCell, type Notebook } from "./notebook-format.ts";

/** What `-p` gave for each name. */
export type Parameters = Readonly<Record<string, string>>;

const INTEGER = /^[-+]?\d+$/;

/** The tags that papermill gave the two cells. */
const [DECLARING, INJECTED] = ["parameters", "injected-parameters"];

/**
 * Reads `NAME=VALUE`.
 *
 * @throws SpatialError BAD_ARGUMENT
 */
export function parseParameters(given: readonly string[]): Parameters {
  return Object.fromEntries(
    given.map((text) => {
      const [, name, value] = /^([\p{ID_Start}_$][\p{ID_Continue}$]*)=(.*)$/su.exec(text) ?? [];
      if (name !== undefined && value !== undefined) return [name, value];
      throw new SpatialError("BAD_ARGUMENT", `-p is "${text}"; expected NAME=VALUE, such as distance=500.`);
    }),
  );
}

/**
 * The notebook with a cell that sets the parameters after the one tagged `parameters`, in place of an earlier such cell,
 * as papermill does it. It assigns, so that the compiler checks the type; what was a constant is declared anew, of the
 * same type.
 *
 * @throws SpatialError BAD_ARGUMENT where no cell is tagged so, or it does not declare a name
 */
export function withParameters({ cells, ...notebook }: Notebook, parameters: Parameters): Notebook {
  const kept = cells.filter((cell) => !cellTags(cell).includes(INJECTED));
  const at = kept.findIndex((cell) => cellTags(cell).includes(DECLARING));
  const declaring = kept[at];
  if (declaring === undefined) {
    const advice = `Give the cell that declares ${Object.keys(parameters).join(", ")} the tag "${DECLARING}".`;
    throw new SpatialError("BAD_ARGUMENT", `-p was given, but no cell is tagged "${DECLARING}". ${advice}`);
  }
  const declared = declaredIn(declaring.source);
  const lines = Object.entries(parameters).map(([name, text]) => {
    const variable = declared.get(name);
    if (variable !== undefined) return settingLine(name, text, variable);
    const hint = didYouMean(name, [...declared.keys()]);
    throw new SpatialError("BAD_ARGUMENT", `The cell tagged "${DECLARING}" has no variable "${name}".${hint}`);
  });
  return { ...notebook, cells: [...kept.slice(0, at + 1), settingCell(lines), ...kept.slice(at + 1)] };
}

function settingCell(lines: readonly string[]): CodeCell {
  return {
    id: INJECTED,
    cell_type: "code",
    // an assignment at the end would be shown
    source: ["// Parameters", ...lines, ...(lines.at(-1)?.startsWith("let ") === true ? [] : ["void 0;"])].join("\n"),
    metadata: { tags: [INJECTED] },
    execution_count: null,
    outputs: [],
  };
}

function settingLine(name: string, text: string, variable: Declared): string {
  const kind = kindOf(variable);
  const value = valueCode(name, text, kind);
  if (variable.keyword !== "const") return `${name} = ${value};`;
  const type = variable.type ?? kind ?? literalType(variable.initial ?? "");
  return type === undefined ? `let ${name} = ${value};` : `let ${name}: ${type} = ${value};`;
}

/**
 * The code of a value. What is JSON (a number, `true`, `null`, a list, an object, quoted text) is that value; any other is
 * text, and all of it for a variable that holds text. `True` and `False` are booleans, too, as to papermill.
 */
function valueCode(name: string, text: string, kind: Kind | undefined): string {
  if (kind === "bigint" && INTEGER.test(text)) return `${BigInt(text)}n`;
  const value = kind === "number" && isNumber(text) ? Number(text) : parseValue(text);
  if (kind === "string" && typeof value !== "string") return JSON.stringify(text);
  if (typeof value === "number" && INTEGER.test(text) && !Number.isSafeInteger(value)) {
    const advice = `Let the cell tagged "${DECLARING}" declare it as a bigint, such as 1n, or as text.`;
    throw new SpatialError("BAD_ARGUMENT", `-p ${name} is ${text}, which no number holds exactly. ${advice}`);
  }
  return JSON.stringify(value);
}

function isNumber(text: string): boolean {
  return text.trim() !== "" && Number.isFinite(Number(text));
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
