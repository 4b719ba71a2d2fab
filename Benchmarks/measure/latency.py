"""From the moment of writing to the reader of a follow: curl on logcast beside what one would use without it."""
import json
import os
import random
import re
import selectors
import socket
import subprocess
import sys
import time
from multiprocessing import Process

from .agent import Agent
from .material import BENCHMARKS, Unavailable, scratch, size, tool
from .table import Row

FOLLOW = "http://localhost/logs?f&n=0&o=sse"
STAMP = re.compile(rb"TS=(\d+);")
PROBE = re.compile(rb"PROBE;")


def journal_writer():
    target = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    target.connect("/run/systemd/journal/socket")
    return lambda text: target.send(f"PRIORITY=6\nSYSLOG_IDENTIFIER=bench\nMESSAGE={text}\n".encode())


def file_writer(path):
    target = open(path, "ab", buffering=0)
    return lambda text: target.write(f"{text}\n".encode())


def write_stamped(write, count, seed):
    """20 to 50 ms apart, at random, so that no polling interval can fall in step with it."""
    intervals = random.Random(seed)
    for _ in range(count):
        time.sleep(intervals.uniform(0.020, 0.050))
        write(f"request served TS={time.time_ns()};")


class Followers:
    """The readers under comparison, each a process that writes to a pipe; both get every line."""

    def __init__(self, commands):
        self.processes = [subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                           stderr=subprocess.DEVNULL) for command in commands]
        self.latencies = [[] for _ in commands]
        self.probed = [False for _ in commands]
        self.rest = [b"" for _ in commands]
        self.selector = selectors.DefaultSelector()
        for index, process in enumerate(self.processes):
            self.selector.register(process.stdout, selectors.EVENT_READ, index)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        for process in self.processes:
            process.kill()
            process.wait()

    def read(self, timeout):
        for key, _ in self.selector.select(timeout):
            data = os.read(key.fileobj.fileno(), 1 << 20)
            now, index = time.time_ns(), key.data
            if not data:
                raise RuntimeError(f"{self.processes[index].args[0]} ended")
            head, newline, tail = (self.rest[index] + data).rpartition(b"\n")
            self.rest[index] = tail
            self.latencies[index] += [now - int(stamp) for stamp in STAMP.findall(head + newline)]
            self.probed[index] |= bool(PROBE.search(head))

    def wait(self, condition, seconds, meanwhile=lambda: None):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise RuntimeError(f"after {seconds} s: probes {self.probed}, lines {list(map(len, self.latencies))}")
            meanwhile()
            self.read(0.2)


def compare(commands, write, count):
    """[[p50, p99] of each command], in milliseconds."""
    with Followers(commands) as followers:
        followers.wait(lambda: all(followers.probed), 20, lambda: write("PROBE;"))
        writer = Process(target=write_stamped, args=(write, count, 1))
        writer.start()
        try:
            followers.wait(lambda: all(len(seen) >= count for seen in followers.latencies), 30 + count * 0.06)
        finally:
            writer.kill()
            writer.join()
        if any(len(seen) != count for seen in followers.latencies):
            raise RuntimeError(f"lines seen: {list(map(len, followers.latencies))} of {count}")
        return [[sorted(seen)[int(len(seen) * part)] / 1e6 for part in (0.5, 0.99)] for seen in followers.latencies]


def curl(agent):
    return ["curl", "-sN", "--unix-socket", agent.socket, FOLLOW]


def inside_privjournal(count):
    """The part that runs beside a private journald; prints its result as JSON."""
    with scratch("latency") as directory, Agent(directory, "--journal") as agent:
        agent.wait_healthy()
        print(json.dumps(compare([curl(agent), ["journalctl", "-f", "-n", "0", "-o", "cat"]], journal_writer(), count)))


def rows(what, result, against, p50, p99):
    (ours50, ours99), (theirs50, theirs99) = result
    return [Row(f"{what}, p50", "ms", ours50, theirs50, against, most=p50),
            Row(f"{what}, p99", "ms", ours99, theirs99, against, most=p99)]


def journal_latency():
    if os.geteuid() != 0:
        raise Unavailable("privjournal wants root")
    count = size(1000, 100)
    output = subprocess.run(
        [tool("privjournal"), sys.executable, BENCHMARKS / "run", "--inside-privjournal", str(count)],
        check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True).stdout
    return rows("new journal entry to curl's socket", json.loads(output), "journalctl -f -o cat", 6, 15)


def file_latency():
    with scratch("latency") as directory:
        path = f"{directory}/app.log"
        write = file_writer(path)
        with Agent(directory, "--no-journal", "--file", path) as agent:
            agent.wait_healthy()
            result = compare([curl(agent), ["tail", "-F", "-n", "0", path]], write, size(1000, 100))
    return rows("new file line to curl's socket", result, "tail -F", 3, None)
