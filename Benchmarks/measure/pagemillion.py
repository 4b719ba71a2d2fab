"""A million events in the page: what they take, how it jumps among them, and how it scrolls."""
import statistics

from .material import say, scratch, size
from .pageagent import PageAgent, line
from .tab import Tab, chromium, with_playwright
from .table import Row, percentile
from .trace import Trace

# Sets the scroll bar anywhere, and waits for the task after the frame; ms of each jump. `drawn` demands other rows.
# At random moments, as a reader's: Chromium winds its frames down some 40 ms after the last, and what comes just then
# waits for the next, also where nothing is drawn.
JUMPS = """async ([selector, count, drawn]) => {
    const scroller = document.querySelector(selector), after = new MessageChannel(), times = [];
    const shown = () => document.querySelector("#list .row")?.dataset.id;
    for (let i = 0; i < count; i += 1) {
        await new Promise(resolve => setTimeout(resolve, 40 + Math.random() * 300));
        const before = shown(), start = performance.now();
        scroller.scrollTop = Math.random() * (scroller.scrollHeight - scroller.clientHeight);
        do {
            await new Promise(resolve => requestAnimationFrame(() => {
                after.port1.onmessage = resolve;
                after.port2.postMessage(0);
            }));
        } while (drawn && shown() === before && performance.now() - start < 2000);
        times.push(performance.now() - start);
    }
    return times; }"""
# A scroller as high as the list's, with nothing in it.
EMPTY = """() => { const outer = document.createElement("div"), inner = document.createElement("div");
    outer.id = "empty";
    outer.style.cssText = "position: fixed; left: 0; top: 100px; width: 50px; height: 600px; overflow: auto";
    inner.style.height = "8000000px"; outer.append(inner); document.body.append(outer); }"""


def fill(agent, tab, count):
    """Has so many lines flow into a page that follows."""
    with open(agent.file, "ab", buffering=0) as target:
        for start in range(0, count, 10_000):
            target.write("".join(map(line, range(start, min(count, start + 10_000)))).encode())
            tab.page.wait_for_timeout(20)
    tab.until("count => logcast.count >= count", f"{count} rows", 300, count)


def scrolled(tab, seconds):
    """(frames in each second, ms between frames) while the wheel turns."""
    tab.page.mouse.move(640, 400)
    tab.evaluate("() => watch.start(false)")
    tab.session.send("Input.synthesizeScrollGesture", {
        "x": 640, "y": 400, "yDistance": 2000 * seconds, "speed": 2000, "gestureSourceType": "mouse"})
    moments = tab.evaluate("() => { watch.start(null); return watch.frames; }")
    moments = [moment - moments[0] for moment in moments if moment - moments[0] < seconds * 1000]
    counts = [sum(second <= moment / 1000 < second + 1 for moment in moments) for second in range(seconds)]
    return counts, [after - before for before, after in zip(moments, moments[1:])]


def jumping(tab, rounds, count):
    """ms of jumps in the list, and in a scroller that has nothing to draw, by turns."""
    tab.evaluate(EMPTY)
    ours, empty = [], []
    for _ in range(rounds):
        ours += tab.evaluate(JUMPS, ["#list", count, True])
        empty += tab.evaluate(JUMPS, ["#empty", count, False])
    tab.evaluate("() => document.querySelector('#empty').remove()")
    return ours, empty


def cpu(tab, action):
    """(what the action gives, ms of CPU that the page's thread took for it)"""
    trace = Trace(tab)
    result = action()
    return result, sum(cpu for _, cpu in trace.tasks()["page"])


@with_playwright
def page_million():
    count, seconds, jumps = size(1_000_000, 100_000), size(10, 4), size(40, 20)
    with scratch("million") as directory, PageAgent(directory) as agent, chromium() as browser, \
            Tab(browser, agent.url) as tab:
        tab.go().until_live()
        tab.evaluate("() => watch.start(null)")
        fill(agent, tab, count)
        page, worker = tab.memory()
        text = sum(len(line(number)) for number in range(0, count, 1000)) * 1000
        columns = tab.evaluate("() => logcast.bytes")
        page, worker, columns = [bytes_ / 1e6 for bytes_ in (page, worker, columns)]
        say(f"page-million: page {page:.0f} MB, of it columns {columns:.0f} MB; worker {worker:.1f} MB")
        # Anywhere but at the end, where it would follow.
        tab.evaluate("() => { const list = document.querySelector('#list'); list.scrollTop = list.scrollHeight / 2; }")
        tab.page.wait_for_timeout(500)
        ours, empty = jumping(tab, 5, jumps)
        _, work = cpu(tab, lambda: tab.evaluate(JUMPS, ["#list", jumps, True]))
        frames, bare_frames = [], []
        with Tab(browser, agent.url, bare=True, lines=5000) as bare:
            bare.go().until("() => logcast.count >= 5000", "5,000 lines")
            bare.page.wait_for_timeout(2000)
            bare.evaluate("() => watch.start(null)")
            for _ in range(size(3, 1)):
                bare_frames.append(scrolled(bare, seconds)[0])
                frames.append(scrolled(tab, seconds))
        (_, gaps), drawing = cpu(tab, lambda: scrolled(tab, seconds))
    for name, times in (("in the list", ours), ("in an empty scroller", empty)):
        say(f"page-million: jumps {name}: p50 {percentile(times, 0.5):.1f}, p95 {percentile(times, 0.95):.1f} ms")
    for counts, late in frames:
        say(f"page-million: frames {counts}, over 25 ms {sum(gap > 25 for gap in late)}, longest {max(late):.0f} ms")
    say(f"page-million: frames of the reference {bare_frames}")
    reference = statistics.median(statistics.median(counts) for counts in bare_frames)
    rate = statistics.median(statistics.median(counts) for counts, _ in frames)
    late = statistics.median(sum(gap > 25 for gap in late) for _, late in frames)
    return [
        Row(f"{count:,} events in the page, heap and buffers", "MB", page + worker, text / 1e6,
            "their messages alone", most=350),
        Row("a random jump among them until it is drawn, p95", "ms", percentile(ours, 0.95), percentile(empty, 0.95),
            "an empty scroller", most=20, note=f"{work / jumps:.1f} ms of CPU each"),
        Row("frames a second while the wheel turns", "1/s", rate, reference, "5,000 lines in a bare <pre>", least=58,
            note=f"{late:.0f} over 25 ms in {seconds} s; {drawing / len(gaps):.1f} ms of CPU each"),
    ]
