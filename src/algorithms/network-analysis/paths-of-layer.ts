import type { LayerData } from "../../layers/layer-data.ts";
import { joinedFields, madeOf } from "../../layers/joined-fields.ts";
import { LayerBuilder, rowValues } from "../layer-builder.ts";
import { inputOf, type Setup, type Tools } from "../setup.ts";
import { addPath } from "./add-path.ts";
import { type Edge, type Network, networkOf, type Point } from "./network.ts";
import type { NETWORK } from "./network-parameters.ts";
import { placesOf, pointText } from "./places.ts";
import { costsFrom, pathTo } from "./shortest-paths.ts";
import { PATH_FIELDS } from "./shortest-path-point-to-point.ts";

interface Wanted {
  /** The input with the points. */
  readonly layer: string;
  readonly point: Point;
  /** Whether ways lead to the layer; else from it to the point. */
  readonly toLayer: boolean;
}

/** A way for each point of a layer, from one point or to one. */
export function pathsOf(setup: Setup<typeof NETWORK>, { layer, point, toLayer }: Wanted, tools: Tools): LayerData {
  const data = inputOf(setup, layer);
  const places = placesOf(setup, layer);
  const network = networkOf(setup, [point, ...places.map((place) => place.point)], tools);
  // ways to the point are those from it over edges that are turned round
  const searched = toLayer ? network : turned(network);
  const [fixed, ...ends] = network.places;
  const found = fixed === undefined ? undefined : costsFrom(searched, fixed, tools.feedback);
  const own = data.fields;
  const out = new LayerBuilder([...own, ...madeOf(joinedFields(own, PATH_FIELDS, {}))]);
  let lost = 0;
  places.forEach((place, i) => {
    const end = ends[i];
    const path = found === undefined || end === undefined ? undefined : pathTo(found, end);
    const values = rowValues(data, place.row);
    const [here, there] = [pointText(place.point), pointText(point)];
    if (path === undefined) {
      lost++;
      // as in QGIS, the end that was not come to is told alone
      out.add([...values, ...(toLayer ? [null, here, null] : [here, null, null])]);
    } else {
      const way = toLayer ? path : path.toReversed();
      out.add([...values, ...(toLayer ? [there, here] : [here, there]), found!.costs[end!]!], (builder) =>
        addPath(builder, network, way),
      );
    }
  });
  if (lost > 0)
    tools.feedback.log(
      "warning",
      `No way leads ${toLayer ? "to" : "from"} ${lost} of ${places.length} points; they have no geometry.`,
    );
  return out.layer(inputOf(setup, "input").crs);
}

function turned(network: Network): Network {
  const leaving: Edge[][] = network.leaving.map(() => []);
  for (const { from, to, cost } of network.leaving.flat()) leaving[to]!.push({ from: to, to: from, cost });
  return { ...network, leaving };
}
