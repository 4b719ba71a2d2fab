"""Much: a million events, a line of 200 KB, ten thousand lines at once."""

import asyncio
import json
import re
import time
from pathlib import Path

import exact
from stage import scenario, until

MILLION = 1_000_000
# What the specification grants at a million events loaded.
MOST_MEGABYTES = 350


async def megabytes(stage, page):
    """What the page's scripts and its typed arrays hold, after a collection of garbage, in MB."""
    session = await page.page.context.new_cdp_session(page.page)
    await session.send("HeapProfiler.collectGarbage")
    heap = await session.send("Runtime.getHeapUsage")
    await session.detach()
    return (heap["usedSize"] + heap["backingStorageSize"] + heap["embedderHeapUsedSize"]) / 1e6


async def process_megabytes(stage):
    """What the largest of the browser's renderer processes, the page's with its worker, has for itself alone, in MB."""
    session = await stage.browser.new_browser_cdp_session()
    processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
    await session.detach()
    files = [Path(f"/proc/{process['id']}/smaps_rollup") for process in processes if process["type"] == "renderer"]
    found = [re.findall(r"Private_\w+: +(\d+) kB", file.read_text()) for file in files if file.exists()]
    return max(sum(map(int, sizes)) for sizes in found) / 1000


async def million(stage):
    agent = await stage.agent(start=False)
    with open(agent.file("app"), "w") as file:
        file.writelines(
            f"request {number} GET /api/items/{number % 7919} 200 {number % 311} ms\n" for number in range(MILLION)
        )
    await agent.start()
    newest = f"request {MILLION - 1} "
    await until(
        lambda: asyncio.create_task(is_there(agent, newest)), "a million events in the log", seconds=40, every=0.3
    )
    return agent


async def is_there(agent, text):
    return text.encode() in await agent.get("/logs?n=1&o=cat")


@scenario(limit=150)
async def a_million_events(stage):
    """A log of a million events opens at once, jumps to its oldest, and pages from there"""
    agent = await million(stage)
    proxy = await stage.proxy(agent)
    start = time.monotonic()
    page = await stage.open(proxy.url)
    await page.until_row(f"request {MILLION - 1} ")
    opened = time.monotonic() - start
    await page.focus_list()
    await page.keyboard.press("Home")
    await page.until_row("request 0 ")
    first = (await page.rows())[0]
    assert first["text"].startswith("request 0 "), f"at the oldest the first row is {first['text']!r}"
    for _ in range(120):
        await page.keyboard.press("PageDown")
        await asyncio.sleep(0.02)
    await page.until("() => logcast.count > 2000")
    ids = await page.ids()
    body = await agent.get(f"/logs?after=0&max={len(ids)}&o=json&fields=none&cut=1")
    exact.demand(ids, [json.loads(line)["id"] for line in body.splitlines()])
    assert await page.count() <= MILLION
    await page.keyboard.press("End")
    await page.until_chip("live")
    await page.until_row(f"request {MILLION - 1} ")
    return f"opened in {opened * 1000:.0f} ms"


@scenario(limit=200)
async def a_million_loaded(stage):
    """A million events loaded into the page take at most 350 MB, and the list still scrolls"""
    agent = await million(stage)
    page = await stage.open((await stage.proxy(agent)).url)
    await page.until_row(f"request {MILLION - 1} ")
    before = await megabytes(stage, page)
    start = time.monotonic()
    # The list loads what is in front as long as its beginning is in sight: scrolled there by the wheel, as by a hand.
    box = await page.locator("#list").bounding_box()
    await page.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    deadline = time.monotonic() + 120
    while await page.count() < MILLION and time.monotonic() < deadline:
        await page.page.mouse.wheel(0, -400_000)
        await asyncio.sleep(0.005)
    count = await page.count()
    assert count >= MILLION, f"{count} events in {time.monotonic() - start:.0f} s"
    took = time.monotonic() - start
    assert await page.messages(0, 1) == [(await agent.get("/logs?after=0&max=1&o=cat")).decode().rstrip("\n")]
    in_order = await page.evaluate(
        "() => { const ids = logcast.ids(); return ids.every((id, i) => i === 0 || id > ids[i - 1]); }"
    )
    assert in_order, "the IDs are not in order"
    after = await megabytes(stage, page)
    whole = await process_megabytes(stage)
    assert whole <= MOST_MEGABYTES, f"{after:.0f} MB of scripts, the process {whole:.0f} MB"
    return f"scripts {after:.0f} MB, {before:.0f} MB before; the whole process {whole:.0f} MB; loaded in {took:.0f} s"


@scenario()
async def a_long_line(stage):
    """A line of 200 KB is cut in the list and whole in the details"""
    long = "start of it " + "0123456789" * 20_000 + " the very end"
    agent, proxy = await stage.agent_and_proxy("short", long, "after")
    page = await stage.open(proxy.url)
    await page.until_count(3)
    row = next(row for row in await page.rows() if row["text"].startswith("start of it"))
    assert len(row["text"]) < 6000, f"{len(row['text'])} characters in the list"
    await page.locator(f"#list .row[data-id='{row['id']}'] .message").click()
    await page.locator("#details").wait_for(state="visible")
    await page.until(
        """() => { const whole = document.querySelector("#details").innerText;
        const more = [...document.querySelectorAll("#details button")].find(b => /whole|all|more/i.test(b.innerText));
        if (!whole.includes("the very end") && more) more.click();
        return whole.includes("the very end"); }""",
        "the whole line in the details",
    )


@scenario(limit=60)
async def a_burst(stage):
    """Ten thousand events in a second for three seconds are each shown once; how long tasks took is told, not judged"""
    agent, proxy = await stage.agent_and_proxy("one")
    page = await stage.open(proxy.url)
    await page.until_chip("live")
    await page.evaluate("""() => { window.longest = 0; new PerformanceObserver(list => {
        for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
        }).observe({type: "longtask"}); }""")
    for turn in range(30):
        agent.append(
            *(f"burst {turn * 1000 + number} of a line of ordinary length, as they are" for number in range(1000))
        )
        await asyncio.sleep(0.1)
    await agent.wait_for(30_001, seconds=30)
    await page.until_exact(await agent.events())
    await page.until_row("burst 29999 ")
    longest = await page.evaluate("() => longest")
    return f"longest task {longest:.0f} ms"
