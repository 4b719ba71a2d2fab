"""Streams that break off, and the agent that ends: every event once, whatever happened."""

import asyncio
import itertools
import signal

from proxy import Behaviour
from stage import scenario, until

# The length of the stretch of the stream that is cut at each of its bytes.
STRETCH = 4096
ENDINGS = itertools.cycle(("break", "end", "reset"))


def at_once(block):
    """The stream's own time to wait before the next connection, made as short as it can be."""
    return block.replace(b"retry: 2000", b"retry: 1")


def line(number):
    """A line whose length differs from its neighbours', with characters of one to four bytes."""
    return f"line {number} " + "aä€🦊"[: number % 5] * (number % 7)


@scenario(limit=280, outages=True)
async def cut_at_every_byte(stage):
    """Every event is shown once when the stream is cut at each byte of 4 KB in turn"""
    agent, proxy = await stage.agent_and_proxy("the first")
    # Four browsers' worth of pages take turns, because most of the time a page waits for its next connection.
    pages = [await stage.open(proxy.url) for _ in range(4)]
    for page in pages:
        await page.until_chip("live")
        await page.make_impatient()
        # What is looked at here is what it holds: to draw it after each cut would take most of the time.
        await page.evaluate("() => { document.body.style.display = 'none'; }")
    cuts = iter(range(STRETCH))
    done = []

    def behave(request):
        after = next(cuts, None)
        if after is not None:
            done.append(after)
        return Behaviour(after=after, whole_event=True, ending=next(ENDINGS))

    proxy.stream = behave
    proxy.cut()
    # What a cut consumes on average is half the stretch; an event is some 140 bytes long.
    lines = [line(number) for number in range(STRETCH * STRETCH // 2 // 140 // len(pages))]
    agent.append(*lines)
    try:
        await until(lambda: len(done) == STRETCH, lambda: f"{STRETCH} cuts, but {len(done)}", seconds=240)
    finally:
        proxy.stream = lambda request: None
        proxy.cut()
    await agent.wait_for(1 + len(lines))
    events = await agent.events()
    for page in pages:
        await page.evaluate("() => { document.body.style.display = ''; }")
        await page.until_exact(events)
        await page.until_row(f"line {len(lines) - 1} ")
    return f"{len(done)} cuts"


@scenario(limit=60, outages=True)
async def cut_before_the_first_event(stage):
    """Every event is shown once when the stream is cut at each byte up to the end of its first event"""
    agent, proxy = await stage.agent_and_proxy("the first")
    page = await stage.open(proxy.url)
    await page.until_chip("live")
    await page.make_impatient()
    done = []

    def behave(request):
        if len(done) < 300:
            done.append(request)
            return Behaviour(after=len(done) - 1, ending=next(ENDINGS))

    proxy.stream = behave
    proxy.cut()
    agent.append(*(line(number) for number in range(400)))
    await until(lambda: len(done) == 300, lambda: f"300 cuts, but {len(done)}", seconds=45)
    await agent.wait_for(401)
    await page.until_exact(await agent.events())


@scenario(limit=60, outages=True)
async def killed_and_restarted(stage):
    """Every event is shown once across a kill and a restart of the agent, with lines before, between and after"""
    agent, proxy = await stage.agent_and_proxy(*(line(number) for number in range(200)))
    page = await stage.open(proxy.url)
    await page.until_chip("live")
    await page.until_count(200)
    for turn in range(3):
        agent.append(*(line(number) for number in range(50)))
        await agent.end()
        await page.until_chip("reconnecting", "offline")
        agent.append(*(line(number) for number in range(50)))
        await agent.start()
        agent.append(*(line(number) for number in range(50)))
        await page.until_chip("live", seconds=15)
    await agent.wait_for(650)
    await page.until_exact(await agent.events())


@scenario(limit=40, outages=True)
async def stopped_in_order(stage):
    """An agent that stops in order says bye, and every event is shown once when it is back"""
    agent, proxy = await stage.agent_and_proxy("one", "two")
    page = await stage.open(proxy.url)
    await page.until_chip("live")
    await agent.end(signal.SIGTERM)
    agent.append("three")
    await page.until_chip("reconnecting", "offline")
    await agent.start()
    agent.append("four")
    await page.until_chip("live", seconds=20)
    await agent.wait_for(4)
    await page.until_exact(await agent.events())


@scenario(limit=40, outages=True)
async def event_source(stage):
    """A plain EventSource in the same browser gets every event once across cuts"""
    agent, proxy = await stage.agent_and_proxy(*(line(number) for number in range(50)))
    page = await stage.open(proxy.url)
    await page.evaluate("""() => { window.got = []; window.source = new EventSource("/logs?n=all&f");
        source.onmessage = event => got.push([+event.lastEventId, JSON.parse(event.data).id]); }""")
    await page.until("() => got.length >= 50")
    offsets = iter(range(0, 2000, 53))
    proxy.stream = lambda request: Behaviour(
        after=next(offsets, None), whole_event=True, ending=next(ENDINGS), change=at_once
    )
    proxy.cut()
    agent.append(*(line(number) for number in range(600)))
    await agent.wait_for(650)
    events = await agent.events()
    await page.until("last => got.at(-1)[1] >= last", seconds=25, argument=events[-1]["id"])
    got = await page.evaluate("() => got")
    assert [int(id) for id, _ in got] == [int(id) for _, id in got], "lastEventId differs from the event's ID"
    import exact

    exact.demand([int(id) for id, _ in got], [event["id"] for event in events])
