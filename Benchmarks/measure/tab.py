"""A tab of a real Chromium with the log page, or the least page there can be, asked through the DevTools protocol."""
import functools
import importlib.util
import json
import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from .material import BENCHMARKS, ROOT, Unavailable
from .table import Row

HERE = Path(__file__).resolve().parent
WATCH = f'{{ {(HERE / "watch.js").read_text()} }}'
BARE = (HERE / "bare.html").read_text()


def python():
    """The Python that has Playwright."""
    told = subprocess.run([ROOT / "Tests/PageTests/browser/tools"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          text=True, check=True).stdout.strip()
    if told.startswith("skipped:"):
        raise Unavailable(told.removeprefix("skipped: "))
    return told


def with_playwright(measurement):
    """Measures where Playwright is: here, or in a process of the Python that has it, which prints the rows."""

    @functools.wraps(measurement)
    def outside():
        if importlib.util.find_spec("playwright"):
            return measurement()
        name = measurement.__name__.replace("_", "-")
        told = subprocess.run([python(), BENCHMARKS / "run", "--inside-page-tools", name],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        if told.returncode:
            raise RuntimeError(f"{name} failed in the tools' Python")
        return [Row(**row) for row in json.loads(told.stdout)]

    return outside


def printed(rows):
    return json.dumps([asdict(row) for row in rows])


@contextmanager
def chromium():
    from playwright.sync_api import sync_playwright
    arguments = ["--disable-dev-shm-usage"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        try:
            yield browser
        finally:
            browser.close()


class Tab:
    """A page in a context of its own, with an empty cache."""

    def __init__(self, browser, url, bare=False, lines=500):
        self.browser = browser
        self.context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB", timezone_id="UTC")
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.session = self.context.new_cdp_session(self.page)
        self.page.add_init_script(WATCH)
        self.url = url
        if bare:
            self.url += f"bare?n={lines}"
            self.page.route(self.url, lambda route: route.fulfill(body=BARE, content_type="text/html"))

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.context.close()

    def go(self):
        self.page.goto(self.url, wait_until="commit")
        return self

    def evaluate(self, script, argument=None):
        return self.page.evaluate(script, argument)

    def until(self, script, what, seconds=60, argument=None):
        """Waits until the script has a value that is true, asking from outside: the page's policy forbids it within."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if value := self.evaluate(script, argument):
                return value
            self.page.wait_for_timeout(50)
        text = self.evaluate("() => document.body.innerText.slice(0, 300)")
        raise RuntimeError(f"not within {seconds} s: {what}; {text!r}")

    def until_live(self):
        self.until("() => window.logcast?.state?.name === 'live'", "the page is live")

    def memory(self):
        """Bytes that the scripts of the page and of its worker hold after a collection."""
        self.session.send("HeapProfiler.collectGarbage")
        heap = self.session.send("Runtime.getHeapUsage")
        with Worker(self.browser, self.context) as worker:
            worker.send("HeapProfiler.collectGarbage")
            return held(heap), held(worker.send("Runtime.getHeapUsage"))


def held(heap):
    return heap["usedSize"] + heap["backingStorageSize"]


class Worker:
    """The page's SharedWorker, reached through the browser, as no page owns it."""

    def __init__(self, browser, context):
        self.page = context.pages[0]
        self.root = browser.new_browser_cdp_session()
        self.last, self.answers = 0, {}
        self.root.on("Target.receivedMessageFromTarget", self.receive)
        targets = self.root.send("Target.getTargets", {"filter": [{"type": "shared_worker"}]})["targetInfos"]
        if len(targets) != 1:
            raise RuntimeError(f"{len(targets)} shared workers")
        answer = self.root.send("Target.attachToTarget", {"targetId": targets[0]["targetId"], "flatten": False})
        self.id = answer["sessionId"]

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.root.detach()

    def receive(self, event):
        message = json.loads(event["message"])
        if "id" in message:
            self.answers[message["id"]] = message

    def send(self, method, parameters={}):
        self.last += 1
        text = json.dumps({"id": self.last, "method": method, "params": parameters})
        self.root.send("Target.sendMessageToTarget", {"sessionId": self.id, "message": text})
        while self.last not in self.answers:
            self.page.wait_for_timeout(5)
        answer = self.answers.pop(self.last)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]
