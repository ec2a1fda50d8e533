import { fileURLToPath } from "node:url";
import { SpatialError } from "../src/errors.ts";
import { Layer } from "../src/layers/layer.ts";
import { cellDeclarations, REGISTERED, registeredDeclaration } from "../src/session/declarations.ts";
import { makeGeo } from "../src/session/geo.ts";
import { type LayersView, layersView } from "../src/session/layers-view.ts";
import { mainGeometry, openMainGeometry } from "../src/session/main-loop-geometry.ts";
import { MapView } from "../src/session/map-view.ts";
import { Session } from "../src/session/session.ts";
import { LayerShow } from "../src/session/show.ts";
import { TasksView } from "../src/session/tasks-view.ts";
import { systemClock } from "../src/tasks/clock.ts";
import { ProxyTask } from "../src/tasks/proxy-task.ts";
import { Task } from "../src/tasks/task.ts";
import { isCutOff } from "./cells/cell-globals.ts";
import { provideSession } from "./cells/session-module.ts";
import { TaskDisplays } from "./display/task-displays.ts";
import { EngineTaskFeed } from "./display/task-feed.ts";
import type { CellEnvironment, Kernel } from "./kernel.ts";
import { builtInNames } from "./magics/catalog.ts";
import { CellTasks } from "./magics/cell-tasks.ts";
import { showLayers } from "./magics/commands.ts";
import { magicHelp } from "./magics/text-help.ts";
import { runProgram } from "./magics/run-program.ts";
import { magicDeclarations, magicRuntime } from "./magics/runtime.ts";
import type { MagicHost } from "./magics/magic-host.ts";
import { transformCell } from "./magics/transform.ts";
import { LayerRecords } from "./magics/layer-records.ts";
import { geometryPicture, isGeometry } from "./display/geometry-picture.ts";
import { MapOutput } from "./display/map-output.ts";
import type { MimeBundle } from "./protocol/output.ts";
import { type CellScope, currentCell } from "./protocol/scope.ts";
import { TasksOutput } from "./display/tasks-output.ts";

/** The package's generated types, beside this folder in the build; without their ending, as an import names them. */
const TYPES = fileURLToPath(new URL("../mapcell", import.meta.url));

/** What the kernel's parts share. */
interface World {
  readonly kernel: Kernel;
  readonly session: Session;
  readonly displays: TaskDisplays;
  readonly records: LayerRecords;
  readonly map: MapView;
  readonly mapOutput: MapOutput;
  readonly tasksOutput: TasksOutput;
  readonly layerShow: LayerShow;
}

/** Opens the session of a kernel and ties it to the cells: names in scope, displays, magics, interrupt, headless runs. */
export async function openWorld(kernel: Kernel): Promise<CellEnvironment> {
  const { output, ids } = kernel;
  const newId = (): string => ids.next("display");
  const session = sessionOf(kernel);
  const displays = new TaskDisplays({
    clock: systemClock,
    output,
    newId,
    currentCell,
    whereThrown: (error) => kernel.whereThrown(error),
    metadataOf: (tasks) => records.manifestOf(tasks),
  });
  const map = new MapView(session);
  const feed = new EngineTaskFeed(session.engine, displays.summaryOf);
  const variableOf = (value: object): string | undefined => kernel.names().find((name) => kernel.value(name) === value);
  const records = new LayerRecords({ session, variableOf, onRecorded: (task) => displays.recorded(task) });
  const front = { openComm: kernel.comms.open, tasks: feed, variableOf };
  map.connect(front);
  const mapOutput = new MapOutput({ map, output, newId, isInteractive });
  const tasksOutput = new TasksOutput({ ...front, engine: session.engine, output, displays, isInteractive });
  const layerShow = new LayerShow(session);
  const world: World = { kernel, session, displays, records, map, mapOutput, tasksOutput, layerShow };
  followTasks(world);
  const views = { layers: layersView(session.names), tasks: new TasksView(session) };
  registerDisplayers(world, views);
  const runtime = magicRuntime(session, {
    output,
    displays,
    layerBundle: (layer) => layerShow.bundleOf(layer),
    showMap: (inputs) => mapOutput.show(inputs),
    styleLayers: (inputs, style) => map.styleAll(inputs, style),
    variableOf,
    variables: { value: (name) => kernel.value(name), assign: (name, value) => kernel.assign(name, value) },
    showTasks: () => tasksOutput.show(),
    currentCell,
    inspect: (name, detail) => kernel.inspect(name, detail),
    finishLeft: async () => kernel.leftBehind.settleAll(currentCell()?.signal),
    ...cellTools(kernel, session),
  });
  provideGeometry();
  const given = { ...views, geo: makeGeo(session), map, Layer, ProxyTask, SpatialError, Task };
  // the session is the kernel's, which closes it
  provideSession({ ...given, close: () => Promise.resolve() });
  return {
    declarations: cellDeclarations(TYPES) + magicDeclarations(TYPES),
    values: { ...given, __mapcell: runtime },
    transform: (text) =>
      transformCell(text, {
        algorithms: session.algorithms.list(),
        names: new Set(kernel.names()),
        mayRebind: (name) => runtime.isBound(name, kernel.value(name)),
      }),
    prepare: prepareGeometry,
    help: magicHelp(session, kernel),
  };
}

