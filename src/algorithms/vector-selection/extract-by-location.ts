import { choices } from "../../schema/types/choices.ts";
import { layer } from "../../schema/types/layer.ts";
import { output } from "../../schema/types/output.ts";
import type { PairAlgorithm } from "../shapes.ts";
import { MAX_DEVIATION } from "../vector-overlay/max-deviation.ts";
import { isRelated, PREDICATES } from "./predicates.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Features to choose from" }),
  intersect: layer({ validity: "valid", doc: "Features to compare them with" }),
  predicate: choices(PREDICATES, { default: ["intersect"], doc: "How they must be related; one of several is enough" }),
  restAs: output({ qgis: "FAIL_OUTPUT", doc: "Name of a layer of the features that are left" }),
  maxDeviation: MAX_DEVIATION,
};

export const extractByLocation: PairAlgorithm<typeof parameters> = {
  shape: "pair",
  name: "extractByLocation",
  id: "native:extractbylocation",
  title: "Extract by location",
  group: "Vector selection",
  doc:
    "The features that are related to at least one feature of another layer, as they are and in their order. " +
    "disjoint is for those that meet none of them, those without geometry among them.",
  tags: ["select", "filter", "intersects", "within", "contains", "spatial", "rest"],
  example: "%extract-by-location places --intersect countries --predicate within --as inside --rest-as outside",
  parameters,
  with: "intersect",
  others: ["rest"],
  open({ values }, { engine }) {
    const wanted = values.predicate;
    return (feature, near, out) => {
      const isChosen = (): boolean =>
        wanted.some((predicate) => {
          if (predicate !== "disjoint")
            return near.some((other) => isRelated(predicate, feature.geometry, other, engine));
          return !near.some(({ prepared }) => prepared.test("intersects", feature.geometry));
        });
      if (isChosen()) out.keep();
      else out.to("rest").keep();
    };
  },
};
