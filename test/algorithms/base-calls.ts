import type { Feature } from "geojson";
import { algorithms } from "../../src/algorithms/registry.ts";
import type { Algorithm } from "../../src/algorithms/shapes.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { others } from "../fixtures/other-cases.ts";
import { qgisCases, qgisLayers } from "../fixtures/qgis-cases.ts";
import { givenLayers } from "./given-layers.ts";
import { layerOf } from "./run.ts";

/** A call of each algorithm that works, to be spoilt: the first of those that are compared with other software. */
export interface BaseCall {
  readonly algorithm: Algorithm;
  readonly inputs: Readonly<Record<string, LayerData>>;
  readonly lists: Readonly<Record<string, readonly LayerData[]>>;
  readonly labels: Readonly<Record<string, readonly string[]>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Of those that are compared by tests of their own. */
const OWN: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  coveragesimplify: { INPUT: "zones", TOLERANCE: 1 },
  coverageunion: { INPUT: "areas" },
  fieldcorrelation: { INPUT: "zones", x: "zone", y: "zone" },
  spatialweights: { INPUT: "zones" },
  moransi: { INPUT: "zones", FIELD: "zone", PERMUTATIONS: 9 },
  localmoran: { INPUT: "zones", FIELD: "zone", PERMUTATIONS: 9 },
  "native:splitvectorlayer": { INPUT: "areas", FIELD: "kind" },
};

const layers = new Map<string, Readonly<Record<string, LayerData>>>();

function layersIn(crs: string): Readonly<Record<string, LayerData>> {
  let made = layers.get(crs);
  if (made === undefined) {
    const own = Object.entries({ ...others.layers, ...qgisLayers }).map(([name, rows]) => {
      const features = rows.map((row) => ({ type: "Feature", ...row, properties: { ...row.properties } }) as Feature);
      return [name, layerOf(features, crs)];
    });
    made = Object.fromEntries(own) as Readonly<Record<string, LayerData>>;
    layers.set(crs, made);
  }
  return made;
}

function baseCall(algorithm: Algorithm): BaseCall {
  const { id } = algorithm;
  const ours = [...others.cases, ...others.chances].find((one) => one.id === id)?.given ?? OWN[id];
  const theirs = qgisCases.find((one) => one.id === id);
  const crs = theirs?.crs ?? (id === "shiftlongitudes" ? "EPSG:4326" : "EPSG:3857");
  return { algorithm, ...givenLayers(id, theirs?.given ?? ours ?? {}, layersIn(crs)) };
}

export const baseCalls = algorithms.map(baseCall);
