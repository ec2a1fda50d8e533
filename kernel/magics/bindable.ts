/** Words that can't name a variable, in a module. */
const RESERVED = new Set(
  "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield".split(
    " ",
  ),
);

/** What every cell has in scope under these names stays what it is, whatever a layer is called. */
const IN_SCOPE = new Set([
  "geo",
  "layers",
  "tasks",
  "map",
  "geometry",
  "Layer",
  "ProxyTask",
  "SpatialError",
  "Task",
  "exports",
  "require",
  "module",
]);

export function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name) && !RESERVED.has(name);
}

/** Whether a variable of this name hides nothing that belongs to the language or to the session. */
export function isFreeName(name: string): boolean {
  return isIdentifier(name) && !IN_SCOPE.has(name) && !name.startsWith("__") && !(name in globalThis);
}
