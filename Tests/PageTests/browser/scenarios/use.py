"""What a reader does: filter, pause, find, share, go back."""

import asyncio
import json
import re
import subprocess
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import exact
import fleet
from scenarios.look import fleet_page
from stage import scenario, until


async def query_of(page):
    return parse_qs(urlsplit(await page.evaluate("() => location.href")).query)


async def shows(page, agent, path="/logs", query=""):
    """Waits until the page holds the newest events of this view, and nothing else."""
    expected = [event["id"] for event in await agent.events(path, query)]

    async def is_so():
        ids = await page.ids()
        return ids and ids == expected[-len(ids) :] and len(ids) >= min(len(expected), 10)

    await until(is_so, f"the page to show {path} {query}, {len(expected)} events")


@scenario()
async def filtering(stage):
    """Enter applies the filter, the address says it, and the list shows what the agent finds"""
    agent, proxy, page = await fleet_page(stage)
    await page.filter("unit:shop prio<=warning -slow")
    await shows(page, agent, query="q=unit:shop+prio%3C%3Dwarning+-slow")
    assert (await query_of(page))["q"] == ["unit:shop prio<=warning -slow"]
    await page.filter("")
    await shows(page, agent)


@scenario(outages=True)
async def a_wrong_filter(stage):
    """A wrong filter is told under the box, and the last good one stays"""
    agent, proxy, page = await fleet_page(stage)
    await page.filter("unit:shop")
    await shows(page, agent, query="q=unit:shop")
    # What the page's own parser refuses, and what only the agent does.
    for wrong, told in (("nosuch:1", "nosuch"), ("/(?=x)/", "look|assert|expression")):
        await page.filter(wrong)
        await page.locator("#filter-error").wait_for(state="visible")
        text = await page.locator("#filter-error").inner_text()
        assert re.search(told, text, re.I), f"{wrong}: {text!r}"
        await asyncio.sleep(0.5)
        assert (await page.chip())[0] == "live", f"{wrong}: the chip shows {await page.chip()}"
        await shows(page, agent, query="q=unit:shop")
        await page.keyboard.press("Escape")
    await page.filter("unit:nginx")
    await page.locator("#filter-error").wait_for(state="hidden")
    await shows(page, agent, query="q=unit:nginx")


@scenario()
async def suggesting(stage):
    """Suggestions come from the fields, and Tab or Enter takes one"""
    agent, proxy, page = await fleet_page(stage)
    await page.locator("#filter").click()
    await page.page.keyboard.type("uni")
    await page.locator("#suggestions").wait_for(state="visible")
    await page.keyboard.press("Tab")
    assert (await page.locator("#filter").input_value()).startswith("unit:")
    await page.page.keyboard.type("sh")
    await page.until("() => document.querySelector('#suggestions').innerText.includes('shop')")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    assert "shop" in await page.locator("#filter").input_value()
    await page.keyboard.press("Enter")
    await shows(page, agent, query="q=unit:shop.service")


@scenario()
async def pausing(stage):
    """A pause stops the transfer, the pill counts what is new and its errors, and its click goes on without a loss"""
    agent, proxy, page = await fleet_page(stage)
    count, seen = len(await page.ids()), await page.row_texts()
    await page.focus_list()
    await page.keyboard.press("Space")
    await page.until_chip("paused")
    await until(lambda: proxy.open_streams == 0, "the stream ends")
    before = proxy.bytes
    now = time.time()
    entries = [
        (number / 50, fleet.Entry("shop.service", f"new {number}", 3 if number % 5 == 0 else 6)) for number in range(50)
    ]
    fleet.write(stage.directory / "journal/more.journal", entries, now, now + 1)
    await agent.wait_for(3050)
    await page.until(
        "() => { const p = document.querySelector('#pill'); return p.checkVisibility() && p.innerText.includes('50'); }"
    )
    pill = await page.locator("#pill").inner_text()
    assert re.search(r"50 new.*\b10 errors", pill), pill
    assert proxy.bytes == before and proxy.open_streams == 0, "the transfer goes on"
    assert await page.row_texts() == seen and len(await page.ids()) == count, "something moved under the reader"
    await page.locator("#pill").click()
    await page.until_chip("live")
    await page.locator("#pill").wait_for(state="hidden")
    events = await agent.events()
    await page.until_exact(events, start=(await page.ids())[0])
    await page.until_row("new 49")
    return pill


