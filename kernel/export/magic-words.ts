import { SpatialError } from "../../src/errors.ts";
import { optionName } from "../../src/schema/names.ts";
import { plainText, type Word } from "../magics/arguments.ts";
import { isIdentifier } from "../magics/bindable.ts";
import { type Command, type Given, splitList } from "../magics/command.ts";
import { onlyExpression, wordCode } from "./word-code.ts";

/** What a name in a magic may stand for, where the magic stands. */
export interface NamesHere {
  /** Whether a magic has put a task into the variable. */
  readonly isBound: (name: string) => boolean;
  readonly isVariable: (name: string) => boolean;
  /** Whether a layer has been given that name. */
  readonly isLayer: (name: string) => boolean;
}

/** Reads what a magic was given as TypeScript. */
export class MagicWords {
  readonly #text: string;
  readonly #command: Command;
  readonly #names: NamesHere;

  /** @param text the cell */
  constructor(text: string, command: Command, names: NamesHere) {
    this.#text = text;
    this.#command = command;
    this.#names = names;
  }

  given(name: string): Given | undefined {
    return this.#command.given.get(name);
  }

  /** A single word. */
  code(name: string): string | undefined {
    const word = this.given(name)?.words[0];
    return word && wordCode(this.#text, word);
  }

  number(name: string): string | undefined {
    const word = this.given(name)?.words[0];
    if (word === undefined) return undefined;
    const plain = plainText(word);
    if (plain !== undefined && Number.isFinite(Number(plain))) return String(Number(plain));
    if (plain !== undefined) throw bad(`${optionName({ name })} is "${plain}"; expected a number.`);
    return onlyExpression(this.#text, word) ?? `Number(${wordCode(this.#text, word)})`;
  }

  words(name: string): readonly Word[] {
    return this.given(name)?.words.flatMap(splitList) ?? [];
  }

  /** A layer: the variable that holds it or its task, else its name. */
  layer(word: Word): string {
    const name = plainText(word);
    if (name === undefined) return wordCode(this.#text, word);
    const { isBound, isVariable, isLayer } = this.#names;
    return isBound(name) || (isVariable(name) && !isLayer(name)) ? name : JSON.stringify(name);
  }

  /** A layer that is complete. */
  finishedLayer(word: Word): string {
    const layer = this.layer(word);
    return layer.startsWith('"') ? memberCode("layers", JSON.parse(layer) as string) : `await ${layer}`;
  }

  task(word: Word): string {
    const name = plainText(word);
    if (name === undefined) return onlyExpression(this.#text, word) ?? this.#noTask(wordCode(this.#text, word));
    if (/^\d+$/.test(name)) return `tasks.get(${name})!`;
    return this.#names.isVariable(name) || this.#names.isBound(name) ? name : this.#noTask(name);
  }

  tasks(name: string): string[] {
    return this.words(name).map((word) => this.task(word));
  }

  /** Names that are used as such: of inputs of a body, of shared variables. */
  plain(option: string): string[] {
    return this.words(option).map((word) => {
      const name = plainText(word);
      if (name !== undefined && isIdentifier(name)) return name;
      throw bad(
        `${optionName({ name: option })} ${wordCode(this.#text, word)}: a script needs the name of a variable here. Give the layer one: --as NAME.`,
      );
    });
  }

  #noTask(name: string): never {
    throw bad(`No variable holds the task ${name}, and a script has no other way to name it. Give it one: --as NAME.`);
  }
}

export function memberCode(object: string, member: string): string {
  return isIdentifier(member) ? `${object}.${member}` : `${object}[${JSON.stringify(member)}]`;
}

export function bad(message: string): SpatialError {
  return new SpatialError("BAD_ARGUMENT", message);
}
