import { handlers, warmUp } from "./handlers.ts";
import { startLane } from "./lane-server.ts";

startLane(handlers, warmUp);
