import { layerHtml, layerText } from "../../src/layers/describe.ts";
import { Layer } from "../../src/layers/layer.ts";
import { layerIn } from "../../src/layers/told-values.ts";
import type { LayerInput } from "../../src/session/layer-input.ts";
import { SETTINGS, type SettingValues } from "../../src/session/settings.ts";
import { internalsOf, Task } from "../../src/tasks/task.ts";
import { graphBundle } from "../display/graph-picture.ts";
import { withParts } from "../display/listed-task.ts";
import { taskGraph } from "../display/task-graph.ts";
import { crsList } from "./crs-list.ts";
import { historyBundle } from "./history-list.ts";
import { LOG_LEVELS, logBundle } from "../display/task-log.ts";
import { layersBundle } from "../display/layers-table.ts";
import { heldBehind, waitFor } from "./held.ts";
import { algorithmsHelp, magicsHelp } from "./help.ts";
import { MagicName, toLayer, toTask } from "./names.ts";
import { printCall } from "./print-call.ts";
import { staleMarks } from "./stale-marks.ts";
import { listOf, toChoice, toNumber, toText } from "./values.ts";
import type { Commands } from "./command-table.ts";
import type { CommandHost, MagicHost, MagicSession, MagicValues } from "./magic-host.ts";
import { surroundingCommands } from "./surrounding-commands.ts";

export function magicCommands(session: MagicSession, host: CommandHost): Commands {
  const { engine, names } = session;
  const tasksOf = (values: MagicValues): Task[] => listOf(values["tasks"]).map((task) => toTask(task, names, engine));
  const layersOf = (values: MagicValues): LayerInput[] =>
    listOf(values["layers"]).map((layer) => toLayer(layer, names));
  const orAll = (tasks: Task[]): readonly Task[] => (tasks.length > 0 ? tasks : engine.tasks());

  const surroundings = surroundingCommands(session, host);
  return {
    now: {
      tasks: (values) => (values["graph"] === true ? showGraph(session, host) : host.showTasks()),
      cancel: (values) => {
        for (const task of orAll(tasksOf(values))) task.cancel();
      },
      hold: (values) => {
        for (const task of tasksOf(values)) {
          task.hold();
          if (task.status !== "held") host.output.stream("stderr", `${notHeld(task)}\n`);
        }
      },
      resume: (values) => {
        for (const task of orAll(tasksOf(values))) task.resume();
      },
      log: (values) => showLog(orAll(tasksOf(values)), host, values["level"]),
      history: (values) => showHistory(session, host, values),
      config: (values) => configure(session, host, values),
      layers: () => showLayers(session, host),
      refresh: (values) => refresh(session, host, values),
      map: ({ layers, ...style }) => {
        const shown = listOf(layers).map((given) => ({ input: toLayer(given, names), variable: variableOf(given) }));
        if (Object.values(style).some((value) => value !== undefined)) host.styleLayers(shown, style);
        host.showMap(shown);
      },
      style: ({ layer, ...style }) =>
        host.styleLayers([{ input: toLayer(layer, names), variable: variableOf(layer) }], style),
      remove: (values) => removeLayers(session, values),
      algorithms: ({ words }) => host.output.display(algorithmsHelp(session.algorithms.list(), textsOf(words))),
      crs: ({ words }) => host.output.display(crsList(textsOf(words))),
      ...surroundings.now,
      magics: () => host.output.display(magicsHelp(session.algorithms.list())),
    },
    waiting: {
      wait: (values) => {
        const tasks = tasksOf(values);
        return tasks.length > 0 ? waitForEach(tasks) : waitForAll(session, host);
      },
      ...surroundings.waiting,
      ...tableCommands(session, host),
      show: async (values) => {
        for (const layer of layersOf(values))
          host.output.display(await host.layerBundle(await toReadyLayer(layer, session)));
      },
    },
  };
}

function textsOf(words: unknown): string[] {
  return listOf(words).map((word) => toText("word", word));
}

/** Those that show a layer's rows alone. */
function tableCommands(session: MagicSession, host: MagicHost): Commands["waiting"] {
  const { names } = session;
  return {
    describe: async ({ layers }) => {
      for (const layer of listOf(layers)) {
        const table = (await toReadyLayer(toLayer(layer, names), session)).describe();
        showRows(table, table.length, host);
      }
    },
    head: async ({ layer, count }) => {
      const rows = count === undefined ? undefined : toNumber("number of rows", count);
      showRows(await toReadyLayer(toLayer(layer, names), session), rows, host);
    },
  };
}

/** @param most so many of its first rows */
function showRows(layer: Layer, most: number | undefined, { output }: MagicHost): void {
  output.display({ "text/html": layerHtml(layer, undefined, most), "text/plain": layerText(layer, most) });
}

function removeLayers(session: MagicSession, values: MagicValues): void {
  const { names } = session;
  for (const layer of listOf(values["layers"]).map((name) => nameOfLayer(toLayer(name, names), session)))
    names.remove(layer);
}

