"""Times kernels from the start of the process to the first kernel_info_reply: `kernel_start.py ROUNDS NAME...`.

Kernelspecs are looked up on JUPYTER_PATH. Prints {"name": [seconds, ...], ...}.
"""
import json
import socket
import sys
import time

from jupyter_client.manager import KernelManager


def wait_until_bound(port):
    """A ZeroMQ client that comes too early tries again only every 100 ms, which would hide what is measured."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.002)


def start(name):
    manager = KernelManager(kernel_name=name)
    begin = time.perf_counter()
    manager.start_kernel()
    client = manager.blocking_client()
    wait_until_bound(client.shell_port)
    client.start_channels()
    try:
        client.kernel_info()
        message = client.get_shell_msg(timeout=60)
        assert message["msg_type"] == "kernel_info_reply"
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
