"""What a stream can be answered with, and what the chip says of it."""

import asyncio
import shutil
import time

from proxy import Behaviour
from stage import scenario, until

SAD = ("reconnecting", "offline")


async def live(stage):
    agent, proxy = await stage.agent_and_proxy("one", "two")
    page = await stage.open(proxy.url)
    await page.until_chip("live")
    return agent, proxy, page


async def recover(agent, proxy, page, seconds=15):
    """The stream is well again: the page notices by itself, and lacks nothing."""
    agent.append("after the outage")
    proxy.stream = lambda request: None
    await page.until_chip("live", seconds=seconds)
    await agent.wait_for(3)
    await page.until_exact(await agent.events())


async def fail_with(stage, behaviour, text, states=SAD):
    agent, proxy, page = await live(stage)
    proxy.stream = lambda request: behaviour
    proxy.cut()
    shown = await page.until_chip(*states, text=text)
    await recover(agent, proxy, page)
    return shown


@scenario(outages=True)
async def bad_gateway(stage):
    """A 502 is a reason to reconnect, and named in the chip"""
    html = {"Content-Type": "text/html"}
    return await fail_with(stage, Behaviour(status=502, headers=html, body=b"<h1>Bad Gateway</h1>"), "502")


@scenario(outages=True)
async def unavailable(stage):
    """After a 503 with Retry-After nothing is asked before its time"""
    agent, proxy, page = await live(stage)
    asked = []

    def behave(request):
        asked.append(time.monotonic())
        return Behaviour(status=503, headers={"Retry-After": "4"}, body=b"error: too many streams\n")

    proxy.stream = behave
    proxy.cut()
    await page.until_chip(*SAD, text="503")
    await until(lambda: len(asked) >= 2, "a second request", seconds=12)
    assert asked[1] - asked[0] >= 3.9, f"asked again after {asked[1] - asked[0]:.1f} s"
    await recover(agent, proxy, page)


@scenario(outages=True)
async def unauthorized(stage):
    """A 401 is shown as refused with its reason, and a click on the chip tries again"""
    agent, proxy, page = await live(stage)
    problem = {"Content-Type": "application/problem+json", "WWW-Authenticate": "Bearer"}
    body = b'{"type":"about:blank","title":"Unauthorized","status":401,"detail":"the token has expired"}'
    proxy.stream = lambda request: Behaviour(status=401, headers=problem, body=body)
    proxy.cut()
    await page.until_chip("refused", text="the token has expired")
    proxy.stream = lambda request: None
    await page.locator("#chip").click()
    await recover(agent, proxy, page)


@scenario(outages=True)
async def bad_request(stage):
    """A request that the agent cannot understand is shown as refused, with the agent's reason"""
    agent, proxy = await stage.agent_and_proxy("one")
    page = await stage.open(f"{proxy.url}/logs?sinc=-1h")
    shown = await page.until_chip("refused", text="sinc")
    asked = proxy.total.total()
    await asyncio.sleep(3)
    assert proxy.total.total() <= asked + 1, "it asks again and again for what was refused"
    return shown


@scenario(outages=True)
async def a_portal_answers(stage):
    """A page of HTML in the stead of the stream, as a captive portal's, is not taken for a stream"""
    agent, proxy, page = await live(stage)
    proxy.stream = lambda request: Behaviour(status=302, headers={"Location": "/portal"})
    proxy.other = (
        lambda request: request.path == "/portal"
        and Behaviour(status=200, headers={"Content-Type": "text/html"}, body=b"<h1>Welcome to the hotel</h1>")
        or None
    )
    proxy.cut()
    shown = await page.until_chip("refused", seconds=20)
    proxy.stream = lambda request: None
    await page.locator("#chip").click()
    await recover(agent, proxy, page, seconds=20)
    return shown


@scenario(outages=True)
async def too_many_streams(stage):
    """Busy, which the agent says in the stream itself, is a reason to reconnect"""
    body = b'event: busy\nretry: 700\ndata: {"reason":"too many streams"}\n\n'
    headers = {"Content-Type": "text/event-stream", "Connection": "close"}
    return await fail_with(stage, Behaviour(status=200, headers=headers, body=body), "busy|too many")


@scenario(outages=True)
async def refused_connection(stage):
    """While nobody answers the chip counts down, and then says offline"""
    agent, proxy, page = await live(stage)
    proxy.is_down = True
    proxy.cut()
    await page.until_chip("reconnecting", text=r"\d+ ?s")
    await page.until_chip("offline", seconds=20)
    assert (await page.rows())[-1]["text"].endswith("two"), "what was there is gone"
    proxy.is_down = False
    await page.evaluate("() => dispatchEvent(new Event('online'))")
    await recover(agent, proxy, page, seconds=3)


@scenario(limit=90, outages=True)
async def silence(stage):
    """After 45 s without a byte a stream is dead, and so is a request without an answer; one with heartbeats lives"""
    agent, proxy, page = await live(stage)
    other = await stage.proxy(agent)
    quiet, hung = await stage.open(other.url), await stage.open(proxy.url)
    for each in (quiet, hung):
        await each.until_chip("live")
    asked = []

    def behave(request):
        asked.append(time.monotonic())
        return Behaviour(after=0, ending="silence") if len(asked) == 1 else Behaviour(hang=True)

    proxy.stream = behave
    proxy.cut()
    await until(lambda: len(asked) == 2, "two requests")
    await asyncio.sleep(3)
    for each in (page, hung):
        state, _ = await each.chip()
        assert state not in ("live", "paused"), f"without an answer it shows {state}"
    proxy.stream = lambda request: None
    for each in (page, hung):
        await each.until_chip("live", seconds=55)
    states = {state for state, _ in await quiet.chips()}
    assert states <= {"connecting", "catching-up", "live"}, f"with heartbeats alone it showed {states}"
    assert other.total.total() == 1, f"{other.total.total()} connections with heartbeats alone"
    agent.append("after the silence")
    await agent.wait_for(3)
    for each in (page, hung, quiet):
        await each.until_exact(await agent.events())


@scenario()
async def ended(stage):
    """A stream that ends by its own terms is shown as ended, and not asked for again"""
    agent, proxy = await stage.agent_and_proxy("one")
    end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 4))
    page = await stage.open(f"{proxy.url}/logs?until={end}")
    await page.until_chip("live")
    await page.until_chip("ended", seconds=8)
    await asyncio.sleep(3)
    assert proxy.total.total() == 1, f"{proxy.total.total()} connections"


@scenario(outages=True)
async def another_log(stage):
    """When the log is another one after a restart, that is shown as a gap and the new one follows"""
    agent, proxy, page = await live(stage)
    await agent.end()
    shutil.rmtree(agent.directory / "state")
    agent.file("app").write_text("new one\nnew two\n")
    await agent.start()
    await page.until_chip("live", seconds=15)
    agent.append("new three")
    await page.until_row("new three")
    gaps = [row for row in await page.rows() if "gap" in row["classes"]]
    assert gaps, f"no gap is shown: {await page.row_texts()}"
    return gaps[0]["text"]


@scenario(outages=True)
async def gaps(stage):
    """A gap of the log is a row that tells its reason"""
    agent, proxy, page = await live(stage)
    await agent.end()
    agent.append("lost one", "lost two")
    agent.file("app").write_text("")
    await agent.start()
    agent.append("after the truncation")
    await page.until_row("after the truncation")
    gaps = [row for row in await page.rows() if "gap" in row["classes"]]
    assert gaps and "truncated" in gaps[0]["text"], f"{await page.row_texts()}"
    await page.until_exact(await agent.events())
    return gaps[0]["text"]
