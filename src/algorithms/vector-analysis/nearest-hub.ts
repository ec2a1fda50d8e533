import { crsInfo } from "../../crs/crs.ts";
import { boundsOfFeature } from "../../geometry/bounds.ts";
import type { GeometryColumn } from "../../geometry/column.ts";
import { toText } from "../../layers/mixed-values.ts";
import { type AttributeValue, valueAt } from "../../layers/attributes.ts";
import { choice } from "../../schema/types/choice.ts";
import { layer } from "../../schema/types/layer.ts";
import { oneField } from "../../schema/types/one-field.ts";
import { makeIndex, openIndex, type SharedIndex } from "../runners/spatial-index.ts";
import { inputOf, type Setup } from "../setup.ts";
import { measured } from "./nearest-neighbour-analysis.ts";

export const NEAREST_HUB = {
  input: layer({ doc: "Features whose hub is looked for" }),
  hubs: layer({ doc: "What may be nearest" }),
  field: oneField({ of: "hubs", doc: "The field that names hubs" }),
  unit: choice(["meters", "feet", "miles", "kilometers", "layer-units"], { default: "meters", doc: "Of the distance" }),
};

export const HUB_FIELDS = [
  { name: "HubName", type: "string" },
  { name: "HubDist", type: "number" },
] as const;

type Point = readonly [x: number, y: number];

const METRES = { meters: 1, feet: 0.3048, miles: 1609.344, kilometers: 1000, "layer-units": 1 } as const;

/** The nearest hub of each feature, by the middles of boxes as in QGIS; undefined for one without geometry. */
export function openNearestHub(setup: Setup<typeof NEAREST_HUB>, index: SharedIndex) {
  const [input, hubs] = [inputOf(setup, "input"), inputOf(setup, "hubs")];
  const { field, unit } = setup.values;
  const at = hubs.fields.findIndex(({ name }) => name === field);
  const tree = openIndex(index);
  const { geographic, metresPerUnit } = crsInfo(input.crs);
  const inMetres = geographic || unit === "layer-units" ? 1 : metresPerUnit;
  return (row: number): { readonly from: Point; readonly to: Point; readonly values: AttributeValue[] } | undefined => {
    const from = middleOf(input.geometry, row);
    const [nearest] = from === undefined ? [] : (tree?.neighbors(from[0], from[1], 1) ?? []);
    const to = nearest === undefined ? undefined : middleOf(hubs.geometry, nearest);
    if (from === undefined || nearest === undefined || to === undefined) return undefined;
    const name = valueAt(hubs.columns[at]!, hubs.fields[at]!, nearest);
    const size =
      unit === "layer-units" && geographic
        ? Math.hypot(to[0] - from[0], to[1] - from[1])
        : (measured(from, to, input.crs) * inMetres) / METRES[unit];
    return { from, to, values: [name === null ? null : toText(name), size] };
  };
}

export function indexOfHubs(setup: Pick<Setup, "inputs">): SharedIndex {
  return makeIndex(inputOf(setup, "hubs").geometry);
}

function middleOf(column: GeometryColumn, row: number): Point | undefined {
  const box = boundsOfFeature(column, row);
  return box && [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
}
