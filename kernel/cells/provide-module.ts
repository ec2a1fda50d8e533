import Module, { createRequire } from "node:module";

const { cache } = createRequire(import.meta.url);

/** Whoever requires the module that `id` resolves to gets `exports` from now on. */
export function provideModule(id: string, exports: unknown): void {
  const module = new Module(id);
  module.exports = exports;
  module.loaded = true;
  cache[id] = module;
}
