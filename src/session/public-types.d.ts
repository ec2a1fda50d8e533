// The public types of mapcell that are written by hand: what a cell and `import … from "mapcell"` see. The build puts them
// into one file, with those that it makes of schemas and lists (`generated-types.ts`), whose names are in scope here. Written for TypeScript 5.0 and later.
export * from "./public/layers.js";
export * from "./public/tables.js";
export * from "./public/geometry.js";
export * from "./public/tasks.js";
export * from "./public/inputs.js";
export * from "./public/own-algorithms.js";
export * from "./public/geo.js";
export * from "./public/map.js";
export * from "./public/session.js";
