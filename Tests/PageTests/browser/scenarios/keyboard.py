"""Every feature by the keyboard alone: no scenario here touches the pointer."""

import asyncio
import re

from scenarios.look import fleet_page
from scenarios.use import shows
from stage import scenario


async def focused(page):
    return (await page.evaluate("() => watched.focus()") or {}).get("name")


async def active(page):
    return await page.evaluate("() => watched.activeRow()")


@scenario()
async def tab_through_the_page(stage):
    """Tab reaches every part of the page, and what has the focus shows it"""
    agent, proxy, page = await fleet_page(stage)
    names, unseen = [], []
    for _ in range(80):
        await page.keyboard.press("Tab")
        focus = await page.evaluate("() => watched.focus()")
        if not focus:
            break
        names.append(focus["name"])
        if not focus["visible"]:
            unseen.append(focus["name"])
    assert not unseen, f"focus is not seen on {unseen[:5]}"
    for name in (
        "skip",
        "filter",
        "time",
        "chip",
        "facets-button",
        "find-button",
        "share-button",
        "view-button",
        "keys-button",
        "list",
    ):
        assert any(name == each for each in names), f"Tab does not reach {name}: {names}"
    assert any("histogram-plot" in name for name in names) and any("facet-value" in name for name in names), names
    return f"{len(names)} stops"


@scenario()
async def skip_link(stage):
    """The first Tab offers to skip to the log, and Enter does"""
    agent, proxy, page = await fleet_page(stage)
    await page.keyboard.press("Tab")
    assert await focused(page) == "skip", f"the focus is at {await focused(page)}"
    await page.keyboard.press("Enter")
    await page.until("() => document.activeElement.id === 'list'", "the focus on the list")
    await page.keyboard.press("ArrowUp")
    await page.until("() => document.querySelector('#list .row.active')", "a row that is active")


@scenario()
async def list_by_keys(stage):
    """Arrows, pages, e and w move in the list, and the list tells which row is active"""
    agent, proxy, page = await fleet_page(stage)
    events = {event["id"]: event for event in await agent.events()}
    order = list(events)
    await page.focus_list()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    first = await active(page)
    await page.keyboard.press("k")
    assert order.index(await active(page)) == order.index(first) - 1
    await page.keyboard.press("j")
    assert await active(page) == first
    told = await page.evaluate("() => watched.active('#list')?.dataset.id")
    assert told and int(told) == first, f"aria-activedescendant tells {told}"
    await page.keyboard.press("PageUp")
    await page.until("first => +document.querySelector('#list .row').dataset.id < first", argument=first)
    for key, worst in (("E", 3), ("W", 4), ("E", 3)):
        before = await active(page) or order[-1]
        await page.keyboard.press(key)
        await page.until(
            "before => watched.activeRow() && watched.activeRow() < before",
            f"{key} to move",
            argument=before,
        )
        found = await active(page)
        assert events[found]["priority"] <= worst, f"{key} finds priority {events[found]['priority']}"
        between = [events[id] for id in order[order.index(found) + 1 : order.index(before)]] if before in events else []
        assert all(event.get("priority", 8) > worst for event in between), f"{key} leaves one out"
    here = await active(page)
    await page.keyboard.press("e")
    await page.until("here => watched.activeRow() > here", "e to move", argument=here)
    await page.keyboard.press("End")
    await page.until_chip("live")


@scenario()
async def pause_by_keys(stage):
    """Space pauses and goes on"""
    agent, proxy, page = await fleet_page(stage)
    await page.keyboard.press("Space")
    await page.until_chip("paused")
    await page.keyboard.press("Space")
    await page.until_chip("live")


@scenario()
async def filter_by_keys(stage):
    """/ leads to the filter, arrows and Enter take a suggestion, Escape closes them, a second time leaves the box"""
    agent, proxy, page = await fleet_page(stage)
    await page.keyboard.press("/")
    assert await focused(page) == "filter", f"the focus is at {await focused(page)}"
    await page.page.keyboard.type("unit:s")
    await page.locator("#suggestions").wait_for(state="visible")
    await page.keyboard.press("ArrowDown")
    chosen = await page.evaluate("() => watched.active('#filter')?.innerText")
    assert chosen, "no suggestion is told to be active"
    await page.keyboard.press("Escape")
    await page.locator("#suggestions").wait_for(state="hidden")
    assert await page.locator("#filter").input_value() == "unit:s"
    await page.page.keyboard.type("hop")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")
    await shows(page, agent, query="q=unit:shop")


@scenario()
async def fields_by_keys(stage):
    """A field's value is included and excluded by Tab and Enter"""
    agent, proxy, page = await fleet_page(stage)
    await page.locator("#facets-button").focus()
    if not await page.locator("#facets").is_visible():
        await page.keyboard.press("Enter")
    for _ in range(12):
        if "facet-value" in (await focused(page) or ""):
            break
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await shows(page, agent, query="q=unit:nginx.service")
    for _ in range(40):
        if "facet-value" in (await focused(page) or ""):
            break
        await page.keyboard.press("Tab")
    assert "facet-value" in (await focused(page) or ""), f"the focus is at {await focused(page)}"
    await page.keyboard.press("Enter")
    await shows(page, agent)
    await page.keyboard.press("Tab")
    assert "facet-exclude" in await focused(page), f"the focus is at {await focused(page)}"
    await page.keyboard.press("Enter")
    await shows(page, agent, query="q=-unit:nginx.service")


