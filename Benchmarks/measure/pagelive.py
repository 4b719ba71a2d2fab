"""The page beneath a stream: 10,000 events a second for a minute, and one event at a time."""
from .material import say, scratch, size
from .pageagent import PageAgent, Writer
from .soak import demand_exact, numbers
from .tab import Tab, chromium, with_playwright
from .table import Row, percentile
from .trace import Trace

RATE = 10_000


def flood(browser, seconds, bare=False):
    """(tasks by thread, ms from the last line's writing until it was shown, lines)"""
    with scratch("live") as directory, PageAgent(directory) as agent, Tab(browser, agent.url, bare) as tab:
        tab.go().until_live()
        tab.page.wait_for_timeout(1500)
        trace = Trace(tab)
        writer = Writer(agent.file, RATE)
        tab.page.wait_for_timeout(seconds * 1000)
        written = writer.end()
        lag = tab.until("last => watch.seen >= last && watch.latencies.at(-1)[1]", "the last line", 180, written - 1)
        tasks = trace.tasks()
        if not bare:
            demand_exact(numbers(tab), written)
        return tasks, lag, written


def tell(tasks):
    for part, times in tasks.items():
        if not times:
            continue
        wall, cpu = zip(*times)
        over = [sum(time > 50 for time in times) for times in (wall, cpu)]
        say(f"  {part}: {len(times)} tasks, {sum(cpu) / 1000:.1f} s of CPU; over 50 ms: {over[0]} by the clock, "
            f"{over[1]} by CPU; longest {max(wall):.0f} and {max(cpu):.0f} ms")


def trickle(browser, count, rate, bare=False):
    """ms from just before each line's writing until it was drawn."""
    with scratch("live") as directory, PageAgent(directory) as agent, Tab(browser, agent.url, bare) as tab:
        tab.go().until_live()
        tab.page.wait_for_timeout(1000)
        writer = Writer(agent.file, rate, every=0.005)
        tab.until("count => watch.latencies.length >= count", "the lines", count / rate + 30, count)
        writer.end()
        return [latency for _, latency in tab.evaluate("() => watch.latencies")[:count]]


@with_playwright
def page_live():
    seconds, count = size(60, 10), size(200, 60)
    with chromium() as browser:
        tasks, lag, written = flood(browser, seconds)
        tell(tasks)
        say(f"page-live: {written:,} lines, each once; lag {lag:.0f} ms")
        theirs, their_lag, _ = flood(browser, min(seconds, 10), bare=True)
        tell(theirs)
        say(f"page-live reference: lag {their_lag:.0f} ms")
        latencies = ([], [])
        for _ in range(size(3, 1)):
            for bare in (False, True):
                latencies[bare].extend(trickle(browser, count, 20, bare))
    longest = [max(cpu for _, cpu in run["page"]) for run in (tasks, theirs)]
    bare = f"a bare <pre>, {min(seconds, 10)} s"
    ours, reference = latencies
    return [
        Row(f"longest task at {RATE:,}/s for {seconds} s, CPU", "ms", *longest, bare, most=50,
            note=f"by the clock {max(wall for wall, _ in tasks['page']):.0f} ms, "
                 f"{sum(wall > 50 for wall, _ in tasks['page'])} of {len(tasks['page'])} over 50 ms"),
        Row("longest task of its worker, CPU", "ms", max(cpu for _, cpu in tasks["worker"]), longest[1],
            "the same, which parses on the page's thread", most=50),
        Row("lag at its end", "ms", lag, their_lag, bare),
        *(Row(f"a line's writing until it is drawn, p{part}", "ms", percentile(ours, part / 100),
              percentile(reference, part / 100), "a bare <pre>", most=most) for part, most in ((50, None), (95, 250))),
    ]
