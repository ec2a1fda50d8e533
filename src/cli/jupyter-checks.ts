import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isAtLeast, quoted, type Finding, type Version } from "./finding.ts";
import type { InstallPlace } from "./kernelspec.ts";
import { askPython, jupyterPython, pythonOf } from "./python.ts";
import { registrations } from "./registration-checks.ts";

const ASK = `
import json, os, sys
from importlib import metadata
def version(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
try:
    from jupyter_core.paths import jupyter_path
    data = jupyter_path()
except ImportError:
    data = []
names = ["jupyter_core", "jupyterlab", "notebook", "papermill", "mapcell_papermill"]
own = sys.prefix if sys.prefix != sys.base_prefix or os.path.isdir(os.path.join(sys.prefix, "conda-meta")) else None
print(json.dumps({"data": data, "environment": own, "versions": {name: version(name) for name in names}}))`;

interface Jupyter {
  readonly python: string;
  /** Jupyter's data folders, most important first. */
  readonly data: readonly string[];
  /** Its folder, where Python belongs to an environment. */
  readonly environment: string | null;
  readonly versions: Readonly<Record<string, string | null>>;
}

interface FrontEndPart {
  /** A folder of `labextensions`. */
  readonly name: string;
  readonly least: Version;
  /** What pip calls it. */
  readonly packages: string;
}

/** The map is a widget; without these its picture and table are shown. */
const EXTENSIONS: readonly FrontEndPart[] = [
  { name: "@jupyter-widgets/jupyterlab-manager", least: [5, 0], packages: `"ipywidgets>=8"` },
  { name: "anywidget", least: [0, 9], packages: `"anywidget>=0.9"` },
];

/** What front ends need, in the Python of the place, else of the `jupyter` command. */
export function jupyterChecks(place: InstallPlace | undefined): readonly Finding[] {
  const python = place === undefined ? jupyterPython() : pythonOf(place);
  const jupyter = python === undefined ? undefined : ask(python);
  if (jupyter === undefined || jupyter.versions["jupyter_core"] === null) {
    const what = python === undefined ? "no jupyter command on PATH" : `no Jupyter in ${python}`;
    const mend = `${pip(python ?? "python3", "jupyterlab anywidget")}; or: mapcell lab (which has a private one)`;
    return [{ what, state: "fault", mend }];
  }
  return [
    frontEnd(jupyter),
    ...EXTENSIONS.map((extension) => installed(jupyter, extension)),
    ...registrations(jupyter.data, place),
    ...papermill(jupyter),
  ];
}

function ask(python: string): Jupyter | undefined {
  const answer = askPython(python, ASK) as Omit<Jupyter, "python"> | undefined;
  return answer && { ...answer, python };
}

function frontEnd({ python, versions }: Jupyter): Finding {
  const { jupyterlab: lab, notebook } = versions;
  const found = [lab ? `JupyterLab ${lab}` : "", notebook ? `Notebook ${notebook}` : ""].filter(Boolean).join(", ");
  const mend = pip(python, `"jupyterlab>=4"`);
  if (found === "") return { what: `no JupyterLab in ${python}`, state: "fault", mend };
  const isNew = (lab && isAtLeast(lab, [4, 0])) || (notebook && isAtLeast(notebook, [7, 0]));
  if (isNew) return { what: `${found} (${python})`, state: "ok" };
  return { what: `${found} is too old: JupyterLab 4 or Notebook 7 is needed`, state: "fault", mend };
}

function installed({ data, python }: Jupyter, { name, least, packages }: FrontEndPart): Finding {
  const file = data.map((folder) => join(folder, "labextensions", name, "package.json")).find(existsSync);
  const mend = pip(python, packages);
  if (file === undefined) return { what: `no JupyterLab extension ${name}: maps stay pictures`, state: "fault", mend };
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { readonly version: string };
  if (isAtLeast(version, least)) return { what: `JupyterLab extension ${name} ${version}`, state: "ok" };
  const what = `JupyterLab extension ${name} ${version} is too old: ${least.join(".")} is needed`;
  return { what, state: "fault", mend };
}

/** papermill runs notebooks without the plug-in; only `-p` needs it. */
function papermill({ versions, environment }: Jupyter): readonly Finding[] {
  const { papermill: version, mapcell_papermill: plugin } = versions;
  if (!version) return [];
  if (plugin) return [{ what: `papermill ${version} with mapcell's plug-in ${plugin}`, state: "ok" }];
  const mend = `mapcell install --papermill ${environment === null ? "--user" : `--prefix ${quoted(environment)}`}`;
  return [{ what: `papermill ${version} cannot set parameters (-p) of mapcell notebooks`, state: "hint", mend }];
}

function pip(python: string, packages: string): string {
  return `${quoted(python)} -m pip install --upgrade ${packages}`;
}
