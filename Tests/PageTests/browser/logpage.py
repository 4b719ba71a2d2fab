"""One tab with the log page, by its contract with the outside: element IDs, classes, and `window.logcast`."""

import asyncio
import re

from playwright.async_api import Error

import exact

# Runs before the page: counts what the policy had to stop, and keeps every state that the chip showed.
WATCH = """
window.watched = {violations: [], chip: []};
addEventListener("securitypolicyviolation", event =>
    watched.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
const everything = {attributes: true, childList: true, characterData: true, subtree: true};
// What the list says is active, and what has the focus and whether that is to be seen.
watched.active = list => document.getElementById(document.querySelector(list).getAttribute("aria-activedescendant"));
watched.activeRow = () => +(document.querySelector("#list .row.active")?.dataset.id ?? 0);
watched.focus = () => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return null;
    const styles = [focused, focused.closest("#filter-box")].filter(Boolean).map(each => getComputedStyle(each));
    return {
        name: focused.id || focused.className || focused.getAttribute("aria-label") || focused.tagName,
        visible: styles.some(style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1
            || style.boxShadow !== "none"),
    };
};
// A tab whose network comes back whenever it waits to connect again.
watched.hurry = () => {
    const chip = document.getElementById("chip");
    const hurry = () => ["reconnecting", "offline"].includes(chip.dataset.state) && dispatchEvent(new Event("online"));
    new MutationObserver(hurry).observe(chip, everything);
    hurry();
};
addEventListener("DOMContentLoaded", () => {
    const chip = document.getElementById("chip");
    if (!chip) return;
    const note = () => {
        const now = [chip.dataset.state, chip.innerText.replace(/\\s+/g, " ").trim()];
        const last = watched.chip.at(-1);
        if (!last || last[0] !== now[0] || last[1] !== now[1]) watched.chip.push(now);
    };
    new MutationObserver(note).observe(chip, everything);
    note();
});
"""

# What Chromium itself notes of a request that failed.
NETWORK = re.compile(r"^Failed to load resource|net::ERR_")


class LogPage:
    def __init__(self, page):
        self.page = page
        self.console, self.errors = [], []
        page.on("console", lambda message: message.type in ("error", "warning") and self.console.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.evaluate, self.locator, self.keyboard = page.evaluate, page.locator, page.keyboard

    async def prepare(self):
        await self.page.add_init_script(WATCH)

    async def go(self, url):
        await self.page.goto(url, wait_until="domcontentloaded")
        await self.whole()

    async def whole(self):
        """Waits for what comes behind the first lines, if it can come."""
        for _ in range(100):
            if await self.ask("() => !document.getElementById('chip') || !!window.logcast?.isWhole"):
                return
            await asyncio.sleep(0.05)

    async def ask(self, script, argument=None):
        """The script's value; nothing where the tab goes elsewhere meanwhile."""
        try:
            return await self.evaluate(script, argument)
        except Error as error:
            if "context was destroyed" not in str(error):
                raise

    async def until(self, script, what=None, seconds=10, argument=None):
        """Waits until the script has a value that is true, asking from outside: the policy forbids to ask within."""
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            value = await self.ask(script, argument)
            if value:
                return value
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"not within {seconds} s: {what or script}; {await self.summary()}")
            await asyncio.sleep(0.04)

    # What it holds

    async def ids(self):
        return [int(id) for id in await self.evaluate("() => window.logcast ? Array.from(logcast.ids()) : []")]

    async def count(self):
        return await self.evaluate("() => window.logcast ? logcast.count : 0")

    async def messages(self, start=0, end=None):
        return await self.evaluate("([a, b]) => Array.from(logcast.messages(a, b ?? logcast.count))", [start, end])

    async def until_count(self, count, seconds=10):
        await self.until("count => window.logcast && logcast.count >= count", f"{count} rows", seconds, count)

    async def until_exact(self, events, seconds=20, start=0):
        """Waits until the page holds the last of these events, and then demands exactly all of them, in order.

        With `start`, only of events from this ID on; the page may hold older ones."""
        expected = [event["id"] for event in events if event["id"] >= start]
        last = "last => window.logcast && logcast.count && logcast.ids().at(-1) >= last"
        await self.until(last, f"the last event, {expected[-1]}", seconds, expected[-1])
        exact.demand([id for id in await self.ids() if id >= start], expected)

    # What it shows

    async def chip(self):
        """The chip's state and its whole text."""
        return await self.evaluate(
            "() => { const c = document.getElementById('chip');"
            "return [c.dataset.state, c.innerText.replace(/\\s+/g, ' ').trim()]; }"
        )

    async def until_chip(self, *states, text=None, seconds=10):
        """Waits for one of these states, with text that this expression finds; the text."""
        script = (
            "([states, text]) => { const c = document.getElementById('chip');"
            "const shown = c.innerText.replace(/\\s+/g, ' ').trim();"
            "return states.includes(c.dataset.state) && (!text || new RegExp(text, 'i').test(shown)) && shown; }"
        )
        return await self.until(script, f"chip {'/'.join(states)} {text or ''}", seconds, [list(states), text])

    async def chips(self):
        """Every state the chip has shown since the page was loaded, with its text."""
        return await self.evaluate("() => watched.chip")

    async def make_impatient(self):
        """From now on the page is told that the network is back whenever it waits to connect again, so that thousands
        of cuts take minutes and not hours."""
        await self.evaluate("() => watched.hurry()")

    async def rows(self):
        """The rows that are drawn: ID, classes and message."""
        script = """() => [...document.querySelectorAll("#list .row")].map(row => ({
            id: +row.dataset.id, classes: [...row.classList],
            text: row.querySelector(".message")?.textContent ?? row.textContent,
            top: row.getBoundingClientRect().top, height: row.getBoundingClientRect().height}))"""
        return sorted(await self.evaluate(script), key=lambda row: row["top"])

    async def row_texts(self):
        return [row["text"] for row in await self.rows()]

    async def until_row(self, text, seconds=10):
        script = """text => [...document.querySelectorAll("#list .row")].some(row => row.textContent.includes(text))"""
        await self.until(script, f"a row with {text!r}", seconds, text)

    async def filter(self, text, how="Enter"):
        box = self.locator("#filter")
        await box.fill(text)
        await box.press(how)
        # The server is asked first whether it understands it.
        await self.until(
            """text => (new URLSearchParams(location.search).get("q") ?? "") === text
                || !document.querySelector("#filter-error").hidden""",
            "the filter applied or refused", 10, text,
        )

    async def focus_list(self):
        await self.locator("#list").focus()

    # What went wrong

    async def summary(self):
        script = """() => ({
            chip: document.getElementById("chip")?.innerText, count: window.logcast?.count,
            chips: watched.chip.slice(-6),
            filterError: document.getElementById("filter-error")?.innerText, url: location.href})"""
        try:
            return f"{await self.evaluate(script)} console {self.console[-5:]} errors {self.errors[-3:]}"
        except Exception as error:
            return f"the page does not answer: {error}; console {self.console[-5:]} errors {self.errors[-3:]}"

    async def check(self, outages):
        """Demands that nothing went wrong behind the scenes."""
        assert not self.errors, f"page errors: {self.errors[:3]}"
        notes = [note for note in self.console if not (outages and NETWORK.search(note))]
        assert not notes, f"on the console: {notes[:3]}"
        if not self.page.is_closed():
            violations = await self.evaluate("() => watched.violations")
            assert not violations, f"violations of the policy: {violations[:3]}"
