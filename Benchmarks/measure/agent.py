"""A running logcast: started on a fresh socket, asked for its status, ended by its process id."""
import http.client
import json
import socket
import subprocess
import time

from .material import BINARY


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Server:
    """A server process on a Unix socket in a directory that the caller owns."""

    def __init__(self, directory, command):
        self.socket = f"{directory}/s"
        self.output = open(f"{directory}/output", "wb")
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            [part.replace("{socket}", self.socket) for part in map(str, command)],
            stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.output)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.output.close()

    def fail(self, why):
        with open(self.output.name, "rb") as output:
            tail = output.read()[-2000:].decode(errors="replace")
        raise RuntimeError(f"{why}; its output ends:\n{tail}")

    def wait_connectable(self, seconds=30):
        """Waits for the socket to take a connection."""
        while True:
            try:
                with socket.socket(socket.AF_UNIX) as probe:
                    probe.connect(self.socket)
                return
            except OSError:
                if self.process.poll() is not None:
                    self.fail(f"{self.process.args[0]} ended with {self.process.returncode}")
                if time.perf_counter() - self.started > seconds:
                    self.fail("no socket")
                time.sleep(0.002)

    def anonymous_memory(self):
        """RssAnon in bytes."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("RssAnon:"))


class Agent(Server):
    """`logcast serve` with its state and socket in a directory."""

    def __init__(self, directory, *arguments):
        super().__init__(
            directory, [BINARY, "serve", "--state", f"{directory}/state", "--socket", "{socket}", *arguments])
        self.connection = UnixConnection(self.socket)

    def __exit__(self, *failure):
        self.connection.close()
        super().__exit__(*failure)

    def get(self, path, accept="application/json"):
        self.connection.request("GET", path, headers={"Accept": accept})
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            self.fail(f"GET {path}: {answer.status} {body[:300]!r}")
        return body

    def wait_healthy(self):
        self.wait_connectable()
        self.get("/healthz", accept="*/*")

    def progress(self):
        """How many events were read, and how many are durable: a fresh log is one run, whose IDs are dense."""
        status = json.loads(self.get("/status"))
        read = sum(int(reader["events"]) for reader in status["inputs"])
        return read, int(status["head"]) - int(status["oldest"])

    def wait_stored(self, events, seconds=600):
        """Waits until so many events are durable; returns the seconds since the start of the process.

        While nobody asks, the log lets the last few events linger for up to a second, to sync less often. So when
        all have been read, somebody asks: one query, which has them made durable, as it would for a person.
        """
        self.wait_healthy()
        asked = False
        while True:
            read, stored = self.progress()
            if stored >= events:
                return time.perf_counter() - self.started
            if read >= events and not asked:
                self.get("/logs?n=1&o=cat", accept="*/*")
                asked = True
                continue
            if time.perf_counter() - self.started > seconds:
                self.fail(f"{stored} of {events} events after {seconds} s")
            time.sleep(0.005)
