"""How the page looks: to axe, on small and large screens, to those who want less motion."""

import time

from axe_playwright_python.async_playwright import Axe

import fleet
from stage import Skip, scenario

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}


async def fleet_page(stage, path="/", count=3000, units=(), **options):
    """The page over the fleet's journal, and one line of each of these units."""
    if not fleet.is_possible():
        raise Skip("systemd-journal-remote is not installed")
    now = time.time()
    fleet.write(stage.directory / "journal/fleet.journal", fleet.entries(count, seed=1), now - 6 * 3600, now)
    agent, proxy = await stage.agent_and_proxy(files=units, journal=stage.directory / "journal")
    for unit in units:
        agent.append("the first line", unit=unit)
    await agent.wait_for(count + len(units))
    page = await stage.open(proxy.url + path, **options)
    await page.until_chip("live")
    await page.until("() => document.querySelectorAll('#list .row').length > 10")
    return agent, proxy, page


async def judge(page, what, found, where=None):
    """Adds what axe finds in the page as it is, or in a part of it, to `found`."""
    options = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
    results = await Axe().run(page.page, context=where, options=options)
    for violation in results.response["violations"]:
        nodes = [node["html"][:160] for node in violation["nodes"]]
        why = violation["nodes"][0].get("failureSummary", "").replace("\n", " ")[:300]
        found.setdefault(f"{violation['id']}: {violation['help']}", []).append(
            f"{what}: {len(nodes)}x {nodes[0]} ({why})"
        )


async def open_and_judge(stage, **options):
    """Judges the page as it opens, with its panels open, and each of its menus and dialogs."""
    agent, proxy, page = await fleet_page(stage, **options)
    found = {}
    await judge(page, "as it opens", found)
    await page.locator("#filter").fill("unit:")
    await page.locator("#suggestions").wait_for(state="visible")
    await judge(page, "suggestions", found, "#filter-form")
    for button, opened in (("#share-button", "#share-menu"), ("#view-button", "#view-menu"), ("#keys-button", "#keys")):
        await page.locator(button).click()
        await page.locator(opened).wait_for(state="visible")
        await judge(page, opened, found, opened)
        await page.keyboard.press("Escape")
        await page.locator(opened).wait_for(state="hidden")
    await page.locator("#find-button").click()
    await page.keyboard.type("order")
    await page.filter("unit:ng nosuch:1")
    await page.locator("#filter-error").wait_for(state="visible")
    await page.locator("#list .row .message").last.click()
    await page.locator("#details").wait_for(state="visible")
    await page.until("() => document.querySelector('#details').innerText.length > 100")
    await judge(page, "a filter's error, find and details", found)
    if "is_mobile" in options:
        await page.keyboard.press("Escape")
        await page.locator("#facets-button").click()
        await page.locator("#facets").wait_for(state="visible")
        await judge(page, "the fields", found, "#facets")
    listed = "\n".join(f"{name}\n  " + "\n  ".join(places[:3]) for name, places in found.items())
    assert not found, f"axe finds {len(found)} kinds of violations:\n{listed}"


@scenario(limit=60, outages=True)
async def axe_light(stage):
    """axe finds nothing in the light theme, with any panel, menu or dialog open"""
    await open_and_judge(stage, color_scheme="light")


@scenario(limit=60, outages=True)
async def axe_dark(stage):
    """axe finds nothing in the dark theme, with any panel, menu or dialog open"""
    await open_and_judge(stage, color_scheme="dark")


@scenario(limit=60, outages=True)
async def axe_phone(stage):
    """axe finds nothing on a phone, with any panel, menu or dialog open"""
    await open_and_judge(stage, **PHONE)


async def demand_fits(page, width, what):
    wide = await page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= width, f"{what}: the document is {wide} px wide on a screen of {width}"


