import type { UnitHandlers } from "./lane-server.ts";

/** What the product's lanes can do, by kind of unit. */
export const handlers: UnitHandlers = {};
