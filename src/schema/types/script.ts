import { shownValue } from "../given-value.ts";
import { parameter } from "../parameter.ts";
import { plainType } from "../parameter-type.ts";

/** Text of another language, such as SQL: a magic takes it as a word in quotes, or as the body of its cell. */
export function script(stated: { readonly doc: string; readonly sample: string }) {
  return parameter(scriptType(stated.sample), { ...stated, word: true });
}

function scriptType(sample: string) {
  return plainType<string>({
    id: "script",
    parse: (given, at) => {
      if (typeof given === "string" && given.trim() !== "") return given;
      throw at.refuse(`is ${shownValue(given)}; expected text such as ${sample}`);
    },
    typescript: () => "string",
    argument: { type: "text", isBody: true, typeText: sample },
    sample: `"${sample}"`,
  });
}
