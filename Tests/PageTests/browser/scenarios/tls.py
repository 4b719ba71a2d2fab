"""Over TLS, where HTTP/2 carries as many streams as there are tabs."""

import asyncio
import base64
import hashlib
import os
import subprocess

from stage import Skip, Stage, launch, scenario, until

TABS = 40
# What a tab counts of an EventSource of its own, beside the page's stream: plain, as anybody would write it.
COUNT = """path => { window.plain = {ids: [], errors: 0};
    const source = new EventSource(path);
    source.onmessage = event => plain.ids.push(+event.lastEventId);
    source.onerror = () => plain.errors++;
    return new Promise(resolve => source.onopen = () => resolve(true)); }"""


def run(*arguments):
    return subprocess.run([os.environ["LOGCAST_BINARY"], *arguments], capture_output=True, text=True)


def demand_tls():
    if "--tls-certificate" not in run("serve", "--help").stdout:
        raise Skip("the agent has no --tls-certificate")
    if "logcast certificate" not in run("certificate", "--help").stdout:
        raise Skip("the agent has no command certificate")
    if "LOGCAST_PAGE" in os.environ:
        raise Skip("a page from a directory is served without TLS")


def certificate(directory):
    """A self-signed certificate and its key, by the agent's own command."""
    made = run("certificate", "--host", "127.0.0.1", "--out", str(directory))
    assert made.returncode == 0, f"logcast certificate: {made.stderr}"
    return directory / "tls-certificate", directory / "tls-key"


def pin(file):
    """The hash of the certificate's public key, as Chromium takes it for one to trust."""
    command = ["openssl", "x509", "-in", str(file), "-pubkey", "-noout"]
    key = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    body = "".join(line for line in key.splitlines() if not line.startswith("-----"))
    return base64.b64encode(hashlib.sha256(base64.b64decode(body)).digest()).decode()


@scenario(limit=240, needs=["openssl"])
async def forty_tabs_over_tls(stage):
    """Over TLS forty tabs and forty plain EventSources are alive at once, each gets every event, on HTTP/2"""
    demand_tls()
    file, key = certificate(stage.directory)
    agent = await stage.agent(arguments=["--tls-certificate", str(file), "--tls-key", str(key)])
    # Not by ignoring errors in a context, which a SharedWorker is not in.
    browser = await launch(stage.browser.browser_type, f"--ignore-certificate-errors-spki-list={pin(file)}")
    inner = Stage(browser)
    try:
        await forty(inner, agent, f"https://127.0.0.1:{agent.port}")
        await inner.check(False)
    finally:
        await inner.end()
        await browser.close()


async def forty(stage, agent, url):
    context = await stage.context()
    pages = []
    for number in range(TABS):
        pages.append(await stage.open(f"{url}/", context))
        await pages[-1].until_chip("live")
        assert await pages[-1].evaluate(COUNT, f"/logs?f&o=sse&n=0&cut={1000 + number}")
    told = await pages[-1].evaluate("() => performance.getEntriesByType('resource').map(each => each.nextHopProtocol)")
    assert set(told) == {"h2"}, f"spoken: {set(told)}"
    for turn in range(5):
        agent.append(*(f"line {turn * 20 + number}" for number in range(20)))
        await asyncio.sleep(0.2)
    await agent.wait_for(100)
    expected = [event["id"] for event in await agent.events()]
    for page in pages:
        await page.until("count => plain.ids.length >= count", "every event", 30, len(expected))
        got = await page.evaluate("() => plain")
        assert got == {"ids": expected, "errors": 0}, f"{len(got['ids'])} events, {got['errors']} errors"
        await page.until_exact(await agent.events())
        await page.until_chip("live")
    # A browser's own requests are answered beside them.
    answered = "async () => (await fetch('/healthz')).ok"
    await until(lambda: pages[0].evaluate(answered), "an answer beside the streams", 5)
