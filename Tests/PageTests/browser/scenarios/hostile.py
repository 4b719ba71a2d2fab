"""Log text that would be something else: it stays text."""

import time

import fleet
from stage import Skip, scenario

ESC, ST = "\x1b", "\x1b\\"
LINES = [
    b'<img src=x onerror="window.owned=1"> markup',
    b"</span></div><script>window.owned=2</script> script",
    b"<svg/onload=window.owned=3><iframe src=javascript:window.owned=4></iframe> more markup",
    b"javascript:window.owned=5 a URL, and data:text/html,<script>window.owned=6</script>",
    f"{ESC}[31mred{ESC}[0m {ESC}[1;4mbold{ESC}[0m {ESC}[38;2;1;2;3mtruecolor{ESC}[0m colours".encode(),
    f"{ESC}]8;;javascript:window.owned=7{ST}a link{ESC}]8;;{ST} of a terminal".encode(),
    f"{ESC}[2J{ESC}[H{ESC}]0;title\x07{ESC}[?1049h cursor movement".encode(),
    "user \u202egnp.exe\u202c bidi \u2066isolate\u2069 and \u200bzero\ufeff width".encode(),
    b"NUL \x00 and bell \x07 and backspace \x08\x08\x08 controls",
    b"bytes \xff\xfe\xc3\x28 that are no UTF-8",
    ("stack " + "e" + "\u0301" * 100 + " combining").encode(),
    b'{"__proto__":{"owned":8},"constructor":"x"} an object',
    "{{7*7}} ${7*7} <%= 7*7 %> %s%n templates".encode(),
    b'style="position:fixed" <style>*{display:none}</style> style',
]
# What log text could have made; the page itself makes none of these in the list or the details.
MADE = (
    "script, img, iframe, object, embed, style, link, base, meta, svg, video, form, "
    "a[href^='javascript:'], a[href^='data:'], [onerror], [onload]"
)


async def demand_harmless(page, where):
    made = await page.evaluate(
        "([where, made]) => [...document.querySelectorAll(where)].flatMap(root => "
        "[...root.querySelectorAll(made)].map(e => e.outerHTML.slice(0, 100)))",
        [where, MADE],
    )
    assert not made, f"elements made from text in {where}: {made[:3]}"
    assert await page.evaluate(
        "() => window.owned === undefined && ({}).owned === undefined"
    ), "a line of the log was run"
    assert await page.evaluate("() => document.title.toLowerCase().includes('logcast')"), "the title was taken over"


@scenario()
async def hostile_lines(stage):
    """Markup, scripts, escapes and bidi in lines stay text, in the list, in the details and in find"""
    agent, proxy = await stage.agent_and_proxy(*LINES)
    page = await stage.open(proxy.url)
    await page.until_count(len(LINES))
    await page.until_row("templates")
    await page.until_exact(await agent.events())
    rows = await page.rows()
    text = "\n".join(row["text"] for row in rows)
    assert '<img src=x onerror="window.owned=1">' in text and "<script>window.owned=2</script>" in text, text
    for character in "\x1b\x00\x07\x08\u202e\u202c\u2066\u2069\u200b\ufeff":
        assert character not in text, f"{character!r} stands in a row as it is"
    assert len({row["height"] for row in rows}) == 1, f"rows of different heights: {[row['height'] for row in rows]}"
    await demand_harmless(page, "#list")
    for row in rows:
        await page.locator(f"#list .row[data-id='{row['id']}'] .message").click()
        await page.until("id => document.querySelector('#details').innerText.includes(id)", argument=str(row["id"]))
        await demand_harmless(page, "#details")
    await page.page.keyboard.press("Escape")
    await page.page.keyboard.press("Control+f")
    await page.page.keyboard.type("<img src=x onerror=window.owned=9>")
    await page.page.keyboard.press("Enter")
    await demand_harmless(page, "#find, #list")


@scenario()
async def hostile_names(stage):
    """Hosts, identifiers and fields with markup stay text in rows, fields, details and suggestions"""
    if not fleet.is_possible():
        raise Skip("systemd-journal-remote is not installed")
    evil = "<img src=x onerror=window.owned=1>"
    entries = [
        (
            number / 20,
            fleet.Entry(
                "evil.service",
                f"message {number} {evil}",
                number % 8,
                f"<b>{number % 3}</b>",
                f"{evil}{number % 2}",
                7,
                {"EVIL": evil, "CODE": "\"'><script>window.owned=2</script>"},
            ),
        )
        for number in range(20)
    ]
    fleet.write(stage.directory / "journal/one.journal", entries, time.time() - 600, time.time())
    agent, proxy = await stage.agent_and_proxy(files=(), journal=stage.directory / "journal")
    await agent.wait_for(20)
    page = await stage.open(proxy.url)
    await page.until_count(20)
    if not await page.locator("#facets").is_visible():
        await page.locator("#facets-button").click()
    await page.until(
        f"() => document.querySelector('#facets').innerText.includes({evil!r})", "the identifier among the fields"
    )
    await demand_harmless(page, "#list, #facets")
    await page.locator("#list .row .message").last.click()
    await page.until("() => document.querySelector('#details').innerText.includes('EVIL')")
    await demand_harmless(page, "#details")
    await page.locator("#filter").fill("id:")
    await page.page.keyboard.press("ArrowDown")
    await demand_harmless(page, "#suggestions")


@scenario(outages=True)
async def hostile_address(stage):
    """Markup in the address stays text in the filter, its error and the conditions"""
    agent, proxy = await stage.agent_and_proxy("one")
    for query in (
        "q=%3Cimg+src%3Dx+onerror%3Dwindow.owned%3D1%3E",
        "q=a:%3Cscript%3Ewindow.owned%3D1%3C/script%3E",
        "unit=%3Cimg+src%3Dx+onerror%3Dwindow.owned%3D1%3E",
        "p=%3Csvg/onload%3Dwindow.owned%3D1%3E",
    ):
        page = await stage.open(f"{proxy.url}/logs?{query}")
        await page.until_chip("live", "refused")
        await demand_harmless(page, "#filter-form, #list, #chip")
