import { extname } from "node:path";

export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

export interface Folders {
  /** What a folder holds, as typed: relative to the notebook's folder; nothing if it can't be read. */
  listFolder(path: string): Promise<readonly FolderEntry[]>;
}

/**
 * What a path typed so far may become: the folder's files of these endings, and folders, which end in a slash so that one
 * can go on. Hidden ones come only when asked for with a dot. Web addresses are left alone.
 */
export async function completePath(
  typed: string,
  endings: readonly string[],
  folders: Folders,
): Promise<readonly { readonly text: string; readonly kind: string }[]> {
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(typed)) return [];
  const split = typed.lastIndexOf("/") + 1;
  const [folder, begun] = [typed.slice(0, split), typed.slice(split)];
  const entries = await folders.listFolder(folder === "" ? "." : folder);
  return entries
    .filter(({ name }) => name.startsWith(begun) && (begun.startsWith(".") || !name.startsWith(".")))
    .filter(({ name }) => !/[\p{Cc}\\]/u.test(name))
    .filter(({ name, isFolder }) => isFolder || endings.includes(extname(name).toLowerCase()))
    .toSorted((a, b) => Number(b.isFolder) - Number(a.isFolder) || (a.name < b.name ? -1 : 1))
    .map(({ name, isFolder }) => ({
      text: `${folder}${name}${isFolder ? "/" : ""}`,
      kind: isFolder ? "folder" : "file",
    }));
}
