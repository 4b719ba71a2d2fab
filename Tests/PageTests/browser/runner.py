"""Runs the scenarios, two at a time, and prints a line for each.

    runner.py [--list] [--quick] [--jobs N] [NAME...]

A NAME is a scenario or a part of its name. --quick leaves out those that may take longer than half a minute.
Each worker is a process of its own with a Chromium of its own; one that overstays is killed with all it started.
"""

import argparse
import asyncio
import importlib
import json
import os
import shutil
import signal
import sys
import time
import traceback
from pathlib import Path

from playwright.async_api import async_playwright

import stage

HERE = Path(__file__).resolve().parent
FAILED = Path(os.environ.get("PAGE_FAILED", HERE / "../../../.build/page-failed")).resolve()
# How long a worker may take beyond a scenario's own limit, for the start and the end of what it uses.
GRACE = 15


def load():
    for file in sorted((HERE / "scenarios").glob("*.py")):
        importlib.import_module(f"scenarios.{file.stem}")
    return stage.SCENARIOS


# A worker


async def play(browser, name):
    """Plays one scenario; what to tell of it."""
    function = stage.SCENARIOS[name]
    if lacking := [command for command in function.needs if not shutil.which(command)]:
        return {"outcome": "skipped", "detail": f"{', '.join(lacking)} not installed"}
    play_stage = stage.Stage(browser)
    try:
        async with asyncio.timeout(function.limit):
            note = await function(play_stage)
            await play_stage.check(function.outages)
        return {"outcome": "passed", "detail": note or ""}
    except stage.Skip as skip:
        return {"outcome": "skipped", "detail": str(skip)}
    except BaseException as error:
        return {"outcome": "failed", "detail": await tell(error, function, play_stage, name)}
    finally:
        await play_stage.end()


async def tell(error, function, play_stage, name):
    """What is known of a failure; the page as it looked then is put beside."""
    is_late = isinstance(error, TimeoutError)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if str(HERE) in frame.filename]
    place = "; ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.line}" for frame in frames[1:4])
    text = f"longer than {function.limit} s" if is_late else f"{type(error).__name__}: {error}"
    FAILED.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(play_stage.pages[:3]):
        try:
            async with asyncio.timeout(5):
                text += f"\n{await page.summary()}" if is_late else ""
                await page.page.screenshot(path=FAILED / f"{name}{f'-{number}' if number else ''}.png")
        except Exception:
            pass  # of a page that no longer answers there is no picture
    return f"{text}\n{place}"


async def work():
    load()
    async with async_playwright() as playwright:
        browser = await stage.launch(playwright.chromium)
        while name := (await asyncio.to_thread(sys.stdin.readline)).strip():
            if not browser.is_connected():
                browser = await stage.launch(playwright.chromium)
            result = await play(browser, name)
            print(json.dumps(result), flush=True)
        await browser.close()


# The runner


class Worker:
    process = None

    async def start(self):
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            __file__,
            "--worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 24,
            start_new_session=True,
        )

    async def play(self, name):
        if not self.process:
            await self.start()
        self.process.stdin.write(f"{name}\n".encode())
        try:
            async with asyncio.timeout(stage.SCENARIOS[name].limit + GRACE):
                line = await self.process.stdout.readline()
        except TimeoutError:
            line = b""
        if line:
            return json.loads(line)
        self.end()
        return {"outcome": "failed", "detail": "its worker stood still, or ended"}

    def end(self):
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process = None

    async def finish(self):
        """Ends it in order, which ends its browser."""
        if not self.process:
            return
        self.process.stdin.close()
        try:
            async with asyncio.timeout(10):
                await self.process.wait()
        except TimeoutError:
            pass
        self.end()


async def run(names, jobs):
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asyncio.current_task().cancel)
    waiting = sorted(names, key=lambda name: -stage.SCENARIOS[name].limit)
    counts = {"passed": 0, "failed": 0, "skipped": 0}

    async def labour():
        worker = Worker()
        try:
            while waiting:
                name = waiting.pop(0)
                start = time.monotonic()
                result = await worker.play(name)
                counts[result["outcome"]] += 1
                report(name, result, time.monotonic() - start)
            await worker.finish()
        finally:
            worker.end()

    async with asyncio.TaskGroup() as group:
        for _ in range(jobs):
            group.create_task(labour())
    return counts


def report(name, result, seconds):
    word = {"passed": "ok     ", "failed": "FAILED ", "skipped": "skipped"}[result["outcome"]]
    detail = result["detail"]
    note = f" ({detail})" if detail and result["outcome"] != "failed" else ""
    print(f"{word} {seconds:5.1f} s  {name}: {stage.SCENARIOS[name].rule}{note}", flush=True)
    if result["outcome"] == "failed":
        print("".join(f"            {line[:1500]}\n" for line in detail.splitlines()), end="", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--worker", action="store_true")
    options = parser.parse_args()
    if options.worker:
        return asyncio.run(work())
    known = load()
    chosen = [name for name in known if not options.names or any(part in name for part in options.names)]
    chosen = [name for name in chosen if not (options.quick and known[name].limit > 30)]
    if options.list:
        print("\n".join(f"{name}: {known[name].rule}, at most {known[name].limit} s" for name in chosen))
        return 0
    if not chosen:
        print(f"no scenario is named {' or '.join(options.names)}")
        return 2
    start = time.monotonic()
    counts = asyncio.run(run(chosen, max(1, options.jobs)))
    told = ", ".join(
        [f"{counts['passed']} scenarios passed", f"{counts['failed']} failed", f"{counts['skipped']} skipped"]
    )
    print(f"{told} in {time.monotonic() - start:.0f} s")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
