"""Times kernels from the start of the process to the first kernel_info_reply: `kernel_start.py ROUNDS NAME...`.

Kernelspecs are looked up on JUPYTER_PATH. Prints {"name": [seconds, ...], ...}.
"""
import json
import queue
import sys
import time

from jupyter_client.manager import KernelManager


def start(name):
    manager = KernelManager(kernel_name=name)
    begin = time.perf_counter()
    manager.start_kernel()
    client = manager.blocking_client()
    client.start_channels()
    try:
        while True:
            client.kernel_info()
            try:
                message = client.get_shell_msg(timeout=0.05)
            except queue.Empty:
                continue
            if message["msg_type"] == "kernel_info_reply":
                return time.perf_counter() - begin
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


rounds = int(sys.argv[1])
times = {name: [] for name in sys.argv[2:]}
for _ in range(rounds):
    for name in times:
        times[name].append(start(name))
print(json.dumps(times))
