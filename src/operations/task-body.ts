import { boolean } from "../schema/types/boolean.ts";
import { body } from "../schema/types/body.ts";
import { namedLayers } from "../schema/types/layers.ts";
import { variables } from "../schema/types/named.ts";
import { text } from "../schema/types/text.ts";
import type { PlannedOperation } from "./operation.ts";
import { runOptions } from "./run-options.ts";

const parameters = {
  name: text({ word: true, doc: "What the task is called in its display and in %tasks." }),
  run: body({ doc: "What runs in the worker." }),
  input: namedLayers({ optional: true, doc: "Layers that the body sees, each under its name." }),
  share: variables({
    optional: true,
    doc: "Variables that the body gets copies of. Functions and imports of other cells need no mention.",
  }),
  chunks: boolean({
    doc: "Runs the body on some features of the first input after the other, on all workers, and joins what it returns.",
  }),
};

/** A `%%task` cell, whose body sees its inputs by name, or `geo.task`, whose function is given them. */
export const taskBody: PlannedOperation<typeof parameters> = {
  name: "task",
  id: "mapcell:task",
  title: "Run a task",
  group: "Tasks",
  doc: "Runs the cell's body, TypeScript, in a worker. The inputs are in scope under their names, and so are geometry and ctx; features that it returns become a layer. `geo.task(name, (inputs, ctx) => …)` is given them.",
  tags: ["worker", "background", "function", "custom"],
  example:
    "%%task wide --input roads --as wide\nconst out = [];\nfor (const f of roads) {\n  ctx.throwIfCanceled();\n  out.push({ ...f, geometry: geometry.buffer(f.geometry, 50) });\n}\nreturn out;",
  parameters,
  results: "body",
  names: "name",
  runOptions: runOptions("as", "engine"),
  plan(call) {
    const { name, run, share = {}, chunks } = call.values;
    const { where = typeof run === "string" ? `%%task ${name}` : name } = call;
    const inputs = call.inputs("input");
    return {
      description: name,
      origin: { algorithm: "task", inputs: inputs.map(({ label }) => label) },
      job: call.compile({ source: run, name, where, inputs, share, chunks }),
    };
  },
};
