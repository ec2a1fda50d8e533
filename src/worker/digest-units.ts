import type { LayerData } from "../layers/layer-data.ts";
import { type Digest, digestOf } from "../layers/layer-digest.ts";
import type { UnitHandler } from "../tasks/job.ts";

export const digest: UnitHandler = (payload): Digest => digestOf((payload as { readonly data: LayerData }).data);
