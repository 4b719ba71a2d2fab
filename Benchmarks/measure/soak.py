"""The page for a long time: what it holds as a stream runs into it, and whether it still has every event at the end."""
import os
import statistics
import time

from .material import say, scratch, size
from .pageagent import PageAgent, Writer
from .tab import Tab, chromium, with_playwright

RATE = 1000
# What the page shows of itself at a sample.
LOOK = """() => ({count: logcast.count, bytes: logcast.bytes, state: logcast.state?.name, tasks: watch.tasks.splice(0),
    nodes: document.querySelectorAll("*").length})"""
# The number in a message of the writer's.
NUMBERS = """([from, to]) => logcast.messages(from, to)
    .map(text => Number(/^request (\\d+) /.exec(text)?.[1] ?? NaN))"""
# Whether the page's newest line is this one.
IS_LAST = """last => logcast.count > 0
    && logcast.messages(logcast.count - 1, logcast.count)[0].startsWith(`request ${last} `)"""
# The page lets the oldest rows go beyond it.
BOUND = 1_000_000


def numbers(tab):
    """The numbers of all lines that the page holds, in its order."""
    count = tab.evaluate("() => logcast.count")
    found = []
    for start in range(0, count, 100_000):
        found += tab.evaluate(NUMBERS, [start, min(count, start + 100_000)])
    return found


def demand_exact(found, written):
    """Demands each of the lines written, or the newest of them that the page holds at most, once and in order."""
    expected = list(range(max(0, written - BOUND), written))
    if found != expected:
        missing = sorted(set(expected) - set(found))
        raise RuntimeError(
            f"{len(found)} lines of {written}, {len(missing)} missing {missing[:3]}, "
            f"{len(found) - len(set(found))} twice, from {found[:1]} to {found[-1:]}")


def slope(samples):
    """MB per minute of [(seconds, MB)]: the least squares."""
    times, values = zip(*samples)
    mean, level = statistics.fmean(times), statistics.fmean(values)
    spread = sum((moment - mean) ** 2 for moment in times)
    return 60 * sum((moment - mean) * (value - level) for moment, value in samples) / spread


def plot(samples, height=12, width=72):
    """[(seconds, MB)] as a drawing of characters."""
    most = max(value for _, value in samples)
    end = samples[-1][0]
    columns = {}
    for moment, value in samples:
        columns[int(moment / end * (width - 1))] = round(value / most * height)
    lines = []
    for level in range(height, 0, -1):
        marks = "".join("*" if columns.get(column) == level else " " for column in range(width))
        lines.append(f"{most * level / height:7.1f} MB |{marks}".rstrip())
    return "\n".join([*lines, " " * 11 + "+" + "-" * width, f"{'':12}0{f'{end / 60:.0f} min':>{width - 1}}"])


def soak(minutes):
    """Prints a table of samples while it runs; the text of what came of it."""
    samples, tasks = [], []
    with scratch("soak") as directory, PageAgent(directory) as agent, chromium() as browser, \
            Tab(browser, agent.url) as tab:
        tab.go().until_live()
        tab.evaluate("() => watch.start(null)")
        writer = Writer(agent.file, RATE)
        start = time.monotonic()
        say("  min     rows  columns MB  page MB  worker MB   agent MB  nodes  tasks > 50 ms (longest)  state")
        while time.monotonic() - start < minutes * 60:
            tab.page.wait_for_timeout(max(0, start + 30 * (len(samples) + 1) - time.monotonic()) * 1000)
            samples.append(sample(tab, agent, time.monotonic() - start, tasks))
        written = writer.end()
        tab.until(IS_LAST, "the last line", argument=written - 1)
        held = numbers(tab)
        demand_exact(held, written)
    return report(samples, tasks, written, len(held))


def sample(tab, agent, seconds, tasks):
    page, worker = tab.memory()
    seen = tab.evaluate(LOOK)
    tasks += seen["tasks"]
    longest = f"{len(seen['tasks']):6d} ({max(seen['tasks'], default=0):.0f} ms)"
    say(f"{seconds / 60:5.1f} {seen['count']:8d} {seen['bytes'] / 1e6:11.1f} {page / 1e6:8.1f} {worker / 1e6:10.1f} "
        f"{agent.anonymous_memory() / 1e6:10.1f} {seen['nodes']:6d}  {longest}  {seen['state']}")
    return {"seconds": seconds, "count": seen["count"], "columns": seen["bytes"] / 1e6, "page": page / 1e6,
            "worker": worker / 1e6}


def report(samples, tasks, written, held):
    full = [(each["seconds"], each["page"]) for each in samples if each["count"] >= samples[-1]["count"] * 0.99]
    rest = [(each["seconds"], each["page"] - each["columns"]) for each in samples]
    workers = [(each["seconds"], each["worker"]) for each in samples]
    lines = [
        f"{written:,} events in {samples[-1]['seconds'] / 60:.0f} min; the last {held:,} are there, each once",
        f"tasks over 50 ms by the clock: {len(tasks)}, the longest {max(tasks, default=0):.0f} ms",
        f"page: at most {max(each['page'] for each in samples):.1f} MB, at the end {samples[-1]['page']:.1f} MB",
        f"worker: at most {max(each['worker'] for each in samples):.1f} MB, at the end {samples[-1]['worker']:.1f} MB",
        f"page without its columns: {slope(rest):+.3f} MB a minute, worker {slope(workers):+.3f}",
    ]
    if len(full) > 3:
        lines.append(f"page once it was full ({len(full)} samples): {slope(full):+.3f} MB a minute")
    return "\n".join([*lines, plot([(each["seconds"], each["page"]) for each in samples])])


@with_playwright
def page_soak():
    say(soak(float(os.environ.get("BENCH_MINUTES", size(30, 2)))))
    return []
