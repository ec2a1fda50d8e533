/** Encodings that files of places are often in, besides UTF-8; any other that TextDecoder knows is read, too. */
export const ENCODINGS = [
  "latin1",
  "windows-1252",
  "windows-1250",
  "windows-1251",
  "iso-8859-2",
  "iso-8859-15",
  "utf-16le",
  "utf-16be",
  "shift_jis",
  "euc-jp",
  "euc-kr",
  "gb18030",
  "big5",
] as const;
