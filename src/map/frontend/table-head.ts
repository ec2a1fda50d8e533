import type { FieldSpread } from "../../tables/table-query.ts";
import { create } from "./elements.ts";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [72, 14];
const NARROWEST = 48;
const STEP = 16;

export interface HeadEvents {
  reorder(): void;
  resize(widthPx: number): void;
}

/** The head of a column: name, how its values are spread, and a handle at its edge. Text is only ever set as text. */
export function tableHead(spread: FieldSpread, widthPx: number, events: HeadEvents): HTMLElement {
  const head = create("div", "mapcell-table-head");
  head.setAttribute("role", "columnheader");
  head.setAttribute("aria-sort", "none");
  const button = create("button", "mapcell-table-sort");
  button.type = "button";
  button.title = `${spread.name}: ${spread.text}${spread.nulls > 0 ? `, ${spread.nulls.toLocaleString("en")} without` : ""}`;
  button.append(create("span", "mapcell-table-name", spread.name), bars(spread.bars));
  button.addEventListener("click", () => events.reorder());
  const handle = create("span", "mapcell-table-handle");
  let width = widthPx;
  const resize = (to: number): void => {
    width = Math.max(NARROWEST, to);
    events.resize(width);
  };
  handle.addEventListener("pointerdown", (down) => {
    down.preventDefault();
    handle.setPointerCapture(down.pointerId);
    const start = width;
    const move = ({ clientX }: PointerEvent): void => resize(start + clientX - down.clientX);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", move), {
      once: true,
    });
  });
  button.addEventListener("keydown", (event) => {
    if (!event.shiftKey || (event.key !== "ArrowLeft" && event.key !== "ArrowRight")) return;
    event.preventDefault();
    resize(width + (event.key === "ArrowRight" ? STEP : -STEP));
  });
  head.append(button, handle);
  return head;
}

function bars(counts: readonly number[]): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("aria-hidden", "true");
  const most = Math.max(1, ...counts);
  const wide = Math.min(12, WIDTH / Math.max(1, counts.length));
  counts.forEach((count, index) => {
    const bar = document.createElementNS(SVG, "rect");
    const high = count === 0 ? 0 : Math.max(1, (count / most) * HEIGHT);
    const box = { x: index * wide, y: HEIGHT - high, width: wide - 1, height: high };
    for (const [name, value] of Object.entries(box)) bar.setAttribute(name, value.toFixed(2));
    svg.append(bar);
  });
  return svg;
}
