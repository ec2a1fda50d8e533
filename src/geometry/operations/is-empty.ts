import { geometry } from "./arguments.ts";
import { engineOperation, YES_NO } from "./operation.ts";

export const isEmpty = engineOperation({
  doc: "Whether it has no point.",
  takes: [geometry("geometry")],
  gives: YES_NO,
  geos: (geos) => (source) => geos.ask("isEmpty", source),
  jsts: async (jsts) => (source) => jsts.ask((a) => a.isEmpty(), source),
});
