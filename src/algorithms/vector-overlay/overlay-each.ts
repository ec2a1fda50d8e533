import { SpatialError } from "../../errors.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { runHere } from "../run-here.ts";
import { inputOf, inputsOf, type Setup, type Tools } from "../setup.ts";
import type { Algorithm } from "../shapes.ts";

/** The input with one overlay after the other. @param algorithm of an input and an overlay */
export function overlayEach(algorithm: Algorithm, setup: Setup, { engine, feedback }: Tools): LayerData {
  const overlays = inputsOf(setup, "overlays");
  if (overlays.length === 0) throw new SpatialError("BAD_ARGUMENT", "overlays is empty; give at least one layer.");
  return overlays.reduce(
    (input, overlay, i) => {
      const share = {
        isCanceled: () => feedback.isCanceled(),
        throwIfCanceled: () => feedback.throwIfCanceled(),
        progress: (fraction: number) => feedback.progress((i + fraction) / overlays.length),
        log: (...line: Parameters<typeof feedback.log>) => feedback.log(...line),
      };
      return runHere(algorithm, { ...setup, inputs: { input, overlay } }, { engine, feedback: share });
    },
    inputOf(setup, "input"),
  );
}
