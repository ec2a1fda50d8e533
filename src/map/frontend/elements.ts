/** An element with a class and, maybe, a text. */
export function create<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  text = "",
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}

/** A button that shows a picture of 16 × 16, drawn as one line. */
export function iconButton(path: string): HTMLButtonElement {
  const button = create("button", "mapcell-icon-button");
  button.type = "button";
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "path"));
  button.append(svg);
  setIcon(button, path);
  return button;
}

export function setIcon(button: HTMLButtonElement, path: string): void {
  const drawn = button.querySelector("path");
  if (drawn?.getAttribute("d") !== path) drawn?.setAttribute("d", path);
}

const SVG = "http://www.w3.org/2000/svg";

/** Leaves rows that stay where they are, so that focus and clicks survive an update. */
export function replaceRows<Key, Row extends { readonly element: HTMLElement }>(
  list: HTMLElement,
  known: Map<Key, Row>,
  rows: readonly (readonly [Key, Row])[],
): void {
  const kept = new Set(rows.map(([key]) => key));
  const focused = [...list.children].findIndex((row) => row.contains(document.activeElement));
  for (const [key, row] of known) {
    if (kept.has(key)) continue;
    row.element.remove();
    known.delete(key);
  }
  rows.forEach(([key, row], index) => {
    known.set(key, row);
    const there = list.children[index];
    if (there !== row.element) list.insertBefore(row.element, there ?? null);
  });
  if (focused >= 0 && !list.contains(document.activeElement)) focusNear(list, focused);
}

/** The row itself and not its button: a key still held down must not press what the user has not chosen. */
function focusNear(list: HTMLElement, index: number): void {
  const next = list.children[Math.min(index, list.childElementCount - 1)] ?? list;
  if (!(next instanceof HTMLElement)) return;
  next.tabIndex = -1;
  next.focus();
}

/** Hides the output that stands for a live view wherever there is none. @param attribute that carries the model's id */
export function hidingRule(attribute: string, modelId: string): string {
  if (!/^[\w-]+$/.test(modelId)) return "";
  const companion = `.mapcell-companion[${attribute}="${modelId}"]`;
  return `${companion}{display:none!important}.jp-OutputArea-child:has(${companion}){display:none!important}`;
}
