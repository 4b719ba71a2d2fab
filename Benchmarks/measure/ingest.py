"""From an input that is already full to durable: a journal, and a file."""
import statistics
import subprocess
import time

from .agent import Agent
from .material import journal, lines, program, say, scratch, size
from .table import Row


def seconds_of(command, expected):
    """Runs a reference from exec to exit; it prints how much it went through."""
    begin = time.perf_counter()
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    elapsed = time.perf_counter() - begin
    if int(output) != expected:
        raise RuntimeError(f"{command[0]} went through {output.strip()} of {expected}")
    return elapsed


def agent_seconds(expected, *arguments):
    """Runs an agent from exec until all is durable."""
    with scratch("ingest") as directory, Agent(directory, *arguments) as agent:
        return agent.wait_stored(expected)


def alternate(name, runs, ours, reference):
    """Medians of both, run by turns so that what the machine does meanwhile meets both."""
    reference()   # the page cache is warm for both
    pairs = []
    for run in range(runs):
        pairs.append((ours(), reference()))
        say(f"{name} {run + 1}/{runs}: ours {pairs[-1][0]:.3f}, reference {pairs[-1][1]:.3f}")
    return [statistics.median(column) for column in zip(*pairs)]


def backfill():
    entries = size(1_000_000, 200_000)
    directory, enumerate_all = journal(entries), program("enumerate", "-lsystemd")
    ours, bare = alternate(
        "backfill", size(5, 3),
        lambda: agent_seconds(entries, "--journal-dir", directory, "--since", "all"),
        lambda: seconds_of([enumerate_all, directory], entries))
    return [Row(f"journal backfill of {entries:,} to durable", "entries/s", entries / ours, entries / bare,
                "a C loop over every field", least_ratio=0.6)]


def file():
    count = size(10_000_000, 500_000)
    source, bare_copy = lines(count), program("lines")

    def bare():
        with scratch("copy") as directory:
            return seconds_of([bare_copy, "copy", source, f"{directory}/copy"], count)

    ours, reference = alternate(
        "file", size(5, 3), lambda: agent_seconds(count, "--no-journal", "--file", source), bare)
    return [Row(f"file of {count:,} lines to durable", "lines/s", count / ours, count / reference,
                "C: memchr, write, fdatasync per MiB", least=1_000_000)]
