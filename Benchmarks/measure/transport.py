"""What TLS and HTTP/2 cost against HTTP/1.1 in cleartext, and what an attack costs the readers beside it."""
import os
import re
import statistics
import subprocess
import tempfile
import time
from multiprocessing import Event, Process
from pathlib import Path

from . import http2
from .agent import Agent
from .ingest import alternate
from .latency import compare, file_writer
from .material import BINARY, CACHE, say, scratch, size
from .memory import STREAM, per_client, raise_descriptor_limit, settled
from .query import check_count, curl
from .table import Row


class SecureAgent(Agent):
    """An agent with a certificate of its own making, on a port with TLS and on the socket in cleartext."""

    def __init__(self, directory, *arguments):
        subprocess.run([BINARY, "certificate", "--host", "localhost", "--out", directory],
                       check=True, stdout=subprocess.DEVNULL)
        self.certificate = f"{directory}/tls-certificate"
        self.errors = Path(directory) / "output"
        super().__init__(directory, "--open", "--listen", "127.0.0.1:0", "--tls-certificate", self.certificate,
                         "--tls-key", f"{directory}/tls-key", "--no-journal", *arguments)

    @property
    def port(self):
        self.wait_connectable()
        while not (found := re.search(r"127\.0\.0\.1:(\d+)", self.errors.read_text())):
            time.sleep(0.01)
        return int(found[1])


def secure_streams(agent, connections, each):
    """What one stream adds, in bytes: so many on each of so many connections. The hold spans a heartbeat."""
    context, before = http2.client_context(agent.certificate), settled(agent, 1)
    clients = []
    for _ in range(connections):
        client = http2.connect(agent.port, context)
        for index in range(each):
            client.sendall(http2.request(2 * index + 1, STREAM))
        http2.wait_for_heads(client, each)
        clients.append(client)
    added = settled(agent, size(20, 5)) - before
    for client in clients:
        client.close()
    return added / (connections * each)


def tls_clients():
    count = size(5_000, 500)
    raise_descriptor_limit(count + 1000)
    rows = []
    for what, connections, each in [("one on each connection", count, 1), ("40 on each connection", count // 40, 40)]:
        with scratch("tls") as directory, SecureAgent(directory, "--file", f"{directory}/none.log") as agent:
            agent.wait_healthy()
            ours = secure_streams(agent, connections, each)
        with scratch("tls") as directory, SecureAgent(directory, "--file", f"{directory}/none.log") as agent:
            agent.wait_healthy()
            reference = per_client(agent, count, size(20, 5))
        rows.append(Row(f"an idle stream over TLS and HTTP/2, {what}", "bytes", ours, reference,
                        "HTTP/1.1 in cleartext"))
    return rows


def tls_replay():
    """The same download over TLS and HTTP/2 as over HTTP/1.1 in cleartext."""
    count = size(1_000_000, 200_000)
    with scratch("tls") as state, tempfile.TemporaryDirectory(prefix="r", dir=CACHE.parent) as short:
        lines = Path(short) / "l.log"
        with lines.open("w") as out:
            for number in range(count):
                out.write(f"{number:09d} {'request GET /api/items took 12 ms ' * 6}"[:199] + "\n")
        with SecureAgent(state, "--file", str(lines)) as agent:
            agent.wait_stored(count)
            plain = ("--unix-socket", agent.socket, "http://localhost/logs?n=all&o=sse")
            secure = ("--http2", "--cacert", agent.certificate, f"https://localhost:{agent.port}/logs?n=all&o=sse")
            cleartext = ("--http2-prior-knowledge", *plain)
            rows = []
            for name, ours in [("TLS and HTTP/2", secure), ("HTTP/2 in cleartext", cleartext)]:
                check_count(3 * count, *ours)
                mine, theirs = alternate(f"replay over {name} (s per million)", size(5, 3),
                                         lambda: curl(count, *ours) * 1e6, lambda: curl(count, *plain) * 1e6)
                rows.append(Row(f"GET /logs?n=all&o=sse over {name}", "events/s", 1e6 / mine, 1e6 / theirs,
                                "the same over HTTP/1.1 in cleartext"))
    return rows


def attack(port, certificate, ended):
    """One attacker after the other, each until it is closed. It runs where a processor is idle: a real one would not take
    the agent's, nor the reader's."""
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    context = http2.client_context(certificate)
    pings = b"".join(http2.frame(6, 0, 0, bytes(8)) for _ in range(2000))
    resets = b"".join(http2.request(2 * index + 1, "/logs?f&n=0") + http2.frame(3, 0, 2 * index + 1, b"\0\0\0\x08")
                      for index in range(1500))
    endless = http2.request(1, "/", flags=1) + b"".join(http2.frame(9, 0, 1, b"\0\1x\1y") for _ in range(2000))
    number = 0
    while not ended.is_set():
        number += 1
        try:
            client = http2.connect(port, context)
            client.settimeout(0.2)
            client.sendall((pings, resets, endless)[number % 3])
            while client.recv(65536):
                pass
            client.close()
        except OSError:
            pass   # closed, as it should be, or about to be
    say(f"{number} attacks")


def under_attack():
    """The latency of a line to a good reader over TLS and HTTP/2, with an attacker at work and without, by turns."""
    count, seen = size(500, 100), {False: [], True: []}
    with scratch("attack") as directory:
        path = f"{directory}/app.log"
        write = file_writer(path)
        with SecureAgent(directory, "--file", path) as agent:
            agent.wait_healthy()
            good = ["curl", "-sN", "--http2", "--cacert", agent.certificate,
                    f"https://localhost:{agent.port}/logs?f&n=0&o=sse"]
            memory = settled(agent, 1)
            for _ in range(size(5, 3)):
                for attacked in (False, True):
                    seen[attacked].append(attacked_latency(agent, good, write, count) if attacked
                                          else compare([good], write, count)[0])
                    say(f"{'under attack' if attacked else 'calm'}: p50 and p99 {seen[attacked][-1]} ms, "
                        f"RssAnon {(agent.anonymous_memory() - memory) / 1e6:+.1f} MB")
    (calm50, calm99), (ours50, ours99) = [[statistics.median(column) for column in zip(*seen[attacked])]
                                          for attacked in (False, True)]
    return [Row("a line to a good reader under attack, p50", "ms", ours50, calm50, "without the attack"),
            Row("a line to a good reader under attack, p99", "ms", ours99, calm99, "without the attack", most_ratio=2)]


def attacked_latency(agent, good, write, count):
    ended = Event()
    attacker = Process(target=attack, args=(agent.port, agent.certificate, ended))
    attacker.start()
    try:
        return compare([good], write, count)[0]
    finally:
        ended.set()
        attacker.join()
