"""Who may read: the login by a link or a code, what few units look like, and what is said when access ends."""

import asyncio

from scenarios.look import PHONE, demand_fits, judge
from stage import scenario, until

LINES = ("one", "two", "three")


async def arrive(stage, page):
    """Waits until the page of the log is there and live."""
    await page.page.locator("#chip").wait_for(timeout=15_000)
    await page.whole()
    await page.until_chip("live")


async def enter(page, code):
    await page.locator("#code").fill(code)
    await page.locator("#enter").click()


async def logged_in(stage, gate, path="/", units="*", seconds=3600, context=None):
    page = await stage.open(f"{gate.url}/login#{await gate.code(units, seconds)}", context)
    await arrive(stage, page)
    if path != "/":
        await page.go(gate.url + path)
        await page.page.locator("#chip").wait_for()
    return page


def demand_secret(gate, code):
    told = [request.line for request in gate.requests if code in request.line]
    told += [value for request in gate.requests for value in request.headers.values() if code in value]
    assert not told, f"the code is in an address or a header: {told[:2]}"


async def until_notice(page, pattern):
    script = """pattern => { const notice = document.querySelector("#notice");
        return notice.checkVisibility() && new RegExp(pattern, "s").test(notice.innerText); }"""
    await page.until(script, f"a notice of {pattern}", argument=pattern)


async def text_of(page, selector):
    return await page.evaluate("selector => document.querySelector(selector)?.innerText ?? ''", selector)


# Getting in


@scenario(outages=True)
async def login_by_link(stage):
    """A login link leads to the log, its code is in no address, and the cookie is out of reach for scripts"""
    agent, gate = await stage.gate(*LINES)
    context = await stage.context()
    code = await gate.code()
    page = await stage.open(f"{gate.url}/login#{code}", context)
    await arrive(stage, page)
    await page.until_exact(await agent.events())
    assert page.page.url == f"{gate.url}/", f"it leads to {page.page.url}"
    kept = await page.evaluate("() => JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}])")
    assert code not in kept, f"the code is kept: {kept}"
    assert await page.evaluate("() => document.cookie") == ""
    demand_secret(gate, code)
    await page.until("() => /log out/i.test(document.querySelector('#who')?.innerText ?? '')", "who one is")
    await page.page.go_back()
    assert code not in page.page.url, f"the way back leads to {page.page.url}"
    return await text_of(page, "#who")


@scenario(outages=True)
async def login_keeps_the_address(stage):
    """What was asked for before the login is shown after it: a filter with its look, by a typed code"""
    agent, gate = await stage.gate(*LINES)
    page = await stage.open(f"{gate.url}/logs?q=two#wrap&time=utc")
    await page.locator("#code").wait_for()
    assert "127.0.0.1" in await text_of(page, "h1") and "sudo logcast login" in await text_of(page, "main")
    await enter(page, f"  {gate.url}/login#{await gate.code()} ")
    await arrive(stage, page)
    assert page.page.url == f"{gate.url}/logs?q=two#wrap&time=utc", f"it leads to {page.page.url}"
    await page.until_row("two")
    assert await page.row_texts() == ["two"]


@scenario(outages=True)
async def login_of_an_event(stage):
    """An event's address survives the login, also by a link that is opened in the same tab"""
    agent, gate = await stage.gate(*LINES)
    event = (await agent.events())[1]["id"]
    page = await stage.open(f"{gate.url}/e/{event}")
    await page.locator("#code").wait_for()
    await page.go(f"{gate.url}/login#{await gate.code()}")
    await page.page.locator("#chip").wait_for()
    await page.until_row("two")
    assert page.page.url.startswith(f"{gate.url}/e/{event}"), f"it leads to {page.page.url}"
    assert await page.evaluate("() => sessionStorage.length") == 0


@scenario(outages=True)
async def login_in_another_tab(stage):
    """A login in one tab is one for all: what waits for it goes on by itself"""
    agent, gate = await stage.gate(*LINES)
    context = await stage.context()
    waiting = await stage.open(f"{gate.url}/logs?q=three", context)
    await waiting.locator("#code").wait_for()
    await logged_in(stage, gate, context=context)
    await waiting.page.locator("#chip").wait_for()
    await waiting.until_row("three")
    assert waiting.page.url == f"{gate.url}/logs?q=three"