@scenario()
async def scrolling_up(stage):
    """Scrolling up pauses, nothing moves under the reader while lines come, and End goes on"""
    agent, proxy, page = await fleet_page(stage, units=("app",))
    box = await page.locator("#list").bounding_box()
    await page.page.mouse.move(box["x"] + 200, box["y"] + 200)
    await page.page.mouse.wheel(0, -600)
    await page.until_chip("paused")
    await asyncio.sleep(0.3)
    before = [(row["id"], row["top"]) for row in await page.rows()]
    agent.append(*(f"line {number}" for number in range(200)))
    await agent.wait_for(3201)
    await asyncio.sleep(0.5)
    assert [(row["id"], row["top"]) for row in await page.rows()] == before, "rows moved"
    await page.focus_list()
    await page.keyboard.press("End")
    await page.until_chip("live")
    await page.until_row("line 199")
    await page.until_exact(await agent.events(), start=(await page.ids())[0])


@scenario()
async def older_events(stage):
    """Older events come in front without a jump, and follow on each other"""
    agent, proxy, page = await fleet_page(stage)
    box = await page.locator("#list").bounding_box()
    await page.page.mouse.move(box["x"] + 200, box["y"] + 200)
    for _ in range(12):
        await page.page.mouse.wheel(0, -9000)
        await asyncio.sleep(0.1)
    await page.until("() => logcast.count >= 3000", "all the events")
    exact.demand(await page.ids(), [event["id"] for event in await agent.events()])


@scenario()
async def address_round_trip(stage):
    """Reload, back and forward restore the filter, the look and what is open"""
    agent, proxy, page = await fleet_page(stage)
    await page.filter("unit:shop")
    await shows(page, agent, query="q=unit:shop")
    await page.filter("unit:nginx prio<=info")
    await shows(page, agent, query="q=unit:nginx+prio%3C%3Dinfo")
    await page.focus_list()
    await page.keyboard.press("z")
    await page.keyboard.press("Z")
    look = (
        "() => [document.querySelector('#filter').value, location.hash.includes('wrap'), location.hash.includes('utc')]"
    )
    before = await page.evaluate(look)
    assert before == ["unit:nginx prio<=info", True, True], before
    await page.page.reload()
    await page.whole()
    await shows(page, agent, query="q=unit:nginx+prio%3C%3Dinfo")
    assert await page.evaluate(look) == before
    await page.page.go_back()
    await shows(page, agent, query="q=unit:shop")
    assert await page.locator("#filter").input_value() == "unit:shop"
    await page.page.go_forward()
    await shows(page, agent, query="q=unit:nginx+prio%3C%3Dinfo")
    assert await page.locator("#filter").input_value() == "unit:nginx prio<=info"


@scenario()
async def an_event_by_its_address(stage):
    """/e/ID opens the event in context, marked, and whatever the filter was"""
    agent, proxy, page = await fleet_page(stage)
    events = await agent.events()
    chosen = events[1500]
    other = await stage.open(f"{proxy.url}/e/{chosen['id']}", page.page.context)
    row = other.locator(f"#list .row.marked[data-id='{chosen['id']}']")
    await row.wait_for(state="visible")
    box, list_box = await row.bounding_box(), await other.locator("#list").bounding_box()
    assert list_box["y"] + 50 < box["y"] < list_box["y"] + list_box["height"] - 50, f"it stands at {box['y']}"
    ids = await other.ids()
    place = ids.index(chosen["id"])
    assert place >= 20 and len(ids) - place > 20, f"{place} events before it of {len(ids)}"
    exact.demand(ids, [event["id"] for event in events[1500 - place : 1500 - place + len(ids)]])
    missing = await stage.open(f"{proxy.url}/e/{chosen['id'] + 7_000_000_000}", page.page.context)
    await missing.until("() => document.querySelector('#notice').innerText.includes('not in the log')")


