// The Python peers, in a private environment that only the benchmark makes.
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, ".venv-bench");
const python = join(folder, "bin", "python");

/** @returns {string} the peers' Python, installed when it is missing */
export function peersPython() {
  if (!existsSync(join(folder, "ready"))) {
    console.error("bench: installing the peers (GeoPandas, ipykernel) …");
    execFileSync("python3", ["-m", "venv", folder], { stdio: "inherit" });
    const requirements = fileURLToPath(new URL("requirements.txt", import.meta.url));
    execFileSync(python, ["-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", requirements], {
      stdio: "inherit",
    });
    execFileSync("touch", [join(folder, "ready")]);
  }
  return python;
}

/** Runs a Python file with arguments and parses the JSON it prints on its last line. */
export function askPeer(file, ...args) {
  const output = execFileSync(peersPython(), [fileURLToPath(new URL(file, import.meta.url)), ...args], {
    encoding: "utf8",
  });
  return JSON.parse(output.trim().split("\n").at(-1));
}

/** As `askPeer`, of Debian's QGIS. @returns {any} undefined where it is not installed (apt-get install python3-qgis) */
export function askQgis(file) {
  const debian = "/usr/bin/python3";
  if (!existsSync("/usr/lib/python3/dist-packages/qgis")) return undefined;
  const env = { ...process.env, QT_QPA_PLATFORM: "offscreen" };
  const output = execFileSync(debian, [fileURLToPath(new URL(file, import.meta.url))], { encoding: "utf8", env });
  return JSON.parse(output.trim().split("\n").at(-1));
}

/**
 * A Python file that answers each word written to it with a line of JSON, so that rounds of ours and of its own take turns
 * and whatever else the machine does meets both.
 */
export function openPeer(file, ...args) {
  const child = spawn(peersPython(), [fileURLToPath(new URL(file, import.meta.url)), ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async ask(word) {
      child.stdin.write(`${word}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${file} ended without an answer to "${word}"`);
      return JSON.parse(value);
    },
    close: () => child.stdin.end(),
  };
}