/** Makes anew what is out of date. */
function refresh(session: MagicSession, { output, rebind }: CommandHost, values: MagicValues): void {
  const { names, staleness } = session;
  const wanted = listOf(values["layers"]).map((given) => nameOfLayer(toLayer(given, names), session));
  const tasks = staleness.refresh(wanted);
  for (const task of tasks) {
    const name = names.nameOf(task as Task<Layer>);
    if (name !== undefined) rebind(name, task);
  }
  if (tasks.length > 0) return;
  output.stream("stdout", `Nothing is out of date${wanted.length === 0 ? "" : ` of ${wanted.join(", ")}`}.\n`);
}

function configure({ settings }: MagicSession, { output }: MagicHost, { setting, value }: MagicValues): void {
  if (value !== undefined) settings.set({ [toText("setting", setting)]: value });
  output.stream("stdout", settingsText(settings.values, setting));
}

/** A line for each setting, or for the one that is named. */
function settingsText(values: SettingValues, only: unknown): string {
  const listed = Object.entries(values).filter(([name]) => only === undefined || name === only);
  return listed
    .map(([name, value]) => `${name}  ${String(value)}    ${SETTINGS[name as keyof SettingValues].doc}\n`)
    .join("");
}

function variableOf(given: unknown): string | undefined {
  return given instanceof MagicName ? given.text : undefined;
}

function notHeld({ id, status }: Task): string {
  return status === "running"
    ? `Task ${id} is running: it finishes what its workers have in hand, then stands still.`
    : `Task ${id} is ${status}: it can't be held any more.`;
}

function withAllParts(task: Task): Task[] {
  return [task, ...task.subTasks.flatMap(withAllParts)];
}

/** Tasks and layers of now, and what they need of each other; the states go on. */
function showGraph(session: MagicSession, host: MagicHost): void {
  const { engine, history } = session;
  const { displays } = host;
  const tasks = engine.tasks();
  displays.showFollowing(
    withParts(tasks).map(({ task }) => task),
    () => graphBundle(taskGraph(tasks, (id) => history.of(id)?.needs, staleMarks(session, host))),
    (change) => change === "state",
  );
}

function showLog(of: readonly Task[], { displays }: MagicHost, given: unknown): void {
  const tasks = of.flatMap(withAllParts);
  const level = toChoice("value of --level", given ?? "info", LOG_LEVELS);
  displays.showFollowing(
    tasks,
    () => logBundle(tasks, level),
    (change) => change === "log",
  );
}

/** What was submitted until now, with what has become of it. */
function showHistory({ engine, history, names }: MagicSession, host: MagicHost, values: MagicValues): void {
  const language = toChoice("value of --as", values["as"] ?? "magic", ["magic", "ts"]);
  const count = values["count"] === undefined ? Infinity : toNumber("number of lines", values["count"]);
  const known = new Map(engine.tasks().map((task) => [task.id, task]));
  const context = { names, variableOf: host.variableOf, callOf: (task: number) => history.of(task)?.call };
  const listed = history.list().flatMap(({ task: id, call, by }) => {
    const task = known.get(id);
    if (task === undefined) return [];
    return [{ task, printed: printCall(call, language, { ...context, description: task.description, by }) }];
  });
  const last = listed.slice(-Math.max(1, count));
  host.displays.showFollowing(
    last.map(({ task }) => task),
    () => historyBundle(last),
    (change) => change === "state",
  );
}

/** The layers of now, each with what becomes of it. */
export function showLayers(
  session: Pick<MagicSession, "names" | "store" | "staleness" | "history">,
  host: Pick<MagicHost, "displays" | "variableOf">,
): void {
  const { names, store } = session;
  const listed = names.all();
  const making = listed.flatMap((name) => names.task(name) ?? []);
  const marks = (): ReadonlyMap<string, string> => staleMarks(session, host);
  host.displays.showFollowing(making, () => layersBundle(names, store, { listed, marks: marks() }));
}

async function waitForEach(tasks: readonly Task[]): Promise<void> {
  for (const task of tasks) await waitFor(task);
}

/** However they end: what failed says so in its own display. Held ones, and what waits for them, are left alone. */
async function waitForAll({ engine }: MagicSession, { output, finishLeft }: MagicHost): Promise<void> {
  await finishLeft(); // it may add tasks
  const held = engine.tasks().filter(({ status }) => status === "held");
  await Promise.all(
    engine.tasks().flatMap((task) => (heldBehind(task) === undefined ? internalsOf(task).settled : [])),
  );
  if (held.length === 0) return;
  const list = held.map(({ id, description }) => `${id} "${description}"`).join(", ");
  output.stream("stdout", `Not waited for, because held: task ${list}. %resume lets them start.\n`);
}

async function toReadyLayer(layer: LayerInput, session: MagicSession): Promise<Layer> {
  if (layer instanceof Layer) return layer;
  if (typeof layer === "string") {
    const task = session.names.task(layer);
    return task === undefined ? session.names.layer(layer) : toReadyLayer(task, session);
  }
  await waitFor(layer);
  return layerIn(await layer) ?? layer;
}

/** The name to remove: of a layer or task, the one it has in the session. */
function nameOfLayer(layer: LayerInput, { names, store }: MagicSession): string {
  if (typeof layer === "string") return layer;
  if (layer instanceof Task) return names.nameOf(layer) ?? layer.description;
  return store.list().find((stored) => stored.layer === layer)?.name ?? layer.name;
}
