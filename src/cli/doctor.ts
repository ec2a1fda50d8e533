import type { Finding } from "./finding.ts";
import { jupyterChecks } from "./jupyter-checks.ts";
import { parseOptions, positionalsWithin } from "./options.ts";
import { ownChecks } from "./own-checks.ts";
import { givenPlace, PLACE_OPTIONS } from "./place.ts";

const HELP = `Usage: mapcell doctor [--user | --sys-prefix | --prefix DIR]

Looks at everything the kernel needs, and says what is missing or too old and which command mends it. Without a place
it looks where the jupyter command on PATH looks.

  --user          at what is registered for this user, and the Python on PATH
  --sys-prefix    at the active Python environment
  --prefix DIR    at the Python environment in a folder

Exit codes: 0 all is well, 1 something is missing, 2 wrong usage.`;

const LABELS = { ok: "ok     ", hint: "hint   ", fault: "FAULT  " } as const;

/** @returns the exit code */
export async function doctor(args: readonly string[]): Promise<number> {
  const options = { ...PLACE_OPTIONS, help: { type: "boolean", short: "h" } } as const;
  const { values, positionals } = parseOptions({ args: [...args], allowPositionals: true, options });
  if (values.help === true) {
    console.log(HELP);
    return 0;
  }
  positionalsWithin(positionals, [0, 0], "mapcell doctor, and options");
  const findings = [...(await ownChecks()), ...jupyterChecks(givenPlace(values))];
  for (const finding of findings) print(finding);
  const faults = findings.filter(({ state }) => state === "fault").length;
  console.log(faults === 0 ? "All is well." : `${faults} ${faults === 1 ? "thing" : "things"} to mend.`);
  return faults === 0 ? 0 : 1;
}

function print({ what, state, mend }: Finding): void {
  console.log(`${LABELS[state]}${what}`);
  if (state !== "ok" && mend !== undefined) console.log(`       -> ${mend}`);
}
