import { SETTINGS } from "../../src/session/settings.ts";
import type { Magic } from "./magic.ts";

export const CONFIG: Magic = {
  name: "config",
  cell: false,
  doc: "Sets what tasks do from now on where a call says nothing else; alone, lists the settings.",
  example: "%config invalid abort",
  positionals: [
    {
      name: "setting",
      type: "choice",
      values: Object.keys(SETTINGS),
      doc: Object.entries(SETTINGS)
        .map(([name, { doc }]) => `${name}: ${doc}`)
        .join(" "),
    },
    {
      name: "value",
      type: "choice",
      values: [...new Set(Object.values(SETTINGS).flatMap(({ values }) => values))],
      doc: "Its new value; without one, the setting is shown.",
    },
  ],
  options: [],
  result: "nothing",
};
