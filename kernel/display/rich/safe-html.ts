import { createRequire } from "node:module";
import type sanitizeHtml from "sanitize-html";
import type { IOptions } from "sanitize-html";

const require = createRequire(import.meta.url);

/** What could run script, load something from elsewhere, or be read otherwise by a browser than by the parser here. */
const DROPPED = new Set(
  "script noscript template iframe frame frameset object embed applet portal base meta link math foreignobject".split(
    " ",
  ),
);
const ADDRESS = /^(?:href|src|action|formaction|poster|data|background|from|to|values|by|xlink:href)$/i;
const SCRIPT_ADDRESS = /^(?:javascript|vbscript|data:(?!image\/(?:png|jpeg|gif|webp)))/i;

/** HTML or SVG without scripts, handlers and what embeds other pages; names keep their case, which SVG needs. */
export function safeHtml(text: string): string {
  // loaded at first use, and at once: a display must not wait for it, or it would come after its cell
  const sanitize = require("sanitize-html") as typeof sanitizeHtml;
  return sanitize(text, OPTIONS);
}

const OPTIONS: IOptions = {
  allowedTags: false,
  allowedAttributes: false,
  allowVulnerableTags: true, // <style>, which charts bring: see below
  parser: { lowerCaseTags: false, lowerCaseAttributeNames: false },
  transformTags: {
    "*": (tagName, attribs) => ({
      tagName,
      attribs: Object.fromEntries(Object.entries(attribs).filter(([name, value]) => isHarmless(name, value))),
    }),
  },
  // a style that holds markup is none: within an SVG browsers read it as elements
  exclusiveFilter: ({ tag, text }) =>
    DROPPED.has(tag.toLowerCase()) || (tag.toLowerCase() === "style" && /[<]|@import|url\s*\(/i.test(text)),
};

function isHarmless(name: string, value: string): boolean {
  if (/^on/i.test(name) || /^(?:srcdoc|srcset|ping|is)$/i.test(name)) return false;
  if (/^style$/i.test(name)) return !/url\s*\(|expression\s*\(/i.test(value);
  if (!ADDRESS.test(name)) return true;
  // browsers skip blanks and control characters in an address, and lists are as bad as their worst item
  return value.split(";").every((item) => !SCRIPT_ADDRESS.test(item.replaceAll(/[\s\p{Cc}]/gu, "")));
}