@scenario()
async def histogram_by_keys(stage):
    """h leads to the histogram, arrows with Shift choose a range, Enter narrows to it"""
    agent, proxy, page = await fleet_page(stage)
    await page.keyboard.press("h")
    assert "histogram-plot" in await focused(page)
    for _ in range(20):
        await page.keyboard.press("ArrowLeft")
    for _ in range(10):
        await page.keyboard.press("Shift+ArrowLeft")
    value = await page.evaluate("() => document.activeElement.getAttribute('aria-valuetext')")
    assert re.search(r"\d", value or ""), "the range is not told"
    await page.keyboard.press("Enter")
    await page.until("() => /since=/.test(location.search) && /until=/.test(location.search)")
    await page.until("() => logcast.count > 10 && logcast.count < 1500")
    return value


@scenario()
async def details_by_keys(stage):
    """Enter opens the event, arrows walk on in it, Escape closes and leads back to the list"""
    agent, proxy, page = await fleet_page(stage)
    await page.focus_list()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await page.locator("#details").wait_for(state="visible")
    first = await active(page)
    await page.until("id => document.querySelector('#details').innerText.includes(id)", argument=str(first))
    await page.locator("#details [aria-label='previous event']").focus()
    await page.keyboard.press("Enter")
    await page.until("id => !document.querySelector('#details').innerText.includes(id)", argument=str(first))
    second = await active(page)
    assert second < first
    await page.keyboard.press("Escape")
    await page.locator("#details").wait_for(state="hidden")
    assert await focused(page) == "list", f"the focus is at {await focused(page)}"


@scenario()
async def find_by_keys(stage):
    """Ctrl+F finds, Enter and Shift+Enter step, n and N go on when it is closed or left"""
    agent, proxy, page = await fleet_page(stage)
    await page.keyboard.press("Control+f")
    await page.page.keyboard.type("vacuum")
    await page.keyboard.press("Enter")
    await page.until("() => document.querySelector('#list .row.active')?.innerText.includes('vacuum')")
    first = await active(page)
    await page.keyboard.press("Shift+Enter")
    await page.until("first => watched.activeRow() !== first", argument=first)
    second = await active(page)
    await page.focus_list()
    await page.keyboard.press("N" if second < first else "n")
    await page.until("second => watched.activeRow() !== second", argument=second)
    await page.keyboard.press("Control+f")
    await page.keyboard.press("Escape")
    await page.locator("#find").wait_for(state="hidden")
    assert await focused(page) in ("list", "find-button"), f"the focus is at {await focused(page)}"


@scenario()
async def time_by_keys(stage):
    """t leads to the time box, and Enter goes there"""
    agent, proxy, page = await fleet_page(stage)
    await page.keyboard.press("t")
    assert await focused(page) == "time", f"the focus is at {await focused(page)}"
    await page.page.keyboard.type("-1h")
    await page.keyboard.press("Enter")
    await page.until_chip("paused")


@scenario()
async def menus_by_keys(stage):
    """A menu opens by Enter, its items follow the arrows, Escape closes it and leads back to its button"""
    agent, proxy, page = await fleet_page(stage)
    for button, menu in (("share-button", "share-menu"), ("view-button", "view-menu")):
        await page.locator(f"#{button}").focus()
        await page.keyboard.press("Enter")
        await page.locator(f"#{menu}").wait_for(state="visible")
        assert await page.evaluate(
            "menu => document.activeElement.closest('#' + menu) !== null", menu
        ), "the focus is outside the menu"
        first = await page.evaluate("() => document.activeElement.textContent")
        await page.keyboard.press("ArrowDown")
        assert await page.evaluate("() => document.activeElement.textContent") != first
        await page.keyboard.press("Escape")
        await page.locator(f"#{menu}").wait_for(state="hidden")
        assert await focused(page) == button
    await page.keyboard.press("Enter")
    await page.keyboard.type("Dark")
    await page.evaluate(
        "() => [...document.querySelectorAll('#view-menu [role^=menuitem]')].find(e => e.innerText === 'Dark').focus()"
    )
    await page.keyboard.press("Enter")
    await page.until("() => document.documentElement.dataset.theme === 'dark'")


@scenario()
async def keys_dialog(stage):
    """? shows the keys, Escape closes them; single letters can be switched off there"""
    agent, proxy, page = await fleet_page(stage)
    await page.focus_list()
    await page.keyboard.press("?")
    await page.locator("#keys").wait_for(state="visible")
    listed = await page.locator("#keys").inner_text()
    for key in ("Space", "Ctrl+F", "End", "Home"):
        assert key in listed, f"{key} is not listed"
    await page.evaluate("() => document.querySelector('#keys input[type=checkbox]').focus()")
    await page.keyboard.press("Space")
    await page.keyboard.press("Escape")
    await page.locator("#keys").wait_for(state="hidden")
    await page.focus_list()
    await page.keyboard.press("/")
    await asyncio.sleep(0.2)
    assert await focused(page) == "list", "a single letter still acts"
    await page.keyboard.press("Space")
    await page.until_chip("paused")
