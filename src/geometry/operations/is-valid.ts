import { geometry } from "./arguments.ts";
import { invalidity } from "./invalidity.ts";
import { engineOperation, YES_NO } from "./operation.ts";

export const isValid = engineOperation({
  doc: "Whether it keeps the OGC's rules; `invalidity` tells what is wrong.",
  takes: [geometry("geometry")],
  gives: YES_NO,
  geos: (geos) => {
    const problemOf = invalidity.geos(geos);
    return (source) => problemOf(source) === undefined;
  },
  jsts: async (jsts) => {
    const { IsValidOp } = await import("../engines/jsts-library.ts");
    return (source) => jsts.ask((a) => new IsValidOp(a).getValidationError() === null, source);
  },
});
