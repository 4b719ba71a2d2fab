"""Patterns: a rare word in history, and a thousand live greps."""
import os
import re
import selectors
import socket
import subprocess
import time

from .agent import Agent
from .history import wait_merged
from .ingest import alternate
from .material import journal, kept, scratch, size
from .query import curl
from .table import Row


def messages(agent, entries):
    """All messages as text, a line each where they hold no line feed: what GNU grep searches."""
    def make(path):
        subprocess.run(["curl", "-sSf", "-o", path, "--unix-socket", agent.socket,
                        "http://localhost/logs?o=cat&n=all"], check=True)
    return kept(f"messages-{entries}.txt", make)


def rare_word(text):
    """A word of letters and digits from the middle of the text that stands in at most ten lines of it."""
    with open(text, "rb") as source:
        source.seek(os.path.getsize(text) // 2)
        source.readline()
        candidates = sorted({word for _ in range(200) for word in re.findall(rb"[a-z0-9]{6,}", source.readline())})
    for word in sorted(candidates, key=len, reverse=True)[:50]:
        found = subprocess.run(["grep", "-c", word, text], env={"LC_ALL": "C"}, capture_output=True, text=True)
        if 0 < int(found.stdout) <= 10:
            return word.decode(), int(found.stdout)
    raise RuntimeError("no rare word in the messages")


def run(command, environment=None):
    """Seconds; a grep that finds nothing, or differently from another, is no measurement and was checked before."""
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment or os.environ)
    return time.perf_counter() - begin


def search():
    entries = size(10_000_000, 1_000_000)
    directory = journal(entries)
    with scratch("search") as state, Agent(state, "--journal-dir", directory, "--since", "all") as agent:
        agent.wait_stored(entries, seconds=3600)
        wait_merged(agent)   # what is searched a day later
        text = messages(agent, entries)
        word, count = rare_word(text)
        path = f"/logs?o=cat&n=all&g={word}"
        ours = ("--unix-socket", agent.socket, f"http://localhost{path}")
        found = agent.get(path, accept="*/*").count(b"\n")
        if found != count:
            raise RuntimeError(f"grep of {word}: {found} lines, GNU grep {count}")
        mine, grep = alternate("grep (s)", size(5, 3), lambda: curl(1, *ours),
                               lambda: run(["grep", "-c", "-i", word, text], {"LC_ALL": "C"}))
        mine_too, journalctl = alternate("grep (s)", size(3, 1), lambda: curl(1, *ours),
                                         lambda: run(["journalctl", "-D", directory, "-q", "-o", "cat", "-g", word]))
    return [Row(f"grep of a rare word over {entries:,} events", "events/s", entries / mine, entries / grep,
                "LC_ALL=C grep -ci over the messages as text", least_ratio=1),
            Row(f"grep of a rare word over {entries:,} events", "events/s", entries / mine_too, entries / journalctl,
                "journalctl -g over the same journal", least_ratio=100)]


def processor_seconds(process):
    """User and system time of a process and its threads so far."""
    with open(f"/proc/{process.pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Greps:
    """Follow streams with a grep each, all read by one loop."""

    def __init__(self, path, patterns):
        self.selector = selectors.DefaultSelector()
        for pattern in patterns:
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(path)
            connection.sendall(f"GET /logs?f&n=0&o=cat&g={pattern} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            connection.setblocking(False)
            self.selector.register(connection, selectors.EVENT_READ, [0])

    def read(self, wanted, seconds):
        """Until each stream had `wanted` bytes after its head, or the time is up."""
        end, waiting = time.perf_counter() + seconds, len(self.selector.get_map())
        while waiting and time.perf_counter() < end:
            for key, _ in self.selector.select(0.1):
                before = key.data[0]
                key.data[0] += len(key.fileobj.recv(1 << 16))
                waiting -= before < wanted <= key.data[0]
        return waiting

    def close(self):
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()


def live_seconds(patterns, lines):
    """The agent's processor time for so many lines, in batches, once all streams are live."""
    with scratch("live") as directory:
        log = f"{directory}/a.log"
        open(log, "w").close()
        with Agent(directory, "--no-journal", "--file", log) as agent:
            agent.wait_healthy()
            greps = Greps(agent.socket, patterns)
            if greps.read(1, 60):
                agent.fail("a stream did not begin")
            time.sleep(size(20, 10))   # the groups are built
            begin = processor_seconds(agent.process)
            with open(log, "a", buffering=1) as output:
                for batch in range(lines // 20):
                    output.write("".join(f"{batch} {n} request of a user took {n} ms status=200\n" for n in range(20)))
                    greps.read(1 << 60, 0.02)
            greps.read(1 << 60, 1)
            used = processor_seconds(agent.process) - begin
            greps.close()
            return used


def live():
    count, lines = 1000, size(20_000, 4_000)
    same, different = ["word7x"] * count, [f"word{n}x" for n in range(count)]
    mine, reference = alternate("live greps (s)", size(3, 1), lambda: live_seconds(different, lines),
                                lambda: live_seconds(same, lines))
    return [Row(f"{count:,} live greps that differ, {lines:,} lines", "s of CPU", mine, reference,
                f"{count:,} with the same grep", most_ratio=3)]
