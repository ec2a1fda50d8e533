import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import tty from "node:tty";
import { SpatialError } from "../errors.ts";

/** Standard input, output and error belong to the process, which writes what it has to say to them. */
const LAST_STANDARD_DESCRIPTOR = 2;

/**
 * A lane shares its process with the notebook and with all other tasks: closes the ways by which task code could end it
 * by accident, as a script does that ends itself.
 */
export function hardenProcess(): void {
  refuseKill();
  refuseClose("closeSync");
  refuseClose("close");
  refuseStreams(net, "Socket");
  for (const name of ["ReadStream", "WriteStream"] as const) refuseStreams(tty, name);
  for (const name of ["abort", "_debugProcess"])
    fix(process, name, () => refuse(`process.${name}()`, "A task ends by returning or throwing"));
  syncBuiltinESMExports();
}

const INNER_KILL = "_kill";
type Kill = (pid: number, signal: number) => number;

/** What process.kill comes down to. Signal 0 only asks whether there is such a process. */
function refuseKill(): void {
  const { [INNER_KILL]: inner } = process as unknown as { readonly [INNER_KILL]: Kill };
  const kill = inner.bind(process);
  const own = process.pid;
  fix(process, INNER_KILL, (given: number | string, signal: number) => {
    const pid = Number(given); // process.kill takes texts, too
    // 0 and negative numbers are groups of processes: this one's own and, with -1, all
    const isOurs = pid === own || pid === 0 || pid === -1 || pid === -own;
    if (isOurs && signal !== 0) refuse(`process.kill(${pid})`, "A task ends by returning or throwing");
    return kill(pid, signal);
  });
}

function refuseClose(name: "close" | "closeSync"): void {
  const close = fs[name] as (descriptor: number, ...rest: unknown[]) => void;
  fix(fs, name, (descriptor: number, ...rest: unknown[]) => {
    refuseStandard(descriptor, `fs.${name}`);
    return close(descriptor, ...rest);
  });
}

/** A stream over a descriptor closes it in the end. */
function refuseStreams<K extends string>(owner: Readonly<Record<K, unknown>>, name: K): void {
  const made = owner[name] as new (...args: unknown[]) => object;
  const guarded = new Proxy(made, {
    apply: (target, self, args: unknown[]) => {
      refuseStandard(descriptorIn(args[0]), name);
      return Reflect.apply(target as unknown as (...all: unknown[]) => unknown, self, args);
    },
    construct: (target, args: unknown[], newTarget) => {
      refuseStandard(descriptorIn(args[0]), name);
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
  fix(owner, name, guarded);
}

function descriptorIn(given: unknown): unknown {
  return typeof given === "object" && given !== null && "fd" in given ? given.fd : given;
}

function refuseStandard(descriptor: unknown, name: string): void {
  if (typeof descriptor !== "number" || !(descriptor >= 0 && descriptor <= LAST_STANDARD_DESCRIPTOR)) return;
  refuse(`${name}(${descriptor})`, "Descriptors 0 to 2 are the kernel's own; print with console.log or ctx.log");
}

function fix(owner: object, name: string, value: unknown): void {
  Object.defineProperty(owner, name, { value, writable: false, configurable: false, enumerable: true });
}

function refuse(what: string, advice: string): never {
  throw new SpatialError(
    "FUNCTION_UNSUPPORTED",
    `${what} can't be used in a task: it would end the kernel. ${advice}.`,
  );
}
