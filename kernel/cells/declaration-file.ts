import type ts from "typescript-6";

/** What tslab calls the file that it takes the declarations of earlier cells for. */
const NAME = /\/__prev__\.d\.ts$/;

type Host = Pick<ts.WatchCompilerHost<ts.BuilderProgram>, "watchFile" | "readFile">;

/**
 * tslab has the compiler read the declarations of earlier cells again with every question, however many they are. They
 * stay as they were read while their text is the same.
 */
export class DeclarationFile {
  #text: string | undefined;

  /** To be called when tslab has made changes in what was read: it does so with each cell that it converts. */
  wasAltered(): void {
    this.#text = undefined;
  }

  tune<H extends object>(watchHost: H): H {
    const host = watchHost as Host;
    const watch = host.watchFile.bind(host);
    host.watchFile = (path, tell, ...rest) => watch(path, NAME.test(path) ? this.#whereNew(host, tell) : tell, ...rest);
    return watchHost;
  }

  #whereNew(host: Host, tell: ts.FileWatcherCallback): ts.FileWatcherCallback {
    return (path, ...event) => {
      const text = host.readFile(path);
      if (text !== undefined && text === this.#text) return;
      this.#text = text;
      tell(path, ...event);
    };
  }
}
