/** Whether an error of `require` says that a module is there, but for `import` only. */
export function isForImportOnly(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === "ERR_REQUIRE_ESM" || code === "ERR_REQUIRE_ASYNC_MODULE" || code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
}
