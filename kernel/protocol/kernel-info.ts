import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { KernelInfo } from "../../src/wire/kernel-info.ts";
import { PROTOCOL_VERSION } from "../../src/wire/message.ts";

/** Content of `kernel_info_reply`. Reads two package files but no compiler: front ends wait for this reply. */
export function kernelInfo(): KernelInfo {
  const version = packageVersion(new URL("../../../package.json", import.meta.url));
  return {
    protocol_version: PROTOCOL_VERSION,
    implementation: "mapcell",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: compilerVersion(),
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: "typescript",
      nbconvert_exporter: "script",
    },
    banner: `mapcell ${version}: TypeScript with geoprocessing in the background. %magics lists the commands.`,
    help_links: [
      { text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
      { text: "QGIS algorithms", url: "https://docs.qgis.org/latest/en/docs/user_manual/processing_algs/index.html" },
    ],
  };
}

function compilerVersion(): string {
  return packageVersion(createRequire(import.meta.url).resolve("typescript-6/package.json"));
}

function packageVersion(file: URL | string): string {
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return version;
}
