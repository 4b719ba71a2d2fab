"""The log page's beginning: what goes over the wire, and when the first lines stand on the screen."""
import statistics
from urllib.parse import urlsplit

from .material import lines, say, scratch, size
from .pageagent import PageAgent
from .tab import Tab, chromium, with_playwright
from .table import Row

DATA = ("/logs", "/hist", "/facets", "/units", "/status")

# Asks for the worker's modules once more, past the cache, in the page: what a worker asks for before it runs, no
# session can watch. All their paths.
WORKER = """async () => {
    const base = document.querySelector("script[type=module]").src.replace(/shell\\/main\\.js$/, "");
    const found = [base + "stream/worker.js"];
    for (const url of found) {
        const text = await (await fetch(url, { cache: "no-store" })).text();
        for (const [, name] of text.matchAll(/^(?:import|export|}).*? from "(\\..*?)"/gm)) {
            const next = new URL(name, url).href;
            if (!found.includes(next)) found.push(next);
        }
    }
    return found.map(url => new URL(url).pathname); }"""

# The compressed size of each file by its path.
BODIES = """() => Object.fromEntries(performance.getEntries().filter(entry => entry.encodedBodySize > 0)
    .map(entry => [new URL(entry.name).pathname, entry.encodedBodySize]))"""


class Wire:
    """The size in bytes, head included, of each file that a tab receives, by its path."""

    def __init__(self, tab):
        self.paths, self.sizes, self.moments = {}, {}, {}
        tab.session.on("Network.requestWillBeSent", self.begun)
        tab.session.on("Network.loadingFinished", self.received)
        tab.session.send("Network.enable")

    def begun(self, event):
        self.paths[event["requestId"]] = urlsplit(event["request"]["url"]).path

    def received(self, event):
        path, size = self.paths.get(event["requestId"], ""), int(event["encodedDataLength"])
        if size and not path.startswith(DATA):
            self.sizes.setdefault(path, size)
            self.moments.setdefault(path, event["timestamp"])


def cascade(browser, url):
    """Bytes of the files without which there are no first lines, compressed, and with heads; and of all, compressed."""
    with Tab(browser, url) as tab:
        wire = Wire(tab)
        tab.go().until_live()
        tab.page.wait_for_timeout(2000)
        behind = min(moment for path, moment in wire.moments.items() if path.endswith("/shell/panels.js"))
        worker = set(tab.evaluate(WORKER))
        first = [path for path, moment in wire.moments.items() if moment < behind or path in worker]
        bodies = tab.evaluate(BODIES)
        say(f"page: {len(first)} files until the first lines, {len(worker)} of them the worker's; {len(wire.sizes)} in all")
        every = ((bodies, first), (wire.sizes, first), (bodies, wire.sizes))
        return [sum(sizes[path] for path in paths) for sizes, paths in every]


def opening(browser, url, bare=False):
    """ms from the start of the navigation until the first lines are drawn, with nothing cached."""
    with Tab(browser, url, bare) as tab:
        # A new window loads pages of Chromium's own for a second.
        tab.page.wait_for_timeout(2000)
        tab.go()
        tab.until("() => watch.first", "the first lines")
        return tab.evaluate("() => watch.first")


@with_playwright
def page():
    events = size(1_000_000, 100_000)
    with scratch("page") as directory, PageAgent(directory, lines(events)) as agent, chromium() as browser:
        agent.wait_stored(events)
        first, with_heads, whole = cascade(browser, agent.url)
        opening(browser, agent.url, bare=True)
        times = []
        for run in range(size(7, 3)):
            times.append((opening(browser, agent.url), opening(browser, agent.url, bare=True)))
            say(f"page {run + 1}: ours {times[-1][0]:.0f} ms, reference {times[-1][1]:.0f} ms")
    ours, reference = [statistics.median(column) for column in zip(*times)]
    return [
        Row("the page's files until its first lines, compressed", "KB", first / 1000, whole / 1000, "all that it loads",
            most=60, note=f"with heads {with_heads / 1000:.1f} KB"),
        Row(f"first lines of {events:,} events, nothing cached", "ms", ours, reference,
            "a bare <pre> of an EventSource", most=300, note=f"least {min(ours for ours, _ in times):.0f} ms"),
    ]
