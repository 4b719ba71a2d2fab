"""Anonymous memory: at rest after a backfill, and for each idle client."""
import resource
import socket
import statistics
import subprocess
import time

from .agent import Agent, Server
from .material import bare_server, journal, program, say, scratch, size
from .table import Row

STREAM = "/logs?follow&n=0"


def settled(server, seconds):
    """RssAnon when the server has been left alone for so long."""
    time.sleep(seconds)
    return server.anonymous_memory()


def head_length(path):
    """The bytes of the answer's head to the very request that the load client sends."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        connection.sendall(f"GET {STREAM} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n".encode())
        received = b""
        while b"\r\n\r\n" not in received:
            received += connection.recv(65536)
        return received.index(b"\r\n\r\n") + 4


def per_client(server, clients, hold):
    """What one connected idle client adds, in bytes. The hold spans a heartbeat."""
    before = settled(server, 1)
    load = subprocess.Popen(
        [program("sseload"), server.socket, "0", STREAM, str(clients), "600", "-s", str(hold), "-i", "64"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    try:
        line = load.stdout.readline()   # comes when all have been connected for `hold` seconds
        if f"connected={clients} failed=0" not in line:
            raise RuntimeError(f"sseload: {line.strip()}")
        return (server.anonymous_memory() - before) / clients
    finally:
        load.kill()
        load.wait()


def idle():
    entries = size(1_000_000, 200_000)
    rest = size(30, 5)
    arguments = ("--journal-dir", journal(entries), "--since", "all")
    with scratch("idle") as directory, Agent(directory, *arguments) as agent:
        agent.wait_stored(entries)
        ours = settled(agent, rest)
    with scratch("bare") as directory, Server(directory, [bare_server(), "{socket}", 200]) as bare:
        bare.wait_connectable()
        reference = settled(bare, 1)
    return [Row(f"idle {rest} s after the backfill, RssAnon", "MB", ours / 1e6, reference / 1e6,
                "a bare NIO server without clients", most=40)]


def clients():
    count, hold = size(10_000, 1_000), size(20, 5)
    raise_descriptor_limit(count + 1000)
    bare_binary, results = bare_server(), []
    for run in range(size(3, 1)):
        with scratch("clients") as directory, \
                Agent(directory, "--no-journal", "--file", f"{directory}/none.log") as agent:
            agent.wait_healthy()
            length = head_length(agent.socket)
            ours = per_client(agent, count, hold)
        with scratch("bare") as directory, Server(directory, [bare_binary, "{socket}", length]) as bare:
            bare.wait_connectable()
            reference = per_client(bare, count, hold)
        results.append((ours, reference))
        say(f"clients {run + 1}: ours {ours:.0f}, reference {reference:.0f} bytes, head {length} bytes")
    ours, reference = [statistics.median(column) for column in zip(*results)]
    return [Row(f"an idle SSE client at {count:,}, RssAnon", "bytes", ours, reference,
                "a bare NIO HTTP/1 pipeline, same head", most_ratio=1.2)]


def raise_descriptor_limit(wanted):
    """For this process and those it starts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, max(hard, wanted)))
