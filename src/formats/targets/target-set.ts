import { extname } from "node:path";
import { rm } from "node:fs/promises";
import { resolvePath } from "../sources/paths.ts";
import type { ByteSink } from "./byte-sink.ts";
import { TargetFile } from "./target-file.ts";

/** A file and those beside it that belong to it: none has its name before all are written. */
export class TargetSet {
  /** The path without its ending. */
  readonly #stem: string;
  readonly #baseDir: string;
  readonly #throwIfCanceled: () => void;
  /** The one that was asked for comes last, so that it is never there without the others. */
  readonly #files: TargetFile[] = [];
  readonly #main: TargetFile;
  /** Written so far, to all of them. */
  bytes = 0;

  private constructor(main: TargetFile, { path, baseDir, throwIfCanceled }: Opening) {
    this.#main = main;
    this.#stem = path.slice(0, path.length - extname(path).length);
    this.#baseDir = baseDir;
    this.#throwIfCanceled = throwIfCanceled;
  }

  /** Throws as TargetFile.open does. */
  static async open(opening: Opening): Promise<TargetSet> {
    return new TargetSet(await TargetFile.open(opening.path, opening.baseDir), opening);
  }

  get main(): ByteSink {
    return this.#sinkOf(this.#main);
  }

  /** Opens the file of the same name with another ending, such as ".dbf". */
  async beside(ending: string): Promise<ByteSink> {
    const file = await TargetFile.open(this.#stem + ending, this.#baseDir);
    this.#files.push(file);
    return this.#sinkOf(file);
  }

  /** Makes what was written the files. @param derived endings of files beside it that are wrong then */
  async finish(derived: readonly string[] = []): Promise<void> {
    // a process that is killed between two of them leaves nothing, and not the places of one layer with the values of another
    if (this.#files.length > 0) {
      this.#throwIfCanceled();
      await this.#main.removeOld();
    }
    for (const ending of derived) await rm(resolvePath(this.#stem + ending, this.#baseDir), { force: true });
    for (const file of [...this.#files, this.#main]) await file.finish(this.#throwIfCanceled);
  }

  /** Leaves all as it was. Returns the error as it is to be told. */
  async giveUp(error: unknown): Promise<unknown> {
    for (const file of this.#files) await file.giveUp(error);
    return this.#main.giveUp(error);
  }

  #sinkOf(file: TargetFile): ByteSink {
    return {
      write: async (chunk) => {
        this.#throwIfCanceled();
        await file.write(chunk);
        this.bytes += chunk.length;
      },
      rewrite: (at, chunk) => file.rewrite(at, chunk),
    };
  }
}

interface Opening {
  readonly path: string;
  /** Folder that relative paths start from. */
  readonly baseDir: string;
  readonly throwIfCanceled: () => void;
}
