import { handlers } from "./handlers.ts";
import { startLane } from "./lane-server.ts";

startLane(handlers);
