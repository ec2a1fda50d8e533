import type { Stale } from "../../src/session/staleness.ts";
import type { MagicHost, MagicSession } from "./magic-host.ts";
import { printCall } from "./print-call.ts";

/** What is said of layers that are out of date, by name: why, and the line that makes each new. */
export function staleMarks(
  session: Pick<MagicSession, "staleness" | "names" | "history">,
  { variableOf }: Pick<MagicHost, "variableOf">,
): ReadonlyMap<string, string> {
  const { names, history, staleness } = session;
  const callOf = (task: number): Stale["past"]["call"] => history.of(task)?.call;
  return new Map(
    staleness.all().map(({ name, why, past: { call, by } }) => {
      const context = { names, variableOf, callOf, description: name, by };
      const [line = ""] = printCall(call, "magic", context).text.split("\n");
      return [name, `out of date, ${why}: %refresh ${quoted(name)} runs ${line}`];
    }),
  );
}

function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : JSON.stringify(name);
}
