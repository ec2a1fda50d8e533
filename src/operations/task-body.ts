import { boolean } from "../schema/types/boolean.ts";
import { layers } from "../schema/types/layers.ts";
import { variables } from "../schema/types/named.ts";
import { text } from "../schema/types/text.ts";
import type { Operation } from "./operation.ts";
import { runOptions } from "./run-options.ts";

/** What a `%%task` cell takes; its body, and the function of `geo.task`, are beside it. */
export const taskBody: Operation = {
  name: "task",
  id: "mapcell:task",
  title: "Run a task",
  group: "Tasks",
  doc: "Runs the cell's body, TypeScript, in a worker. The inputs are in scope under their names, and so are geometry and ctx; features that it returns become a layer.",
  tags: ["worker", "background", "function", "custom"],
  example:
    "%%task wide --input roads --as wide\nconst out = [];\nfor (const f of roads) {\n  ctx.throwIfCanceled();\n  out.push({ ...f, geometry: geometry.buffer(f.geometry, 50) });\n}\nreturn out;",
  parameters: {
    name: text({ word: true, doc: "What the task is called in its display and in %tasks." }),
    input: layers({ word: false, optional: true, doc: "Layers that the body sees, each under its name." }),
    share: variables({
      optional: true,
      doc: "Variables that the body gets copies of. Functions and imports of other cells need no mention.",
    }),
    chunks: boolean({
      doc: "Runs the body on some features of the first input after the other, on all workers, and joins what it returns.",
    }),
  },
  results: "body",
  names: "name",
  runOptions: runOptions("as", "engine"),
};
