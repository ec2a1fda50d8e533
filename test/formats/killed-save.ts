// A process of its own that saves a layer and ends itself, as by kill -9, at the n-th step of it: killed-saves.test.ts.
import { savePlaces } from "./saved-places.ts";

const [path = "", count = "0", moment = "0"] = process.argv.slice(2);
await savePlaces(path, Number(count), (step) => {
  if (step === Number(moment)) process.kill(process.pid, "SIGKILL");
});
