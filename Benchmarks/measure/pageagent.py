"""The agent with the log page on a port of this host, following one file, and the process that writes to it."""
import os
import re
import time
from multiprocessing import Event, Process, Value

from .agent import Agent
from .front import Front

FILL = " GET /api/items HTTP/1.1 200 took 12.4 ms from 203.0.113.77, cache hit, upstream app-2"


class PageAgent(Agent):
    """`logcast serve` of DIRECTORY/app.log with the page, whose address is `url`."""

    def __init__(self, directory, file=None):
        """Follows the file given, else a new one."""
        self.file = file or f"{directory}/app.log"
        open(self.file, "ab").close()
        super().__init__(directory, "--no-journal", "--file", f"{self.file}=app", "--open", "--listen", "127.0.0.1:0")
        self.front = None
        self.wait_healthy()
        port = int(self.find(rb"serving .*127\.0\.0\.1:(\d+)"))
        self.url = f"http://127.0.0.1:{port}/"
        if page := os.environ.get("LOGCAST_PAGE"):
            self.front = Front(directory, port, page)
            self.url = f"{self.front.url}/"

    def find(self, pattern):
        for _ in range(200):
            with open(self.output.name, "rb") as output:
                if found := re.search(pattern, output.read()):
                    return found[1]
            time.sleep(0.02)
        self.fail("no port")

    def __exit__(self, *failure):
        if self.front:
            self.front.end()
        super().__exit__(*failure)


def line(number):
    """Its number, the moment of its making in ms since 1970, and what makes it as long as most are."""
    return f"request {number} at={time.time() * 1000:.2f};{FILL}\n"


class Writer:
    """Appends numbered lines at a steady rate, in a process of its own."""

    def __init__(self, file, rate, first=0, every=0.02):
        self.written, self.done = Value("q", first), Event()
        self.process = Process(target=self.write, args=(file, rate, first, every), daemon=True)
        self.process.start()

    def write(self, file, rate, first, every):
        start = time.monotonic()
        with open(file, "ab", buffering=0) as target:
            while not self.done.is_set():
                due = first + int((time.monotonic() - start) * rate)
                lines = [line(number) for number in range(self.written.value, due)]
                target.write("".join(lines).encode())
                self.written.value += len(lines)
                time.sleep(every)

    def end(self):
        """How many lines stand in the file, the ones before it included."""
        self.done.set()
        self.process.join()
        return self.written.value
