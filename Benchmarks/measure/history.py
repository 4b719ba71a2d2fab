"""The past at speed: one unit's last lines, counts, and what the log takes of the disk, after merging."""
import json
import statistics
import struct
import time

from .agent import Agent, UnixConnection
from .material import journal, lines, say, scratch, size
from .table import Row


def wait_merged(agent, seconds=900):
    """Waits until no sealed segment waits to be merged; returns the bytes of the log."""
    begin = time.perf_counter()
    while True:
        status = json.loads(agent.get("/status"))
        if status["unmerged"] == 0:
            return status["bytes"]
        if time.perf_counter() - begin > seconds:
            agent.fail(f"still merging after {seconds} s")
        time.sleep(0.1)


def milliseconds(agent, path, runs):
    """From the request to the last byte, on an open connection: the first answer, then the median."""
    connection = UnixConnection(agent.socket)
    times = []
    for _ in range(runs + 1):
        begin = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        times.append((time.perf_counter() - begin) * 1000)
        if answer.status != 200:
            agent.fail(f"GET {path}: {answer.status} {body[:300]!r}")
    connection.close()
    return times[0], statistics.median(times[1:]), body


def history():
    """A file of ten million lines on top of a journal's entries: the units of the journal are the oldest."""
    count, entries = size(10_000_000, 500_000), 50_000
    source, older = lines(count), journal(entries)
    arguments = ("--no-journal", "--file", source)
    with scratch("history") as directory:
        with Agent(directory, "--journal-dir", older, "--since", "all") as agent:
            agent.wait_stored(entries)
        with Agent(directory, *arguments) as agent:
            agent.wait_healthy()
            before = json.loads(agent.get("/status"))["head"]
            while json.loads(agent.get("/status"))["head"] - before < count:
                time.sleep(0.1)
            say(f"merged to {wait_merged(agent):,} bytes")
        # A new start seals what was active; then all is merged.
        with Agent(directory, *arguments) as agent:
            agent.wait_healthy()
            wait_merged(agent)
            return [
                row(agent, "/logs/worker@1.service?n=100", 100, lambda body: body.count(b"\n"), most=10),
                row(agent, "/hist", count + entries, lambda body: json.loads(body)["total"], most=100),
                row(agent, "/hist?u=web.service&buckets=500", None, lambda body: json.loads(body)["total"], most=100),
                row(agent, "/facets", count + entries, priorities, most=100),
                row(agent, "/units", None, lambda body: len(json.loads(body)["units"]), most=100),
            ]


def priorities(body):
    """Every event has one input."""
    return sum(value["count"] for value in json.loads(body)["facets"]["input"]["values"])


def row(agent, path, expected, count, most):
    first, median, body = milliseconds(agent, path, size(20, 5))
    if expected is not None and count(body) != expected:
        raise RuntimeError(f"GET {path}: {count(body)} of {expected}")
    return Row(f"GET {path} over {size('10M', '500k')} events", "ms", median, first, "the first of its kind", most=most)


def used_bytes(directory):
    """What the journal's files use: up to the end of the last object, without what is allocated ahead."""
    total = 0
    for file in directory.glob("**/*.journal"):
        with open(file, "rb") as journal_file:
            tail = struct.unpack_from("<Q", journal_file.read(144), 136)[0]
            journal_file.seek(tail)
            total += tail + struct.unpack_from("<Q", journal_file.read(16), 8)[0]
    return total


def disk():
    entries = size(1_000_000, 200_000)
    directory = journal(entries)
    with scratch("size") as state:
        with Agent(state, "--journal-dir", directory, "--since", "all") as agent:
            agent.wait_stored(entries)
        with Agent(state, "--journal-dir", directory, "--since", "all") as agent:
            agent.wait_healthy()
            merged = wait_merged(agent)
    used = used_bytes(directory)
    return [Row(f"log of {entries:,} entries, fields and indexes counted", "bytes/entry", merged / entries,
                used / entries, "used bytes of the journal's files", most_ratio=0.1)]
