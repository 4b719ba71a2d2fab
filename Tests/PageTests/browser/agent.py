"""The agent under test: the real binary over files or a journal of its own, on a port that it keeps across restarts."""

import asyncio
import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
from pathlib import Path


class LocalConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Agent:
    def __init__(self, directory, files=("app",), arguments=(), journal=None, is_open=True):
        """`files` are units that are tailed, each from DIRECTORY/UNIT.log; `journal` a directory of journal files.
        One that is not open asks for a login, also of who asks it here."""
        self.directory = Path(directory)
        self.port = 0
        self.process = None
        self.starts = 0
        inputs = ["--journal-dir", str(journal), "--since", "all"] if journal else ["--no-journal"]
        for unit in files:
            self.file(unit).touch()
            inputs += ["--file", f"{self.file(unit)}={unit}"]
        self.arguments = inputs + list(arguments) + ["--open"] * is_open
        self.socket = self.directory / "socket"
        self.is_local = not is_open or "--tls-certificate" in arguments

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def file(self, unit):
        return self.directory / f"{unit}.log"

    async def start(self):
        self.starts += 1
        log = self.directory / f"agent.{self.starts}.err"
        command = [
            os.environ["LOGCAST_BINARY"],
            "serve",
            *self.arguments,
            "--keep-free",
            "1M",
            "--state",
            str(self.directory / "state"),
            "--socket",
            str(self.socket),
            "--listen",
            f"127.0.0.1:{self.port}",
        ]
        with open(log, "wb") as errors:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors)
        for _ in range(500):
            if found := re.search(r"serving .*127\.0\.0\.1:(\d+)", log.read_text()):
                self.port = int(found[1])
                return self
            if self.process.poll() is not None:
                break
            await asyncio.sleep(0.02)
        raise AssertionError(f"the agent does not serve: {log.read_text()[-500:]}")

    async def end(self, number=signal.SIGKILL):
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            await asyncio.to_thread(self.process.wait)

    async def restart(self):
        await self.end()
        await self.start()

    def append(self, *lines, unit="app"):
        data = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
        with open(self.file(unit), "ab") as file:
            file.write(data)

    async def get(self, path, headers={}):
        return await asyncio.to_thread(self.answer, path, headers)

    def answer(self, path, headers):
        # The socket asks for no login, and knows no TLS.
        remote = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection = LocalConnection(self.socket) if self.is_local else remote
        with contextlib.closing(connection):
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
        if answer.status >= 400:
            raise OSError(f"{answer.status} for {path}: {body[:200]}")
        return body

    async def events(self, path="/logs", query=""):
        """All that the agent holds of a view, gaps among it, in the order of IDs."""
        body = await self.get(f"{path}?n=all&o=json&fields=none&cut=200{'&' + query if query else ''}")
        return [json.loads(line) for line in body.splitlines()]

    async def wait_for(self, count, path="/logs", seconds=20):
        """Waits until the newest `count` events of a view are there, and no fewer."""
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            held = (await self.get(f"{path}?n={count}&o=json&fields=none&cut=1")).count(b"\n")
            if held >= count:
                return
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"the agent holds {held} events, not {count}")
            await asyncio.sleep(0.05)
