"""What the measurements need: sizes, the tools, compiled programs, journals and files, kept from run to run."""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent.parent
ROOT = BENCHMARKS.parent
TOOLS = Path(os.environ.get("LOGCAST_TOOLS", ROOT.parent / "shared" / "tools"))
BINARY = Path(os.environ.get("LOGCAST_BINARY", ROOT / ".build" / "release" / "logcast"))
CACHE = Path(os.environ.get("TMPDIR", "/tmp")) / "logcast-bench"
QUICK = os.environ.get("BENCH_QUICK", "") not in ("", "0")


class Unavailable(Exception):
    """A measurement cannot be made here; the text says why."""


def size(full, quick):
    return quick if QUICK else full


def say(text):
    print(text, file=sys.stderr, flush=True)


def tool(name):
    path = TOOLS / name
    if not path.exists():
        raise Unavailable(f"{name} is not in {TOOLS} (LOGCAST_TOOLS)")
    return path


def scratch(name):
    """A fresh directory on the file system of the cache, gone when the `with` ends."""
    CACHE.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(prefix=f"{name}-", dir=CACHE)


def program(name, *libraries):
    """Compiles NAME.c unless that was done since it last changed."""
    source, target = BENCHMARKS / f"{name}.c", CACHE / name
    if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
        CACHE.mkdir(parents=True, exist_ok=True)
        compiler = shutil.which("gcc") or shutil.which("clang")
        if not compiler:
            raise Unavailable("no C compiler")
        subprocess.run([compiler, "-O2", "-march=native", "-w", "-o", target, source, *libraries], check=True)
    return target


def kept(name, make):
    """A file or directory of the cache, made once: under another name first, so that half of one is never used."""
    path, partial = CACHE / name, CACHE / f"{name}.partial"
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        say(f"making {path}")
        if partial.is_dir():
            shutil.rmtree(partial)
        make(partial)
        partial.rename(path)
    return path


def journal(entries):
    """A journal directory of web, db, worker and kernel entries with all trusted fields."""
    units = [f"--unit={unit}" for unit in ("web.service:5", "db.service:3", "worker@1.service", "kernel")]

    def make(path):
        path.mkdir()
        subprocess.run([tool("mkjournal"), "-o", f"{path}/", "-n", str(entries), *units], check=True)

    return kept(f"journal-{entries}", make)


def lines(count):
    """A file of log lines."""
    return kept(f"lines-{count}.log", lambda path: subprocess.run(
        [program("lines"), "make", str(count), path], check=True))


def bare_server():
    """The bare NIO server, built beside the package so that its dependencies do not mix with ours."""
    subprocess.run(
        ["swift", "build", "--configuration", "release", "--package-path", BENCHMARKS / "BareNIO",
         "--scratch-path", ROOT / ".build" / "bare-nio", "--static-swift-stdlib"],
        check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    return ROOT / ".build" / "bare-nio" / "release" / "BareNIO"
