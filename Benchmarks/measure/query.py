"""A finite query of everything, against systemd-journal-gatewayd over the same journal."""
import socket
import subprocess
import time
from pathlib import Path

from .agent import Agent
from .ingest import alternate
from .material import Unavailable, journal, scratch, size
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
