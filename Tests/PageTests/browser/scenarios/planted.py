"""The checker itself: a fault that the proxy plants must be found, or no other scenario means anything."""

import exact
from proxy import Behaviour
from stage import scenario


async def look(stage, change):
    """What the checker says of a page whose stream was changed."""
    agent, proxy = await stage.agent_and_proxy(*(f"line {number}" for number in range(20)))
    proxy.stream = lambda request: Behaviour(change=change)
    page = await stage.open(proxy.url)
    await page.until_chip("live")
    try:
        await page.until_exact(await agent.events(), seconds=5)
    except exact.NotExact as found:
        return str(found)
    return ""


@scenario()
async def a_lost_event_is_found(stage):
    """The checker finds an event that the proxy lost"""
    found = await look(stage, lambda block: b"" if b'"line 7"' in block else block)
    assert "1 missing" in found, found or "nothing was found"


@scenario()
async def a_strange_event_is_found(stage):
    """The checker finds an event that the proxy made up"""

    def double(block):
        if b'"line 7"' not in block:
            return block
        id = int(block.split(b"\n")[0].removeprefix(b"id: "))
        return block + block.replace(b"%d" % id, b"%d.5" % id)

    found = await look(stage, double)
    assert "1 strange" in found or "1 twice" in found, found or "nothing was found"