@scenario()
async def context_and_back(stage):
    """An event's context ignores the filter, and b leads back to it"""
    agent, proxy, page = await fleet_page(stage)
    await page.filter("unit:ssh")
    await shows(page, agent, query="q=unit:ssh")
    await page.focus_list()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("c")
    await page.until("() => location.pathname.startsWith('/e/')")
    await page.until(
        "() => new Set([...document.querySelectorAll('#list .row .unit')].map(e => e.textContent)).size > 1",
        "rows of other units",
    )
    assert await page.locator("#list .row.marked").count() == 1
    await page.keyboard.press("b")
    await shows(page, agent, query="q=unit:ssh")


async def copied(page):
    await page.until("() => /copied/i.test(document.querySelector('#status-line').innerText)", "a copy to be told")
    # A clipboard that does not answer must not hang the run.
    for _ in range(3):
        await page.page.bring_to_front()
        answer = "Promise.race([navigator.clipboard.readText(), new Promise(done => setTimeout(done, 3000, null))])"
        text = await page.evaluate(f"() => {answer}")
        if text is not None:
            return text
    raise AssertionError("the clipboard does not answer")


async def run_copied(command):
    """Runs a copied command in bash as it is, but for JSON; the IDs. A follow is ended after two seconds."""
    assert command.startswith("curl "), command
    as_json = re.sub(r"\?", "?o=json&fields=none&", command, count=1)
    done = await asyncio.to_thread(subprocess.run, ["timeout", "-k", "1", "2", "bash", "-c", as_json],
        stdin=subprocess.DEVNULL, capture_output=True)
    assert done.returncode in (0, 124), f"{as_json}: status {done.returncode}"
    return [
        event["id"]
        for event in map(json.loads, done.stdout.splitlines())
        if "event" not in event or event["event"] == "gap"
    ]


@scenario()
async def copy_as_curl(stage):
    """The copied curl command prints in bash the events that the page shows"""
    agent, proxy, page = await fleet_page(stage, permissions=["clipboard-read", "clipboard-write"])
    for filter in ("", 'unit:shop "it\'s" -a', '-"$HOME `id` !!" prio<=notice', "/(order|cart) \\d+/"):
        await page.filter(filter)
        await page.until_chip("live")
        await page.focus_list()
        await page.evaluate("() => document.querySelector('#status-line').textContent = ''")
        await page.keyboard.press("u")
        command = await copied(page)
        ids, held = await run_copied(command), await page.ids()
        assert ids == held[-len(ids) :] if ids else not held, f"{command}: {len(ids)} events, not the page's last"
        if len(held) >= 10:
            assert len(ids) >= 10, f"{command}: {len(ids)} events of {len(held)}"
    return command


@scenario()
async def copy_without_clipboard(stage):
    """Under a plain-HTTP name, where there is no clipboard for scripts, copying works as well"""
    agent = await stage.agent()
    agent.append("one", "two")
    await agent.wait_for(2)
    proxy = await stage.proxy(agent, host=f"127.0.0.1:{agent.port}")
    page = await stage.open(f"http://logs.lan:{proxy.port}")
    await page.until_chip("live")
    assert await page.evaluate("() => navigator.clipboard === undefined"), "there is a clipboard for scripts"
    await page.focus_list()
    await page.keyboard.press("u")
    await page.until("() => /copied/i.test(document.querySelector('#status-line').innerText)", "a copy to be told")
    await page.locator("#filter").click()
    await page.keyboard.press("Control+v")
    pasted = await page.locator("#filter").input_value()
    assert pasted.startswith(f"curl ") and f"logs.lan:{proxy.port}" in pasted, pasted


@scenario()
async def downloading(stage):
    """A download holds everything that the filter lets through, as text and as NDJSON"""
    agent, proxy, page = await fleet_page(stage)
    await page.filter("unit:shop")
    await shows(page, agent, query="q=unit:shop")
    expected = [event["id"] for event in await agent.events(query="q=unit:shop")]
    for label in ("NDJSON", "Text"):
        await page.locator("#share-button").click()
        async with page.page.expect_download() as waiting:
            await page.locator("#share-menu [role=menuitem]", has_text=label).click()
        data = open(await (await waiting.value).path(), "rb").read()
        if label == "NDJSON":
            exact.demand([json.loads(line)["id"] for line in data.splitlines()], expected)
        else:
            assert data.count(b"shop[") >= len(expected), f"{data.count(b'shop[')} lines of text"


