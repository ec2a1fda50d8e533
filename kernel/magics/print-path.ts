import { maskedPath } from "../../src/formats/sources/masked-address.ts";
import { magicWord } from "./print-word.ts";

/** A path in a line that was run, for people to see and run again: its secrets are read from the environment. */
export class PrintedPath {
  readonly #text: string;
  /** The variables of the environment that hold what is left out. */
  readonly secrets: readonly string[];

  constructor(path: string) {
    const secrets: string[] = [];
    this.#text = maskedPath(path, (name) => {
      const variable = name.toUpperCase().replaceAll(/\W/g, "_");
      secrets.push(variable);
      return markOf(variable);
    });
    this.secrets = secrets;
  }

  /** As a word of a magic. */
  get word(): string {
    return this.#filled(magicWord(this.#text), (variable) => `{process.env.${variable}}`);
  }

  /** As an expression. */
  get code(): string {
    if (this.secrets.length === 0) return JSON.stringify(this.#text);
    const template = `\`${this.#text.replaceAll(/[`\\]|\$\{/g, String.raw`\$&`)}\``;
    return this.#filled(template, (variable) => `\${process.env.${variable}}`);
  }

  #filled(text: string, fill: (variable: string) => string): string {
    return this.secrets.reduce((filled, variable) => filled.replaceAll(markOf(variable), () => fill(variable)), text);
  }
}

function markOf(variable: string): string {
  return `--${variable}--`;
}
