"""Types into `jupyter console` as a person would, on a terminal of its own. Prints what the terminal showed."""

import re
import sys

import pexpect

KEYS = {"enter": "\r", "interrupt": "\x03", "end": "\x04"}
ESCAPE = r"(?:\x1b\[[0-9;?]*[a-zA-Z])*"

console = pexpect.spawn(
    sys.executable,
    ["-m", "jupyter", "console", "--kernel", "mapcell", "--no-confirm-exit"],
    encoding="utf8",
    dimensions=(50, 110),
    timeout=90,
)
screen = []


def expect(text):
    """Waits until the terminal shows the text, whatever its colours."""
    console.expect(ESCAPE.join(re.escape(character) for character in text) if text else pexpect.EOF)
    screen.append(console.before + (console.after if text else ""))


def enter(*lines, answer):
    for line in lines:
        console.send(line)
        expect(line[-1:])  # it echoes
        console.send(KEYS["enter"])
    expect(answer)


expect("In [1]: ")
enter("6 * 7", answer="Out[1]: 42")
expect("In [2]: ")
enter("%load countries data/countries.geojson", answer="In [3]: ")
enter("(await countries).length", answer="Out[3]: 177")
expect("In [4]: ")
console.send("function twice(n: number) {" + KEYS["enter"])
expect("   ...: ")
console.send("return 2 * n }" + KEYS["enter"])
expect("In [5]: ")
enter("twice(21) + 1", answer="Out[5]: 43")
expect("In [6]: ")
enter("console.log('begun'); for (;;) {}", answer="begun\r\n")
console.send(KEYS["interrupt"])
expect("In [7]: ")
enter("twice(50)", answer="Out[7]: 100")
expect("In [8]: ")
enter("%layers", answer="177 features")
expect("In [9]: ")
console.send(KEYS["end"])
expect("")
console.close()
print(re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", "".join(screen)))
sys.exit(console.exitstatus)
