import type { BuildOptions } from "esbuild";

export function workerBundle(options: { outfile: string; minify?: boolean }): BuildOptions;