@scenario()
async def finding(stage):
    """Find counts what matches on the server too, steps through it, and filters nothing"""
    agent, proxy, page = await fleet_page(stage)
    total = len(await agent.events(query="q=settled"))
    assert total > 20
    await page.focus_list()
    await page.keyboard.press("Control+f")
    await page.page.keyboard.type("settled")
    await page.until(
        "total => document.querySelector('#find').innerText.replace(/\\D/g, ' ').includes(total)", argument=str(total)
    )
    for _ in range(3):
        await page.keyboard.press("Enter")
        await asyncio.sleep(0.4)
    await page.until("() => /\\d+ of \\d+/.test(document.querySelector('#find').innerText)")
    active = await page.locator("#list .row.active .message").inner_text()
    assert "settled" in active, active
    units = {event["unit"] for event in await agent.events() if "unit" in event}
    assert len(units) > 3 and len({row["text"][:6] for row in await page.rows()}) > 3, "find filters"
    told = await page.locator("#find").inner_text()
    await page.keyboard.press("Escape")
    await page.locator("#find").wait_for(state="hidden")
    return told.replace("\n", " ")


@scenario()
async def times(stage):
    """The time box goes to a moment, narrows to a range, and says what it does not understand"""
    agent, proxy, page = await fleet_page(stage)

    async def enter(text):
        await page.locator("#time").fill(text)
        await page.locator("#time").press("Enter")

    await enter("-2h")
    await page.until_chip("paused")
    await page.until("() => document.querySelectorAll('#list .row').length > 10")
    since = time.time() - 2 * 3600
    first = (await page.rows())[1]["id"]
    event = next(event for event in await agent.events() if event["id"] == first)
    moment = time.mktime(time.strptime(event["time"][:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone
    assert -400 < moment - since < 400, f"the list begins at {event['time']}"
    await enter("-3h..-2h")
    await page.until("() => /since=/.test(location.search) && /until=/.test(location.search)")
    query = await query_of(page)
    await shows(page, agent, query=urlencode(query, doseq=True))
    await enter("half past nonsense")
    await page.locator("#time-error").wait_for(state="visible")


@scenario()
async def fields(stage):
    """A click on a field's value includes it, minus excludes it, a second click takes it back"""
    agent, proxy, page = await fleet_page(stage)
    group = page.locator("#facets .facet-group").first
    await group.locator(".facet-value", has_text="shop.service").click()
    await shows(page, agent, query="q=unit:shop.service")
    assert "shop" in await page.locator("#filter").input_value()
    await group.locator(".facet-value", has_text="shop.service").click()
    await shows(page, agent)
    await group.locator(".facet", has_text="nginx.service").hover()
    await group.locator(".facet", has_text="nginx.service").locator(".facet-exclude").click()
    await shows(page, agent, query="q=-unit:nginx.service")


@scenario()
async def dragging_over_the_histogram(stage):
    """A drag over the histogram narrows to its range, a click goes to its moment"""
    agent, proxy, page = await fleet_page(stage)
    plot = await page.locator("#histogram .histogram-plot").bounding_box()
    middle = plot["y"] + plot["height"] / 2
    await page.page.mouse.click(plot["x"] + plot["width"] * 0.3, middle)
    await page.until_chip("paused")
    await page.until("() => !location.search && document.querySelectorAll('#list .row').length > 10")
    await page.page.mouse.move(plot["x"] + plot["width"] * 0.5, middle)
    await page.page.mouse.down()
    await page.page.mouse.move(plot["x"] + plot["width"] * 0.6, middle, steps=5)
    await page.page.mouse.up()
    await page.until("() => /since=/.test(location.search) && /until=/.test(location.search)")
    query = await query_of(page)
    held = await agent.events(query=urlencode(query, doseq=True))
    assert 100 < len(held) < 1000, f"{len(held)} events"
    await page.until("count => logcast.count === count", argument=len(held))
