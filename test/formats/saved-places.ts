import type { Feedback } from "../../src/feedback.ts";
import { writeLayer } from "../../src/formats/open.ts";
import { dataOf, Layer } from "../../src/layers/layer.ts";

/**
 * Saves so many places under an absolute path. Returns how many steps it took: what writers call between any two things
 * they do.
 */
export async function savePlaces(path: string, count: number, onStep: (step: number) => void): Promise<number> {
  const features = Array.from({ length: count }, (_, i) => ({
    geometry: { type: "Point" as const, coordinates: [i % 90, (i * 7) % 80] },
    properties: { name: `one of ${count}`, n: i },
  }));
  let steps = 0;
  const step = (): void => onStep(++steps);
  const feedback: Feedback = { progress: step, throwIfCanceled: step, isCanceled: () => false, log: () => undefined };
  await writeLayer(dataOf(Layer.from(features)), path, { baseDir: "/", name: "places" }, feedback);
  return steps;
}
