"""What a scenario is given: agents, proxies and pages, all of which end with it."""

import asyncio
import os
import shutil
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from agent import Agent
from gate import Gate
from logpage import LogPage
from proxy import Proxy

SCENARIOS = {}
# Names that the scenarios open the page under, as a plain-HTTP host of a network; all lead to this host.
RULES = "MAP logs.lan 127.0.0.1"


def scenario(limit=60, outages=False, needs=()):
    """Registers a scenario; its name is the function's, its rule the docstring's first line.

    It fails when it takes more than `limit` seconds. `outages` says that requests fail in it, which the browser notes
    on the console; anything else there, a page error or a violation of the policy fails it. `needs` are commands
    without which it is skipped."""

    def register(function):
        name = function.__name__.replace("_", "-")
        assert name not in SCENARIOS, f"two scenarios {name}"
        SCENARIOS[name] = function
        function.limit, function.outages, function.needs = limit, outages, needs
        function.rule = function.__doc__.strip().splitlines()[0].rstrip(".")
        return function

    return register


class Skip(Exception):
    """What the scenario needs is not there."""


async def launch(browser_type, *more):
    """A Chromium, with further arguments."""
    arguments = [f"--host-resolver-rules={RULES}", "--disable-dev-shm-usage", *more]
    arguments += ["--no-sandbox"] if os.geteuid() == 0 else []
    return await browser_type.launch(executable_path=shutil.which("chromium"), args=arguments)


class Stage:
    def __init__(self, browser):
        self.browser = browser
        self.stack = AsyncExitStack()
        self.pages = []
        self.directory = Path(tempfile.mkdtemp(prefix="logcast-page."))
        self.stack.callback(shutil.rmtree, self.directory, ignore_errors=True)

    async def agent(self, *, start=True, **options):
        number = len(list(self.directory.glob("agent-*")))
        directory = self.directory / f"agent-{number}"
        directory.mkdir()
        agent = Agent(directory, **options)
        self.stack.push_async_callback(agent.end)
        return await agent.start() if start else agent

    async def proxy(self, agent, host=None):
        proxy = Proxy(agent.port, host, os.environ.get("LOGCAST_PAGE"))
        self.stack.push_async_callback(proxy.end)
        return await proxy.start()

    async def gate(self, *lines, units=("app",)):
        """An agent that holds these lines of each unit, and a proxy before it that wants a login."""
        agent = await self.agent(files=units, is_open=False)
        gate = Gate(agent, os.environ.get("LOGCAST_PAGE"))
        for unit in units:
            agent.append(*lines, unit=unit)
        await agent.wait_for(len(lines) * len(units))
        self.stack.push_async_callback(gate.end)
        await gate.start()
        return agent, gate

    async def agent_and_proxy(self, *lines, **options):
        """An agent that holds these lines, and the proxy before it."""
        agent = await self.agent(**options)
        if lines:
            agent.append(*lines)
            await agent.wait_for(len(lines))
        return agent, await self.proxy(agent)

    async def context(self, **options):
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", "timezone_id": "UTC"} | options
        context = await self.browser.new_context(**options)
        context.set_default_timeout(10_000)
        self.stack.push_async_callback(context.close)
        return context

    async def open(self, url, context=None, **options):
        """A page of the log in a new tab, of a new context where none is given."""
        page = LogPage(await (context or await self.context(**options)).new_page())
        self.pages.append(page)
        await page.prepare()
        await page.go(url)
        return page

    async def check(self, outages):
        for page in self.pages:
            await page.check(outages)

    async def end(self):
        await self.stack.aclose()


async def until(condition, what, seconds=10, every=0.04):
    """Waits for a condition, a function, awaitable or not; its value."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        value = condition()
        value = await value if asyncio.iscoroutine(value) else value
        if value:
            return value
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"not within {seconds} s: {what() if callable(what) else what}")
        await asyncio.sleep(every)
