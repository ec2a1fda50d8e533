import { layer } from "../../schema/types/layer.ts";
import { partsAsFeatures } from "../parts.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";

const parameters = { input: layer({ doc: "Features of any kind" }) };

export const multipartToSingleparts: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "multipartToSingleparts",
  id: "native:multiparttosingleparts",
  title: "Multipart to singleparts",
  group: "Vector geometry",
  doc:
    "A feature for each part of a multi-part one or collection, with its attributes repeated. A feature without geometry " +
    "or with an empty one stays as it is.",
  tags: ["multi", "single", "multiple", "split", "dump", "explode"],
  example: "%multipart-to-singleparts countries --as parts",
  parameters,
  open(setup) {
    const { geometry } = inputOf(setup, "input");
    const parts = partsAsFeatures(geometry);
    return ({ index }, out) => {
      const [first, end] = [geometry.geomOffsets[index]!, geometry.geomOffsets[index + 1]!];
      if (first === end) out.keep();
      for (let part = first; part < end; part++) out.addFrom(parts, part);
    };
  },
};
