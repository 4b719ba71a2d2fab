"""Many tabs: few streams."""

import asyncio
import time

from stage import scenario, until

LINES = [f"line {number} of kind{number % 12}" for number in range(240)]


async def answers(page):
    """Demands that a tab's own requests are answered at once, which with a stream for each tab they are not."""
    start = time.monotonic()
    ok = await asyncio.wait_for(page.evaluate("async () => (await fetch('/healthz', {cache: 'no-store'})).ok"), 5)
    assert ok and time.monotonic() - start < 3, f"a request took {time.monotonic() - start:.1f} s"


async def twelve_alike(stage, proxy_host=None):
    agent = await stage.agent()
    agent.append(*LINES)
    await agent.wait_for(len(LINES))
    proxy, url = await under(stage, agent, proxy_host)
    context = await stage.context()
    pages = [await stage.open(url, context) for _ in range(12)]
    for page in pages:
        await page.until_chip("live")
        await page.until_exact(await agent.events())
    assert proxy.most_streams() == 1, f"{proxy.most_streams()} streams at once"
    connections = proxy.total.total()
    await pages[0].page.close()
    stage.pages.remove(pages.pop(0))
    agent.append("after the first tab has gone")
    await agent.wait_for(len(LINES) + 1)
    for page in pages:
        await page.until_exact(await agent.events())
        await answers(page)
    assert proxy.total.total() == connections, "a new connection was made when the first tab was closed"
    for page in pages:
        await page.page.close()
    stage.pages.clear()
    await until(lambda: proxy.open_streams == 0, "the stream ends with the last tab", seconds=15)


async def twelve_different(stage, proxy_host=None):
    agent = await stage.agent()
    agent.append(*LINES)
    await agent.wait_for(len(LINES))
    proxy, url = await under(stage, agent, proxy_host)
    context = await stage.context()
    pages = []
    for number in range(12):
        pages.append(await stage.open(f"{url}/logs?q=%22kind{number}%22", context))
        await pages[-1].until_chip("live")
    assert proxy.most_streams() <= 4, f"{proxy.most_streams()} streams at once"
    states = [(await page.chip())[0] for page in pages]
    assert states.count("live") <= 4 and set(states) <= {"live", "paused"}, f"the chips: {states}"
    assert states[0] == "paused", f"a tab that yielded its stream shows {states[0]}"
    for page in pages:
        await answers(page)
    agent.append(*(f"more of kind{number}" for number in range(12)))
    await agent.wait_for(len(LINES) + 12)
    # The one that yielded first takes its place again when somebody wants it.
    await pages[0].page.bring_to_front()
    await pages[0].locator("#chip").click()
    await pages[0].until_chip("live")
    await pages[0].until_exact(await agent.events(query="q=%22kind0%22"))
    assert proxy.most_streams() <= 4, f"{proxy.most_streams()} streams at once"


async def under(stage, agent, name):
    """A proxy and the page's URL, under a host name of the network where one is given."""
    proxy = await stage.proxy(agent, host=f"127.0.0.1:{agent.port}" if name else None)
    return proxy, f"http://{name}:{proxy.port}" if name else proxy.url


@scenario(limit=60)
async def twelve_tabs_of_one_filter(stage):
    """Twelve tabs with one filter use one connection, also when the first is closed"""
    await twelve_alike(stage)


@scenario(limit=60)
async def twelve_tabs_of_one_filter_by_name(stage):
    """Twelve tabs with one filter use one connection under a host name of the network, too"""
    await twelve_alike(stage, "logs.lan")


@scenario(limit=60)
async def twelve_filters(stage):
    """Twelve tabs with twelve filters use at most four streams, and each tab is answered"""
    await twelve_different(stage)


@scenario(limit=60)
async def twelve_filters_by_name(stage):
    """Twelve tabs with twelve filters use at most four streams under a host name of the network, too"""
    await twelve_different(stage, "logs.lan")


@scenario()
async def no_shared_worker(stage):
    """Without SharedWorker a tab has a worker of its own, and misses nothing"""
    agent, proxy = await stage.agent_and_proxy("one", "two")
    context = await stage.context()
    await context.add_init_script("delete window.SharedWorker")
    page = await stage.open(proxy.url, context)
    await page.until_chip("live")
    agent.append("three")
    await agent.wait_for(3)
    await page.until_exact(await agent.events())
