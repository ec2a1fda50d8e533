import type { GeosModule, Pointer } from "./geos-exports.ts";
import { ADDRESSES_OF_3_1_1, installInterrupt } from "./geos-interrupt.ts";

/** One GEOS with a memory of its own. */
export interface GeosInstance {
  readonly module: GeosModule;
  readonly context: Pointer;
  /** What GEOS last complained about; "" when it did not since this was last called. */
  takeMessage(): string;
  /** Lets go of the memory; nothing of the instance may be used afterwards. */
  dispose(): void;
}

interface GeosPackage {
  readonly default: (handlers: {
    errorHandler(message: string): void;
    noticeHandler(message: string): void;
  }) => Promise<{
    readonly Module: GeosModule;
    readonly _ctx: Pointer;
  }>;
}

const packageUrl = import.meta.resolve("geos-wasm");
let opened = 0;

/** False once it has turned out that GEOS can't be interrupted in this build of geos-wasm. */
let interruptible = true;

export interface InstanceOptions {
  /** Asked while an operation lasts; it fails once the answer is true. */
  readonly isCanceled: () => boolean;
  /** Told, once a thread, if nothing can be asked. */
  readonly warn: (text: string) => void;
}

/** Opens an instance; takes about 0.1 s and 23 MB. */
export async function openGeosInstance({ isCanceled, warn }: InstanceOptions): Promise<GeosInstance> {
  const instance = await openInstance();
  if (!interruptible || installInterrupt(instance, isCanceled, ADDRESSES_OF_3_1_1)) return instance;
  interruptible = false;
  warn("This build of geos-wasm can't be interrupted: a cancel ends the worker of a long operation instead.");
  instance.dispose();
  return openInstance();
}

async function openInstance(): Promise<GeosInstance> {
  let message = "";
  // geos-wasm keeps one instance per module, so every further one needs a module of its own.
  const { default: open } = (await import(/* @vite-ignore */ `${packageUrl}?instance=${++opened}`)) as GeosPackage;
  const geos = await open({ errorHandler: (text) => (message = text), noticeHandler: () => undefined });
  return {
    module: geos.Module,
    context: geos._ctx,
    takeMessage: () => {
      const taken = message;
      message = "";
      return taken;
    },
    dispose: () => {
      // A module stays loaded for ever, its 16 MB to 2 GB of memory goes with the last reference to it.
      for (const object of [geos.Module, geos])
        for (const key of Object.keys(object)) Reflect.deleteProperty(object, key);
    },
  };
}
