"""A finite query of everything, against systemd-journal-gatewayd over the same journal."""
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from .agent import Agent, Server
from .history import wait_merged
from .ingest import alternate
from .material import CACHE, Unavailable, journal, program, scratch, size
from .table import Row

GATEWAYD = Path("/lib/systemd/systemd-journal-gatewayd")
QUERY = "/logs?o=json&n=all&fields=all"


def curl(expected, *arguments):
    """Seconds per entry of a download, without the counting: that is done once, before."""
    begin = time.perf_counter()
    subprocess.run(["curl", "-sSf", "-o", "/dev/null", *arguments], check=True)
    return (time.perf_counter() - begin) / expected


def check_count(expected, *arguments):
    with subprocess.Popen(["curl", "-sSf", *arguments], stdout=subprocess.PIPE) as download:
        count = sum(chunk.count(b"\n") for chunk in iter(lambda: download.stdout.read(1 << 20), b""))
    if download.returncode or count != expected:
        raise RuntimeError(f"curl {' '.join(arguments)}: {count} of {expected} entries, status {download.returncode}")


class Gatewayd:
    """gatewayd takes its socket from systemd only; systemd-socket-activate stands in."""

    def __init__(self, directory):
        if not GATEWAYD.exists():
            raise Unavailable("no systemd-journal-gatewayd")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            ["systemd-socket-activate", "-l", f"127.0.0.1:{self.port}", GATEWAYD, "-D", directory],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return self
            except ConnectionRefusedError:
                time.sleep(0.01)

    def __exit__(self, *failure):
        self.process.kill()
        self.process.wait()

    def entries(self, count):
        return ["-H", "Accept: application/json", "-H", f"Range: entries=:0:{count}",
                f"http://127.0.0.1:{self.port}/entries"]


def query():
    entries = size(1_000_000, 200_000)
    some = size(50_000, 5_000)   # gatewayd does some 23,000 a second
    directory = journal(entries)
    arguments = ("--journal-dir", directory, "--since", "all")
    with scratch("query") as state, Agent(state, *arguments) as agent, Gatewayd(directory) as gatewayd:
        agent.wait_stored(entries)
        ours = ("--unix-socket", agent.socket, f"http://localhost{QUERY}")
        check_count(entries, *ours)
        check_count(some, *gatewayd.entries(some))
        mine, theirs = alternate(
            "query (s per million)", size(5, 3),
            lambda: curl(entries, *ours) * 1e6,
            lambda: curl(some, *gatewayd.entries(some)) * 1e6)
    return [Row(f"GET {QUERY}, {entries:,} events", "entries/s", 1e6 / mine, 1e6 / theirs,
                f"gatewayd's JSON, the first {some:,}", least_ratio=20)]


def entries():
    """/entries against gatewayd's own, with the same fields; both over HTTP, run in turns."""
    count = size(1_000_000, 60_000)
    some = size(50_000, 5_000)
    directory = journal(count)
    arguments = ("--journal-dir", directory, "--since", "all")
    with scratch("entries") as state, Agent(state, *arguments) as agent, Gatewayd(directory) as gatewayd:
        agent.wait_stored(count)
        ours = ("-H", "Accept: application/json", "--unix-socket", agent.socket, "http://localhost/entries")
        check_count(count, *ours)
        check_count(some, *gatewayd.entries(some))
        mine, theirs = alternate(
            "entries (s per million)", size(5, 3),
            lambda: curl(count, *ours) * 1e6,
            lambda: curl(some, *gatewayd.entries(some)) * 1e6)
    return [Row(f"GET /entries, {count:,} entries as JSON", "entries/s", 1e6 / mine, 1e6 / theirs,
                f"gatewayd's, the first {some:,}", least_ratio=10)]


def replay():
    """Everything as server-sent events: lines of 200 bytes, frames of at most 350; with merged segments."""
    count = size(2_000_000, 200_000)
    # The file's path is its unit, which stands in every frame: a short one.
    with scratch("replay") as state, tempfile.TemporaryDirectory(prefix="r", dir=CACHE.parent) as short:
        lines = Path(short) / "l.log"
        with lines.open("w") as out:
            for number in range(count):
                out.write(f"{number:09d} {'request GET /api/items took 12 ms ' * 6}"[:199] + "\n")
        with Agent(state, "--no-journal", "--file", str(lines)) as agent:
            agent.wait_stored(count)
            wait_merged(agent)
            ours = ("--unix-socket", agent.socket, "http://localhost/logs?n=all&o=sse")
            check_count(3 * count, *ours)   # id, data, and the empty line
            length = subprocess.run(["curl", "-sSf", "-o", "/dev/null", "-w", "%{size_download}", *ours],
                                    check=True, capture_output=True, text=True).stdout
            with scratch("frames") as directory, Server(
                    directory, [program("frames"), "{socket}", length]) as bare:
                bare.wait_connectable()
                mine, limit = alternate(
                    "replay (s per million)", size(7, 9),
                    lambda: curl(count, *ours) * 1e6,
                    lambda: curl(count, "--unix-socket", bare.socket, "http://localhost/") * 1e6)
    return [Row(f"GET /logs?n=all&o=sse, {count:,} events of {int(length) / count:.0f} B", "events/s", 1e6 / mine,
                1e6 / limit, "C: write(2) of as many bytes made before", least=3e6)]
