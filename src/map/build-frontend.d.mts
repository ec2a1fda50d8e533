export function buildMapFrontend(options: { outdir: string }): Promise<void>;
