// The package's entry "mapcell/geometry": `geometry` as cells and task functions have it, ready for use.
import { mainGeometry, openMainGeometry } from "./main-loop-geometry.ts";

await openMainGeometry();
export const geometry = mainGeometry;