@scenario(outages=True)
async def login_by_a_pasted_address(stage):
    """A link that is pasted into the address bar of the login page logs in, though no page is loaded for it"""
    agent, gate = await stage.gate(*LINES)
    page = await stage.open(f"{gate.url}/login")
    code = await gate.code()
    await page.evaluate("code => { location.hash = code; }", code)
    await arrive(stage, page)
    assert page.page.url == f"{gate.url}/"
    demand_secret(gate, code)


@scenario(outages=True)
async def login_refused(stage):
    """A wrong, a used and an expired code each say so, the field is there again, and the right one works"""
    agent, gate = await stage.gate(*LINES)
    used = await gate.code()
    await logged_in(stage, gate)
    other = await stage.open(f"{gate.url}/login#{used}")
    await arrive(stage, other)
    page = await stage.open(f"{gate.url}/login#{used}", await stage.context())
    said = await until_problem(page)
    assert page.page.url == f"{gate.url}/login", f"the code stays in the address: {page.page.url}"
    assert await page.evaluate("() => document.activeElement.id") == "code"
    posts = [request for request in gate.requests if request.method == "POST"]
    await enter(page, "no-such-code")
    await until_problem(page)
    await asyncio.sleep(1)
    assert len([request for request in gate.requests if request.method == "POST"]) == len(posts) + 1
    assert await page.locator("#code").get_attribute("aria-invalid") == "true"
    await enter(page, await gate.code())
    await arrive(stage, page)
    return said


async def until_problem(page):
    script = "() => !document.querySelector('#enter').disabled && document.querySelector('#problem').innerText"
    said = await page.until(script, "a sentence that says what is wrong")
    assert len(said) > 20, f"it says {said!r}"
    return said


@scenario(outages=True)
async def login_unreachable(stage):
    """A server that cannot be reached is told, and the code can be sent again"""
    agent, gate = await stage.gate(*LINES)
    page = await stage.open(f"{gate.url}/login")
    gate.is_down = True
    code = await gate.code()
    await enter(page, code)
    assert "reached" in await until_problem(page)
    gate.is_down = False
    await page.locator("#enter").click()
    await arrive(stage, page)


@scenario(outages=True)
async def login_without_scripts(stage):
    """Without JavaScript the form logs in as well, and says when a code is wrong"""
    agent, gate = await stage.gate(*LINES)
    context = await stage.context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{gate.url}/logs?q=two")
    await page.locator("#code").fill("no-such-code")
    await page.locator("#enter").click()
    await page.locator("#problem:not(:empty)").wait_for()
    said = await page.locator("#problem").inner_text()
    await page.locator("#code").fill(await gate.code())
    await page.locator("#enter").click()
    await page.locator("#bar").wait_for()
    assert page.url == f"{gate.url}/"
    return said


@scenario(outages=True)
async def login_without_a_cookie(stage):
    """A browser that does not keep the cookie is told so, and does not go round in circles"""
    agent, gate = await stage.gate(*LINES)
    gate.forgets = True
    page = await stage.open(f"{gate.url}/login#{await gate.code()}")
    assert "cookie" in await until_problem(page)
    count = len(gate.requests)
    await asyncio.sleep(2)
    assert len(gate.requests) == count


@scenario(outages=True)
async def login_leads_nowhere_else(stage):
    """Whatever is kept as the wanted address, the login leads to this origin"""
    agent, gate = await stage.gate(*LINES)
    other = await stage.proxy(agent)
    for wanted in (other.url, f"//127.0.0.1:{other.port}/", "javascript:alert(1)", f"{gate.url}/login#again"):
        page = await stage.open(f"{gate.url}/login")
        await page.evaluate("wanted => sessionStorage.setItem('logcast.wanted', wanted)", wanted)
        await enter(page, await gate.code())
        await arrive(stage, page)
        assert page.page.url == f"{gate.url}/", f"{wanted} leads to {page.page.url}"
    assert not other.requests


# The page's end of it


