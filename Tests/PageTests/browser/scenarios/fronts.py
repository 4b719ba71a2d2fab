"""Behind the proxies that people have, as they come."""

import os
import time

from frontproxies import FrontProxy
from stage import scenario


async def behind(stage, kind):
    agent = await stage.agent()
    agent.append(*(f"line {number}" for number in range(30)))
    await agent.wait_for(30)
    # A page from a directory is served by the test's own proxy, which then stands between.
    behind = await stage.proxy(agent) if "LOGCAST_PAGE" in os.environ else agent
    front = FrontProxy(kind, behind.port, stage.directory)
    stage.stack.push_async_callback(front.end)
    await front.start()
    page = await stage.open(front.url)
    await page.until_chip("live")
    slowest = 0
    for turn in range(5):
        start = time.monotonic()
        agent.append(f"turn {turn}")
        await page.until_row(f"turn {turn}", seconds=3)
        slowest = max(slowest, time.monotonic() - start)
    assert slowest <= 1, f"a line took {slowest:.2f} s"
    await front.end()
    await page.until_chip("reconnecting", "offline")
    agent.append("while the proxy was away")
    await front.start()
    agent.append("when it was back")
    await page.until_chip("live", seconds=20)
    await agent.wait_for(37)
    await page.until_exact(await agent.events())
    return f"slowest line {slowest * 1000:.0f} ms"


@scenario(outages=True, needs=["nginx"])
async def behind_nginx(stage):
    """Behind nginx, buffering as it does, a line is there in a second, and a restart of nginx loses none"""
    return await behind(stage, "nginx")


@scenario(outages=True, needs=["caddy"])
async def behind_caddy(stage):
    """Behind Caddy a line is there in a second, and a restart of Caddy loses none"""
    return await behind(stage, "caddy")


@scenario(outages=True, needs=["haproxy"])
async def behind_haproxy(stage):
    """Behind HAProxy a line is there in a second, and a restart of HAProxy loses none"""
    return await behind(stage, "haproxy")
