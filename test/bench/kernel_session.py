"""Times sessions of several kernels side by side: `kernel_session.py NAME...`, kernelspecs looked up on JUPYTER_PATH.

Every step runs in all kernels in turn, ten times each, so that a busy machine is as unfair to one as to the other.
Prints {"NAME": {"trivial": [seconds, ...], ...}, ...}.
"""
import json
import queue
import sys
import time

import psutil
import zmq
from jupyter_client.manager import KernelManager

CELLS = 200
ROUNDS = 40
TURN = 10
INTERRUPTS = 10
ASKS = 10
LINES = 20_000

TYPESCRIPT = {
    "declaration": "const v{0} = {0} + 1; v{0}",
    "completion": 'const c{0} = "{0}"; c{0}.to',
    "busy": 'console.log("busy"); while (true) {{}}',
    "flood": f"for (let i = 0; i < {LINES}; i++) console.log(i)",
}
PYTHON = {
    "declaration": "v{0} = {0} + 1; v{0}",
    "completion": 'c{0} = "{0}"; c{0}.up',
    "busy": 'print("busy", flush=True)\nwhile True: pass',
    "flood": f"for i in range({LINES}): print(i)",
}


class Session:
    """A running kernel and its client."""

    def __init__(self, name):
        self.texts = PYTHON if name == "ipykernel" else TYPESCRIPT
        self.manager = KernelManager(kernel_name=name)
        self.manager.start_kernel()
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)
        self.sizes = []
        self.run("1+1")  # the first cell waits for the compiler

    def text(self, step, number=0):
        return self.texts[step].format(number)

    def run(self, code):
        """Seconds to the reply and the idle of a cell."""
        begin = time.perf_counter()
        request = self.client.execute(code)
        if self.reply(request)["content"]["status"] != "ok":
            raise RuntimeError(f"{self.manager.kernel_name} failed in {code}")
        self.until(request, is_idle)
        return time.perf_counter() - begin

    def complete(self, number):
        code = self.text("completion", number)
        begin = time.perf_counter()
        reply = self.reply(self.client.complete(code, len(code)))
        if not reply["content"]["matches"]:
            raise RuntimeError(f"{self.manager.kernel_name} completes nothing in {code}")
        return time.perf_counter() - begin

    def interrupt(self, code):
        """Seconds from an interrupt to the reply of a cell that has said it is busy."""
        request = self.client.execute(code)
        self.until(request, lambda message: message["msg_type"] == "stream")
        begin = time.perf_counter()
        self.manager.interrupt_kernel()
        self.reply(request)
        seconds = time.perf_counter() - begin
        self.until(request, is_idle)
        time.sleep(0.3)  # tslab refuses cells for 200 ms after an error
        return seconds

    def answers_while(self, code):
        """Seconds to answers on control and to heartbeats during a cell that has said it is busy."""
        request = self.client.execute(code)
        self.until(request, lambda message: message["msg_type"] == "stream")
        seconds = [ask() for _ in range(ASKS) for ask in (self.ask_control, self.beat)]
        self.manager.interrupt_kernel()
        self.reply(request)
        self.until(request, is_idle)
        return seconds

    def ask_control(self):
        begin = time.perf_counter()
        message = self.client.session.msg("kernel_info_request")
        self.client.control_channel.send(message)
        while self.client.get_control_msg(timeout=10)["parent_header"].get("msg_id") != message["header"]["msg_id"]:
            pass
        return time.perf_counter() - begin

    def beat(self):
        with zmq.Context.instance().socket(zmq.REQ) as socket:
            socket.linger = 0
            socket.rcvtimeo = 10_000
            socket.connect(self.client._make_url("hb"))
            begin = time.perf_counter()
            socket.send(b"ping")
            socket.recv()
            return time.perf_counter() - begin

    def flood(self):
        """Seconds until the last message, and the lines that came; tslab's never says that it is idle."""
        begin = time.perf_counter()
        request = self.client.execute(self.text("flood"))
        heard = self.until(request, is_idle, quiet=5)
        lines = sum(m["content"]["text"].count("\n") for m in heard if m["msg_type"] == "stream")
        return [self.heard_at - begin, lines]

    def megabytes(self):
        process = psutil.Process(self.manager.provisioner.pid)
        return sum(p.memory_info().rss for p in [process, *process.children(recursive=True)]) / 1e6

    def reply(self, request, timeout=30):
        while True:
            message = self.client.get_shell_msg(timeout=timeout)
            if message["parent_header"].get("msg_id") == request:
                return message

    def until(self, request, matches, quiet=30):
        """The cell's output up to a message, or until nothing has come for `quiet` seconds."""
        heard = []
        while not heard or not matches(heard[-1]):
            try:
                message = self.client.get_iopub_msg(timeout=quiet)
            except queue.Empty:
                break
            if message["parent_header"].get("msg_id") == request:
                heard.append(message)
                self.heard_at = time.perf_counter()
        return heard

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def is_idle(message):
    return message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"


# What no peer survives; mapcell is to end it too.
DEEP = [
    'async function spin() {{ for (;;) await null }}; console.log("busy"); await spin()',
    'await null; console.log("busy"); while (true) {{}}',
    'console.log("busy"); await new Promise(() => {{ const again = () => process.nextTick(again); again() }})',
    'console.log("busy"); await new Promise(() => {{}})',
    'console.log("busy"); require("child_process").execSync("sleep 30")',
]


def declare(session, number):
    seconds = session.run(session.text("declaration", number))
    if number % 10 == 9:
        session.sizes.append(session.megabytes())  # rises and falls with the collector's rounds
    return seconds


def measure(sessions):
    def each(step):
        return {name: step(session) for name, session in sessions.items()}

    def series(count, step):
        results = {name: [] for name in sessions}
        for first in range(0, count, TURN):
            for name, session in sessions.items():
                results[name] += [step(session, number) for number in range(first, first + TURN)]
        return results

    results = {
        "trivial": series(ROUNDS, lambda session, _: session.run("1+1")),
        "declaration": series(CELLS, declare),
        "megabytes": {name: session.sizes for name, session in sessions.items()},
        "completion": series(ROUNDS, lambda session, number: session.complete(number)),
        "interrupt": series(INTERRUPTS, lambda session, _: session.interrupt(session.text("busy"))),
    }
    own = sessions["mapcell"]
    results["deepInterrupt"] = {"mapcell": [own.interrupt(code.format()) for _ in range(3) for code in DEEP]}
    busy = [code.format() for code in (TYPESCRIPT["busy"], *DEEP)]
    results["answers"] = {"mapcell": [seconds for code in busy for seconds in own.answers_while(code)]}
    results["flood"] = each(lambda session: session.flood())
    return results


sessions = {name: Session(name) for name in sys.argv[1:]}
try:
    print(json.dumps(measure(sessions)))
finally:
    for session in sessions.values():
        session.close()
