/** Parts of the library after ES2023, with something of each that Node has if it has the part. */
const PARTS: Readonly<Record<string, string>> = {
  "es2024.arraybuffer": "ArrayBuffer.prototype.transfer",
  "es2024.collection": "Map.groupBy",
  "es2024.object": "Object.groupBy",
  "es2024.promise": "Promise.withResolvers",
  "es2024.regexp": "RegExp.prototype.unicodeSets",
  "es2024.sharedmemory": "SharedArrayBuffer.prototype.grow",
  "es2024.string": "String.prototype.isWellFormed",
  "es2025.collection": "Set.prototype.union",
  "es2025.float16": "Float16Array",
  "es2025.intl": "Intl.DurationFormat",
  "es2025.iterator": "Iterator.prototype.map",
  "es2025.promise": "Promise.try",
  "es2025.regexp": "RegExp.escape",
  "esnext.array": "Array.fromAsync",
  "esnext.collection": "Map.prototype.getOrInsert",
  "esnext.decorators": "Symbol.metadata",
  "esnext.disposable": "DisposableStack",
  "esnext.error": "Error.isError",
  "esnext.sharedmemory": "Atomics.pause",
  "esnext.temporal": "Temporal",
  "esnext.typedarrays": "Uint8Array.fromBase64",
};

/** The compiler's declarations of what this Node has; of what it hasn't, cells had better hear before they run. */
export function libraries(): string[] {
  const there = Object.entries(PARTS).filter(([, path]) => isThere(path));
  return ["es2023", ...there.map(([part]) => part)].map((part) => `lib.${part}.d.ts`);
}

/** @param path such as "Array.fromAsync" */
function isThere(path: string): boolean {
  let owner: unknown = globalThis;
  for (const name of path.split(".")) {
    if ((typeof owner !== "object" && typeof owner !== "function") || owner === null || !(name in owner)) return false;
    owner = name === "unicodeSets" ? true : (owner as Readonly<Record<string, unknown>>)[name];
  }
  return true;
}