@scenario(outages=True, limit=90)
async def access_expires(stage):
    """A session that expires is told in every tab, nothing is asked again and again, and a login leads back"""
    agent, gate = await stage.gate(*LINES)
    context = await stage.context()
    page = await logged_in(stage, gate, "/logs?q=-nothing#wrap", seconds=15, context=context)
    other = await stage.open(f"{gate.url}/", context)
    paused = await stage.open(f"{gate.url}/logs?q=o", context)
    await paused.until_chip("live")
    await paused.locator("#chip").click()
    await paused.until_chip("paused")
    await page.page.bring_to_front()
    for each in (page, other):
        await each.until_chip("refused", text="expired", seconds=25)
        await until_notice(each, "expired")
    assert (await page.row_texts())[-1] == "three", "what was there is gone"
    await paused.until("() => !document.querySelector('#notice').hidden", "the notice of a paused tab")
    asked = len(gate.requests)
    await asyncio.sleep(6)
    again = [request.line for request in gate.requests[asked:]]
    assert len(again) <= 1, f"asked again: {again[:5]}"
    await page.locator("#notice button").click()
    await page.locator("#code").wait_for()
    await enter(page, await gate.code())
    await arrive(stage, page)
    assert page.page.url == f"{gate.url}/logs?q=-nothing#wrap", f"it leads to {page.page.url}"
    await other.until_chip("live")
    agent.append("four")
    for each in (page, other):
        await each.until_row("four")
    await paused.until("() => document.querySelector('#notice').hidden", "the paused tab goes on")


@scenario(outages=True)
async def log_out(stage):
    """Logging out ends every tab of the browser, shows none of the log on the way back, and leads to the login"""
    agent, gate = await stage.gate(*LINES)
    context = await stage.context()
    other = await logged_in(stage, gate, "/logs?q=o", context=context)
    page = await stage.open(f"{gate.url}/", context)
    await page.filter("t")
    await page.until_row("two")
    await page.locator("#who button").click()
    for each in (page, other):
        await each.locator("#code").wait_for()
    assert page.page.url == f"{gate.url}/login" and other.page.url == f"{gate.url}/logs?q=o"
    assert not await context.cookies(), f"{await context.cookies()}"
    await until(lambda: gate.open_streams == 0, "no stream is open")
    await page.page.go_back()
    await page.whole()
    await asyncio.sleep(1)
    shown = await page.evaluate("() => document.body.checkVisibility() ? document.body.innerText : ''")
    assert "two" not in shown, f"the way back shows {shown[:200]}"
    await enter(other, await gate.code())
    await arrive(stage, other)
    await other.until_row("two")


@scenario(outages=True)
async def log_out_fails(stage):
    """A logout that does not reach the server says so, and nothing is left"""
    agent, gate = await stage.gate(*LINES)
    page = await logged_in(stage, gate)
    gate.is_down = True
    await page.locator("#who button").click()
    await page.until("() => /not logged out/i.test(document.querySelector('#status-line').innerText)")
    assert page.page.url == f"{gate.url}/"


@scenario(outages=True)
async def few_units(stage):
    """Who may read few units is told which, wherever something is not there, and always has a way on"""
    agent, gate = await stage.gate(*LINES, units=("app", "secret"))
    page = await logged_in(stage, gate, units="app*")
    await page.until_count(3)
    units = {event["unit"] for event in await agent.events(query="q=unit:app*")}
    assert units == {"app"} and await page.count() == 3
    assert "app*" in await text_of(page, "#who")
    await page.until("() => document.querySelector('#facets').innerText.includes('You may read: app*')")
    await page.filter("unit:secret")
    await page.locator("#empty", has_text="You may read: app*").wait_for()
    await page.go(f"{gate.url}/logs/secret")
    await page.until_chip("refused", text="secret")
    await until_notice(page, r"secret.*You may read: app\*")
    asked = gate.total.total()
    await asyncio.sleep(3)
    assert gate.total.total() == asked, "it asks again and again for what is not granted"
    await page.locator("#notice button").click()
    await page.until_chip("live")
    await page.until_row("three")
    assert page.page.url == f"{gate.url}/" and not await page.locator("#notice").is_visible()
    await page.page.go_back()
    await until_notice(page, r"secret.*You may read: app\*")
    hidden = next(event["id"] for event in await agent.events() if event["unit"] == "secret")
    await page.go(f"{gate.url}/e/{hidden}")
    await until_notice(page, r"not in the log.*You may read: app\*")
    await page.locator("#notice button").click()
    await page.until_chip("live")


