import { readFileSync } from "node:fs";
import { parseConnection } from "../src/wire/connection.ts";
import { hardenIntrinsics } from "../src/worker/harden.ts";
import { hardenModules } from "../src/worker/harden-node.ts";
import { Kernel } from "./kernel.ts";

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error("Usage: node kernel/main.js CONNECTION_FILE. Jupyter starts it so; see `mapcell install`.");
  process.exit(2);
}
// cells share this thread with the session, whose layers they may not write to
hardenIntrinsics("for cells");
hardenModules();
const kernel = new Kernel(parseConnection(readFileSync(file, "utf8")));
// loaded once the sockets are bound: the first answer to a front end does not wait for it
await kernel.start(async () => (await import("./world.ts")).openWorld(kernel));