function sessionOf(kernel: Kernel): Session {
  const session = new Session({
    baseDir: process.cwd(),
    reservedNames: builtInNames(),
    notebook: kernel.notebook,
    onPulse: (isAtWork) => kernel.pulse(isAtWork),
  });
  kernel.lookWhenDeaf(session.engine.memory);
  return session;
}

/** A true global, not a name of the cells: the compiler leaves it as it is in the text of a task function. */
function provideGeometry(): void {
  Object.defineProperty(globalThis, "geometry", { value: mainGeometry });
}

/** For cells that say so: not every notebook needs it, and a call can't wait. */
async function prepareGeometry(code: string): Promise<void> {
  if (/\bgeometry\b|\.index\s*\(/.test(code)) await openMainGeometry();
}

/** What `%time` and `%sh` need of the running cell. */
function cellTools(kernel: Kernel, session: Session): Pick<MagicHost, "stopwatch" | "timeCell" | "runProgram"> {
  const timed = new WeakMap<CellScope, () => void>();
  const stopwatch = (): (() => void) => {
    const start = performance.now();
    // a saved notebook holds no times
    return () => {
      if (isInteractive()) kernel.output.stream("stdout", `Wall time: ${seconds(performance.now() - start)}\n`);
    };
  };
  kernel.beforeReply(async (cell) => timed.get(cell)?.());
  return {
    stopwatch,
    timeCell: () => {
      const cell = currentCell();
      if (cell !== undefined) timed.set(cell, stopwatch());
    },
    runProgram: (program, args) =>
      runProgram({
        program,
        args,
        cwd: session.baseDir,
        signal: currentCell()?.signal,
        write: (name, text) => kernel.output.stream(name, text),
      }),
  };
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(ms < 10 ? 2 : 0)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** New algorithms; tasks from submission to the last display, and what an interrupt or a shutdown does to them. */
function followTasks({ kernel, session, displays, records, map, mapOutput, tasksOutput }: World): void {
  const cellTasks = new CellTasks(session.engine, currentCell);
  session.algorithms.onRegistered(() =>
    kernel.declare(REGISTERED, registeredDeclaration(session.algorithms.registered(), TYPES)),
  );
  session.onSubmitted((submission) => {
    // what an interrupted cell goes on submitting is as unwanted as what it goes on printing
    if (isCutOff()) return submission.task.cancel();
    if (!submission.task.hidden && !submission.task.silent) displays.submitted(submission);
    cellTasks.submitted(submission);
  });
  session.engine.on((event) => {
    displays.changed(event);
    if (event.type === "listenerError") {
      kernel.output.stream("stderr", `${event.label}: ${event.error.stack ?? event.error.message}\n`);
    }
  });
  kernel.onInterrupt(() => session.interrupt());
  kernel.beforeReply(async (cell) => {
    if (cell.interactive) return undefined;
    const failure = await settleCell(cell, { kernel, cellTasks });
    await mapOutput.finish();
    await records.settled();
    displays.flush();
    return failure ?? kernel.unhandled.of(cell) ?? kernel.unhandled.takeLate();
  });
  kernel.onClose(async () => {
    displays.close();
    map.close();
    tasksOutput.close();
    await session.close();
  });
}

/** Ends when the cell's tasks and what else it has begun have, or the time for the latter is up. @returns why it has failed */
async function settleCell(
  cell: CellScope,
  { kernel: { leftBehind, output }, cellTasks }: { readonly kernel: Kernel; readonly cellTasks: CellTasks },
): Promise<Error | undefined> {
  let failure = await cellTasks.settle(cell, cell.signal);
  while (await leftBehind.settle(cell)) failure = await cellTasks.settle(cell, cell.signal);
  const problem = "10 s after its end this cell still waits for timers or requests; the run goes on without them.";
  if (leftBehind.isGivenUp(cell)) output.stream("stderr", `${problem}\n`);
  return failure;
}

/** What the session's objects show as the last expression of a cell. */
function registerDisplayers(
  { kernel: { displayers }, session, displays, map, mapOutput, tasksOutput, layerShow }: World,
  { layers, tasks }: { readonly layers: LayersView; readonly tasks: TasksView },
): void {
  const isLayers = (value: unknown): value is LayersView => value === layers;
  const isTasks = (value: unknown): value is TasksView => value === tasks;
  const isMap = (value: unknown): value is MapView => value === map;
  displayers.register(isLayer, (layer) => layerShow.bundleOf(layer));
  displayers.register(isTask, (task) => (displays.isShownHere(task) ? {} : displays.bundleOf(task)));
  displayers.register(isGeometry, (geometry) => ({ "image/svg+xml": geometryPicture(geometry) }));
  displayers.register(isLayers, () => shown(() => showLayers(session, { displays, variableOf: () => undefined })));
  displayers.register(isTasks, () => shown(() => tasksOutput.show()));
  displayers.register(isMap, () => shown(() => mapOutput.show([])));
}

function isLayer(value: unknown): value is Layer {
  return value instanceof Layer;
}

function isTask(value: unknown): value is Task {
  return value instanceof Task;
}

/** Whether somebody watches the calling cell. */
function isInteractive(): boolean {
  return currentCell()?.interactive !== false;
}

/** For values whose display is made on its own, so that it can be updated. */
function shown(show: () => void): MimeBundle {
  show();
  return {};
}