@scenario()
async def open_says_nothing(stage):
    """Where no login is wanted, nothing is said of one"""
    agent, proxy = await stage.agent_and_proxy(*LINES)
    page = await stage.open(proxy.url)
    await page.until_chip("live")
    await until(lambda: any(request.path == "/whoami" for request in proxy.requests), "the page asks who one is")
    await asyncio.sleep(0.5)
    assert await text_of(page, "#who") == "" and "may read" not in await text_of(page, "body")


# How it looks


async def judge_login(stage, **options):
    agent, gate = await stage.gate(*LINES)
    found = {}
    page = await stage.open(f"{gate.url}/logs?q=two", **options)
    await page.locator("#code").wait_for()
    await judge(page, "the login", found)
    await enter(page, "no-such-code")
    await until_problem(page)
    await judge(page, "a wrong code", found)
    await enter(page, await gate.code("app*", 5))
    await arrive(stage, page)
    await page.until("() => document.querySelector('#who')?.innerText")
    await judge(page, "who one is", found, "#foot")
    await page.until_chip("refused", seconds=15)
    await judge(page, "access that has expired", found)
    listed = "\n".join(f"{name}\n  " + "\n  ".join(places[:3]) for name, places in found.items())
    assert not found, f"axe finds {len(found)} kinds of violations:\n{listed}"


@scenario(outages=True)
async def login_axe_light(stage):
    """axe finds nothing in the login, nor where access has expired, in the light theme"""
    await judge_login(stage, color_scheme="light")


@scenario(outages=True)
async def login_axe_dark(stage):
    """axe finds nothing in the login, nor where access has expired, in the dark theme"""
    await judge_login(stage, color_scheme="dark")


@scenario(outages=True)
async def login_axe_phone(stage):
    """axe finds nothing in the login, nor where access has expired, on a phone"""
    await judge_login(stage, **PHONE)


@scenario(outages=True)
async def login_on_a_phone(stage):
    """On a phone the login is no wider than the screen, fits on it, and its targets are large enough for a finger"""
    agent, gate = await stage.gate(*LINES)
    page = await stage.open(f"{gate.url}/login#no-such-code", **PHONE)
    await until_problem(page)
    await demand_fits(page, 390, "the login")
    high = await page.evaluate("() => document.documentElement.scrollHeight")
    assert high <= 844, f"the login is {high} px high"
    sizes = await page.evaluate(
        "() => ['#copy', '#code', '#enter'].map(each => document.querySelector(each).getBoundingClientRect().height)"
    )
    assert min(sizes) >= 36, f"heights {sizes}"
    assert float((await page.evaluate("() => getComputedStyle(document.querySelector('#code')).fontSize"))[:-2]) >= 16
    await page.page.set_viewport_size({"width": 320, "height": 640})
    await demand_fits(page, 320, "the login")
    await page.page.set_viewport_size({"width": 390, "height": 844})
    await enter(page, await gate.code("a-unit-with-a-long-name*,another-unit-with-a-long-name*,app"))
    await arrive(stage, page)
    await page.until("() => document.querySelector('#who')?.innerText")
    await demand_fits(page, 390, "the page with who one is")
    box = await page.locator("#who button").bounding_box()
    assert box["x"] + box["width"] <= 390 and box["height"] >= 23.5, f"log out lies at {box}"


@scenario(outages=True)
async def login_by_keys(stage):
    """The login works by the keyboard alone, copies the command, and what has the focus shows it"""
    agent, gate = await stage.gate(*LINES)
    page = await stage.open(f"{gate.url}/")
    names = []
    for _ in range(3):
        await page.keyboard.press("Tab")
        focus = await page.evaluate("() => watched.focus()")
        assert focus["visible"], f"focus is not seen on {focus['name']}"
        names.append(focus["name"])
        if focus["name"] == "copy":
            await page.keyboard.press("Enter")
            await page.until("() => /copied/i.test(document.querySelector('#progress').innerText)")
        if focus["name"] == "code":
            await page.keyboard.press("Control+v")
            assert await page.locator("#code").input_value() == "sudo logcast login"
    assert names == ["copy", "code", "enter"], f"Tab leads to {names}"
    await page.locator("#code").focus()
    await page.keyboard.press("Control+a")
    await page.page.keyboard.type(await gate.code())
    await page.keyboard.press("Enter")
    await arrive(stage, page)
