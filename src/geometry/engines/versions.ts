import type { EngineName } from "./open-engine.ts";

/** The libraries that are asked, as package.json pins them: another version may give other coordinates. */
export const ENGINE_VERSIONS: Readonly<Record<EngineName, string>> = {
  geos: "geos-wasm 3.1.1",
  jsts: "jsts 2.12.1",
};
