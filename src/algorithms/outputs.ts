import type { LayerData } from "../layers/layer-data.ts";

export interface NamedData {
  readonly name: string;
  readonly data: LayerData;
}

/** What an algorithm makes: a layer, with others beside it by the name of the output, or layers that it names itself. */
export type Outputs =
  | { readonly layer: LayerData; readonly others?: Readonly<Record<string, LayerData>> }
  | { readonly layers: readonly NamedData[] };
