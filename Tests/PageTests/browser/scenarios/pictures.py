"""Pictures of the page, for people: SCREENSHOTS is the directory they go to, docs/page/ when refreshed by hand."""

import asyncio
import os
import time
from pathlib import Path

import fleet
from scenarios.look import PHONE
from stage import Skip, scenario

COUNT = 9000


async def fleet_with_a_gap(stage):
    """The fleet, and a file of which two lines were lost while the agent was away."""
    if not fleet.is_possible():
        raise Skip("systemd-journal-remote is not installed")
    now = time.time()
    fleet.write(stage.directory / "journal/fleet.journal", fleet.entries(COUNT, seed=7), now - 8 * 3600, now)
    agent, proxy = await stage.agent_and_proxy(files=("importer",), journal=stage.directory / "journal")
    agent.append("importer 4.2 reads /srv/incoming/prices.csv", unit="importer")
    await agent.wait_for(COUNT + 1)
    return agent, proxy


async def lose_lines(agent):
    await agent.end()
    agent.append("row 1200 of 9000", "row 2400 of 9000", unit="importer")
    agent.file("importer").write_text("importer 4.2 starts again\n")
    await agent.start()


def go_on(stage, name, count, seed, kind=None):
    """More of the fleet, of the last seconds."""
    now = time.time()
    more = list(fleet.entries(count, seed))
    if kind:
        more = [(part, kind(fleet.random.Random(seed + number))) for number, (part, _) in enumerate(more)]
    fleet.write(stage.directory / f"journal/{name}.journal", more, now - 2, now)


@scenario(limit=90, outages=True)
async def pictures(stage):
    """Pictures are taken live, paused, of a gap, an error, details, a range, find, dark, phone, offline, the login"""
    target = Path(os.environ.get("SCREENSHOTS") or stage.directory / "pictures")
    target.mkdir(parents=True, exist_ok=True)
    agent, proxy = await fleet_with_a_gap(stage)

    async def take(page, name):
        await page.page.mouse.move(640, 20)
        await asyncio.sleep(0.4)
        await page.page.screenshot(path=target / f"{name}.png")

    page = await stage.open(proxy.url)
    await page.until_chip("live")
    await page.until("() => document.querySelectorAll('#facets .facet').length > 8")
    go_on(stage, "live", 40, seed=21)
    await agent.wait_for(COUNT + 41)
    await take(page, "live")
    await take_events(page, take)
    await take_paused(stage, agent, page, take)
    await take_filters(page, take)
    await lose_lines(agent)
    await page.go(proxy.url)
    await page.until_row("importer 4.2 starts again")
    go_on(stage, "after", 8, seed=24)
    await agent.wait_for(COUNT + 110)
    assert await page.locator("#list .row.gap").count() == 1
    await take(page, "gap")
    await take_others(stage, proxy, take)
    proxy.is_down = True
    proxy.cut()
    await page.until_chip("offline", seconds=20)
    await take(page, "offline")
    await take_login(stage, take)
    return f"{len(list(target.glob('*.png')))} pictures"


async def take_events(page, take):
    trace = page.locator("#list .row", has_text="Unhandled exception")
    await page.filter("unit:shop prio<=err")
    await trace.last.wait_for(state="visible")
    await trace.last.locator(".message").click(position={"x": 20, "y": 8})
    await page.until("() => document.querySelector('#details').innerText.includes('PoolExhausted')")
    await take(page, "details")
    await page.focus_list()
    await page.keyboard.press("Escape")
    await page.filter("")
    await page.until_chip("live")


async def take_paused(stage, agent, page, take):
    box = await page.locator("#list").bounding_box()
    await page.page.mouse.move(box["x"] + 300, box["y"] + 200)
    await page.page.mouse.wheel(0, -1500)
    await page.until_chip("paused")
    go_on(stage, "burst", 60, seed=22, kind=fleet.incident)
    await agent.wait_for(COUNT + 101)
    await page.until("() => /60 new/.test(document.querySelector('#pill').innerText)", "60 in the pill")
    await take(page, "paused")
    await page.locator("#pill").click()
    await page.until_chip("live")


async def take_filters(page, take):
    await page.keyboard.press("Control+f")
    await page.page.keyboard.type("order")
    await page.keyboard.press("Enter")
    await page.until("() => /of \\d/.test(document.querySelector('#find').innerText)")
    await take(page, "find")
    await page.keyboard.press("Escape")
    await page.filter("unit:nginx")
    await page.until_chip("live")
    await page.filter("unit:nginx prio<=wanring")
    await page.locator("#filter-error").wait_for(state="visible")
    await take(page, "filter-error")
    await page.filter("")
    await page.until_chip("live")
    await page.until(
        "() => /[89],\\d{3} events/.test(document.querySelector('.histogram-plot').getAttribute('aria-valuetext'))"
    )
    plot = await page.locator("#histogram .histogram-plot").bounding_box()
    await page.page.mouse.move(plot["x"] + plot["width"] * 0.73, plot["y"] + 30)
    await page.page.mouse.down()
    await page.page.mouse.move(plot["x"] + plot["width"] * 0.8, plot["y"] + 30, steps=6)
    await page.page.mouse.up()
    await page.until("() => /since=/.test(location.search)")
    await page.until("() => logcast.count > 50")
    await take(page, "histogram")


async def take_login(stage, take):
    gate = (await stage.gate("one"))[1]
    viewport = {"width": 720, "height": 560}
    for name, options in (("login", {"viewport": viewport}), ("login-phone", PHONE | {"color_scheme": "dark"})):
        page = await stage.open(f"{gate.url}/", **options)
        await page.locator("#copy").wait_for()
        # The port is another each time.
        await page.evaluate("() => document.querySelector('#host').textContent = 'web1.example:8514'")
        await take(page, name)


async def take_others(stage, proxy, take):
    for name, options in (
        ("dark", {"color_scheme": "dark"}),
        ("phone", PHONE),
        ("phone-dark", PHONE | {"color_scheme": "dark"}),
    ):
        page = await stage.open(proxy.url, **options)
        await page.until_chip("live")
        await page.until("() => document.querySelectorAll('#list .row').length > 10")
        await take(page, name)
        await page.page.close()
        stage.pages.remove(page)
