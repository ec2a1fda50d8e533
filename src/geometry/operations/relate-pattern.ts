import { geometry, text } from "./arguments.ts";
import { engineOperation, YES_NO } from "./operation.ts";

export const relatePattern = engineOperation({
  doc: "Whether the DE-9IM matrix of the two fits a pattern of nine letters, such as T*F**FFF*: T, F, 0, 1, 2, and * for any.",
  takes: [geometry("a"), geometry("b"), text("pattern", /^[TF012*]{9}$/i, "nine of the letters T, F, 0, 1, 2, *")],
  gives: YES_NO,
  geos: (geos) => (a, b, pattern) => {
    const [pointerA, pointerB] = [geos.pointer(a), geos.pointer(b)];
    return geos.run((calls) => {
      // as C's text: nine bytes and a zero
      const letters = Array.from(pattern.toUpperCase(), (letter) => letter.charCodeAt(0));
      calls.module.HEAPU8.set(letters, calls.out);
      calls.module.HEAPU8[calls.out + pattern.length] = 0;
      const answer = calls.call("RelatePattern", pointerA, pointerB, calls.out);
      if (answer > 1) throw calls.gaveUp();
      return answer === 1;
    });
  },
  // refuses collections
  jsts: async (jsts) => {
    const { RelateOp } = await import("../engines/jsts-library.ts");
    return (a, b, pattern) =>
      jsts.ask((one, other) => RelateOp.relate(one, other).matches(pattern.toUpperCase()), a, b);
  },
});