@scenario()
async def phone(stage):
    """On a phone nothing is wider than the screen, and the list has at least half of its height"""
    agent, proxy, page = await fleet_page(stage, **PHONE)
    await demand_fits(page, 390, "as it opens")
    height = (await page.locator("#list").bounding_box())["height"]
    assert height >= 422, f"the list is {height:.0f} px high"
    await page.locator("#list .row .message").last.tap()
    await page.locator("#details").wait_for(state="visible")
    await demand_fits(page, 390, "with the details")
    box = await page.locator("#details").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390.5, f"the details lie at {box}"
    # A link in the run of a line is as high as its line (WCAG 2.5.8 leaves those out).
    small = await page.evaluate("""() => [...document.querySelectorAll("button, a, input, summary, [role=menuitem]")]
        .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest(".skip, .row, p a"))
        .map(e => [e.id || e.className || e.textContent.slice(0, 20), e.getBoundingClientRect()])
        .filter(([, box]) => box.width && (box.width < 23.5 || box.height < 23.5))
        .map(([name, box]) => `${name} ${box.width}x${box.height}`)""")
    assert not small, f"targets smaller than 24 px: {small[:5]}"


@scenario()
async def a_wide_screen(stage):
    """On 2560 px the list has the width, and nothing is wider than the screen"""
    agent, proxy, page = await fleet_page(stage, viewport={"width": 2560, "height": 1440})
    await demand_fits(page, 2560, "as it opens")
    assert (await page.locator("#log").bounding_box())["width"] > 1800
    rows = await page.rows()
    assert len(rows) * rows[0]["height"] > 1000, f"{len(rows)} rows are drawn"


@scenario()
async def reduced_motion(stage):
    """With reduced motion nothing is animated, nor scrolled smoothly"""
    agent, proxy, page = await fleet_page(stage, reduced_motion="reduce")
    await page.locator("#list .row .message").last.click()
    await page.locator("#keys-button").click()
    moving = await page.evaluate(
        "() => document.getAnimations().filter(a => a.playState === 'running').map(a => a.effect?.target?.id)"
    )
    assert not moving, f"it moves: {moving}"
    smooth = await page.evaluate(
        "() => [...document.querySelectorAll('*')].filter(e => getComputedStyle(e).scrollBehavior === 'smooth').length"
    )
    assert smooth == 0, f"{smooth} elements scroll smoothly"


@scenario()
async def nothing_shifts(stage):
    """Nothing but the list moves while events stream in, and the fields' order waits while the pointer is on them"""
    agent, proxy, page = await fleet_page(stage, units=("app",))
    # What comes once, when the page opens, has its place; a busy machine is late with it.
    await page.until("() => document.querySelectorAll('#facets .facet-group .count').length > 10", "the fields")
    await page.page.wait_for_timeout(500)
    await page.locator("#facets").hover(position={"x": 60, "y": 60})
    await page.evaluate(
        """() => { window.shifts = []; new PerformanceObserver(list => { for (const entry of list.getEntries())
        for (const { node } of entry.sources) { const e = node?.nodeType === 1 ? node : node?.parentElement;
            if (e && !e.closest("#list")) shifts.push(e.id || e.className || e.tagName); } })
        .observe({type: "layout-shift"}); }"""
    )
    for turn in range(20):
        agent.append(*(f"line {turn * 50 + number} {'x' * (number * 7 % 300)}" for number in range(50)))
        await page.page.wait_for_timeout(150)
    shifts = await page.evaluate("() => shifts")
    assert not shifts, f"it shifts: {shifts[:5]}"


@scenario()
async def rows_do_not_slide(stage):
    """A row stays where it is when the browser's own find, or anything else, brings a part of it into sight"""
    agent, proxy, page = await fleet_page(stage, viewport={"width": 900, "height": 600})
    slid = await page.evaluate("""() => [...document.querySelectorAll("#list .row")].filter(row => {
        row.querySelector(".message").scrollIntoView({inline: "end"});
        return row.scrollLeft !== 0; }).length""")
    assert slid == 0, f"{slid} rows slid to the side"


@scenario()
async def forced_colours(stage):
    """With forced colours the chip, the active row and gaps can still be told from the rest"""
    agent, proxy, page = await fleet_page(stage, forced_colors="active")
    await page.focus_list()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    different = await page.evaluate("""() => { const style = e => { const s = getComputedStyle(e);
        return [s.backgroundColor, s.color, s.outlineStyle, s.outlineWidth, s.borderLeftWidth].join(); };
        const [active, other] = [".active", ":not(.active)"].map(kind => document.querySelector("#list .row" + kind));
        return active && other && style(active) !== style(other); }""")
    assert different, "the active row looks like any other"
