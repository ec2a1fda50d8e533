import { geometry } from "./arguments.ts";
import { answer, engineOperation } from "./operation.ts";

export const relate = engineOperation({
  doc: "How the two lie to each other: the DE-9IM matrix as nine letters, such as 212101212.",
  takes: [geometry("a"), geometry("b")],
  gives: answer<string>("string"),
  geos: (geos) => (a, b) => {
    const [pointerA, pointerB] = [geos.pointer(a), geos.pointer(b)];
    return geos.run((calls) => {
      const text = calls.call("Relate", pointerA, pointerB);
      if (text === 0) throw calls.gaveUp();
      const matrix = calls.module.UTF8ToString(text);
      calls.call("Free", text);
      return matrix;
    });
  },
  // refuses collections
  jsts: async (jsts) => {
    const { RelateOp } = await import("../engines/jsts-library.ts");
    return (a, b) => jsts.ask((one, other) => RelateOp.relate(one, other).toString(), a, b);
  },
});
