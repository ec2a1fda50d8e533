import type { MapLayer } from "../map-state.ts";
import { AttributeTable } from "./attribute-table.ts";
import type { CommChannel } from "./channel.ts";
import type { MapFrame } from "./map-frame.ts";
import type { Selection } from "./selection.ts";

interface Parts {
  readonly frame: MapFrame;
  readonly channel: CommChannel;
  readonly selection: Selection;
}

/** The table below the map, which makes room for it. */
export function tableOfMap({ frame, channel, selection }: Parts): AttributeTable {
  const table = new AttributeTable(channel, {
    choose(layer: MapLayer, feature) {
      selection.choose(layer, feature === undefined ? [] : [feature]);
    },
    zoomTo(layer, feature) {
      channel.tell({ t: "look", layer: layer.id, rev: layer.rev, feature });
    },
    opened(isOpen) {
      frame.element.classList.toggle("mapcell-with-table", isOpen);
    },
  });
  frame.element.append(table.element);
  return table;
}
