"""A proxy of the same origin between the page and the agent, whose behaviour is switched while it runs.

Each request for a stream (a follow) is given to `proxy.stream`, a function that answers with a `Behaviour` or None,
which is to pass everything on as it is; every other request to `proxy.other`. Bodies are taken out of their chunks and
put into new ones, so that a cut after N bytes is one after N bytes of the body, wherever the agent's own chunks end.
"""

import asyncio
import mimetypes
import socket
import struct
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable
from urllib.parse import parse_qs, urlsplit

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types logcast"
)

# The size of a body that ends with its connection.
UNKNOWN = 1 << 60


@dataclass
class Request:
    line: str
    headers: dict
    body: bytes = b""

    @property
    def method(self):
        return self.line.split(" ")[0]

    @property
    def target(self):
        return self.line.split(" ")[1]

    @property
    def path(self):
        return urlsplit(self.target).path

    @property
    def query(self):
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def is_stream(self):
        asked = self.query.get("f", self.query.get("follow", ["0"]))[-1] in ("", "1", "yes", "true")
        return asked or self.headers.get("accept") == "text/event-stream"


@dataclass
class Behaviour:
    """What happens to one answer. `ending` is what follows `after` bytes of body, counted, with `whole_event`, from the
    end of the first log event on: "end" closes the body properly, "break" in the middle of the framing, "reset" with a
    TCP reset, "silence" keeps the connection and sends nothing more."""

    status: int = 0
    headers: dict = field(default_factory=dict)
    body: bytes = b""
    hang: bool = False
    after: int | None = None
    whole_event: bool = False
    ending: str = "break"
    change: Callable[[bytes], bytes] | None = None


class Proxy:
    def __init__(self, port, host=None, page=None):
        """`host` is what the agent is told as Host in the stead of what the browser said."""
        self.agent_port, self.host, self.page = port, host, Path(page) if page else None
        self.stream = self.other = lambda request: None
        self.is_down = False
        self.requests = []
        self.total, self.open, self.peak = Counter(), Counter(), Counter()
        self.changes = []
        self.bytes = 0
        self.tasks = set()
        self.streams = set()

    @property
    def open_streams(self):
        return len(self.streams)

    def most_streams(self, grace=0.3):
        """The most streams that were open together for longer than `grace` seconds: the end of one and the beginning of
        the next may overtake each other on the way."""
        ends = [moment for moment, _ in self.changes[1:]] + [time.monotonic()]
        return max((count for (moment, count), end in zip(self.changes, ends) if end - moment > grace), default=0)

    async def start(self):
        self.server = await asyncio.start_server(self.accept, "127.0.0.1", 0, limit=1 << 20, backlog=1000)
        self.port = self.server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    async def end(self):
        self.server.close()
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def cut(self):
        """Breaks off all the streams that are open now."""
        for task in list(self.streams):
            task.cancel()

    async def accept(self, reader, writer):
        task = asyncio.current_task()
        self.tasks.add(task)
        try:
            while await self.exchange(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self.tasks.discard(task)
            writer.transport.abort()

    async def exchange(self, reader, writer):
        """One request and its answer; whether the connection can take another."""
        request = parse(await reader.readuntil(b"\r\n\r\n"))
        if self.is_down:
            return reset(writer)
        request.body = await reader.readexactly(int(request.headers.get("content-length", 0)))
        self.requests.append(request)
        if answer := await self.answer(request):
            return await give(writer, *answer)
        if not request.is_stream:
            return await self.pass_on(request, reader, writer, self.other(request))
        counted = request.target
        self.total[counted] += 1
        self.open[counted] += 1
        self.peak[counted] = max(self.peak[counted], self.open[counted])
        self.streams.add(asyncio.current_task())
        self.changes.append((time.monotonic(), len(self.streams)))
        try:
            return await self.pass_on(request, reader, writer, self.stream(request))
        finally:
            self.open[counted] -= 1
            self.streams.discard(asyncio.current_task())
            self.changes.append((time.monotonic(), len(self.streams)))

    async def answer(self, request):
        """What is answered here: status, headers and body; None for what the agent answers."""
        return self.own_page(request) if self.page else None

    def own_page(self, request):
        """The page from its directory, in the way of the agent's; None for what is not the page's."""
        if request.path.startswith("/page/"):
            file = self.page / request.path.removeprefix("/page/")
            kind = "text/javascript" if file.suffix == ".js" else mimetypes.guess_type(file.name)[0]
            return (200, {"Content-Type": kind}, file.read_bytes()) if file.is_file() else (404, {}, b"")
        is_page = request.path == "/" or request.path.startswith(("/logs", "/e/"))
        if not is_page or "text/html" not in request.headers.get("accept", ""):
            return None
        return self.document("index.html")

    def document(self, name, status=200, **values):
        """A document of the page from its directory, with these values in it."""
        text = (self.page / name).read_text()
        for key, value in ({"base": "/page", "modules": ""} | values).items():
            text = text.replace("{{%s}}" % key, value)
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY, "Vary": "Accept"}
        kept = "no-cache" if status == 200 and name == "index.html" else "no-store"
        headers |= {"Cache-Control": kept, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
        return status, headers, text.encode()

    async def pass_on(self, request, reader, writer, behaviour):
        behaviour = behaviour or Behaviour()
        if behaviour.status:
            return await give(writer, behaviour.status, behaviour.headers, behaviour.body)
        if behaviour.hang:
            await reader.read(1)
            return False
        try:
            upstream, sender = await asyncio.open_connection("127.0.0.1", self.agent_port, limit=1 << 20)
        except OSError:
            return reset(writer)
        try:
            headers = request.headers | {"connection": "close", "host": self.host or request.headers.get("host", "")}
            sender.write(f"{request.line}\r\n{head(headers)}\r\n".encode() + request.body)
            if not request.is_stream:
                return await self.relay(request, upstream, writer, behaviour)
            # Only a stream outlives the browser's interest in it: whoever ends first ends it.
            gone = asyncio.ensure_future(reader.read(1))
            relayed = asyncio.ensure_future(self.relay(request, upstream, writer, behaviour))
            try:
                await asyncio.wait({gone, relayed}, return_when=asyncio.FIRST_COMPLETED)
                return relayed.done() and relayed.result()
            finally:
                gone.cancel()
                relayed.cancel()
        finally:
            sender.transport.abort()

    async def relay(self, request, upstream, writer, behaviour):
        answer = parse(await upstream.readuntil(b"\r\n\r\n"))
        headers = answer.headers
        is_bodiless = request.line.startswith("HEAD") or answer.line.split(" ")[1] in ("204", "304")
        was_chunked = "chunked" in headers.pop("transfer-encoding", "")
        is_sized = "content-length" in headers
        # A client of HTTP/1.0, as nginx is one, knows no chunks: its answer ends with the connection.
        is_chunked = not is_sized and request.line.endswith("HTTP/1.1")
        # A stream's end is its connection's, so that a byte read from the browser there means that it has gone.
        is_last = request.is_stream or not (is_sized or is_chunked)
        headers |= {"connection": "close" if is_last else "keep-alive"}
        headers |= {"transfer-encoding": "chunked"} if is_chunked else {}
        writer.write(f"{answer.line}\r\n{head(headers)}\r\n".encode())
        if is_bodiless:
            return True
        body = chunks(upstream) if was_chunked else sized(upstream, int(headers.get("content-length", UNKNOWN)))
        meter = Meter(behaviour)
        async for piece in body:
            piece, is_over = meter.take(piece)
            if request.is_stream:
                self.bytes += len(piece)
            if piece:
                writer.write(b"%x\r\n%s\r\n" % (len(piece), piece) if is_chunked else piece)
                await writer.drain()
            if is_over:
                return await finish(writer, behaviour.ending)
        if is_chunked:
            writer.write(b"0\r\n\r\n")
        await writer.drain()
        return not is_last or await close(writer)


class Meter:
    """Lets through what a behaviour lets through."""

    def __init__(self, behaviour):
        self.behaviour = behaviour
        self.left = behaviour.after
        self.seen = b""
        self.is_counting = not behaviour.whole_event
        self.block = b""

    def take(self, piece):
        """What of the piece goes on, and whether that is the end."""
        if self.behaviour.change:
            *blocks, self.block = (self.block + piece).split(b"\n\n")
            piece = b"".join(self.behaviour.change(block + b"\n\n") for block in blocks)
        if self.left is None:
            return piece, False
        free = 0
        if not self.is_counting:
            free = self.first_event_end(piece)
            if free is None:
                return piece, False
            self.is_counting = True
        allowed = free + self.left
        if len(piece) < allowed:
            self.left = allowed - len(piece)
            return piece, False
        return piece[:allowed], True

    def first_event_end(self, piece):
        """Where in the piece the first log event ends; None while it has not."""
        before = len(self.seen)
        self.seen += piece
        start = self.seen.find(b'\ndata: {"id":')
        end = self.seen.find(b"\n\n", start) if start >= 0 else -1
        return max(0, end + 2 - before) if end >= 0 else None


def parse(data):
    line, *rest = data.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    return Request(line, {name.lower(): value.strip() for name, _, value in (each.partition(":") for each in rest)})


def head(headers):
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items())


async def give(writer, status, headers, body):
    headers = {"Content-Length": len(body)} | headers
    writer.write(f"HTTP/1.1 {status} Test\r\n{head(headers)}\r\n".encode() + body)
    await writer.drain()
    return True


async def finish(writer, ending):
    # A broken body takes along what the browser has received but not yet read: cuts should fall after what came before.
    await asyncio.sleep(0.01)
    if ending == "end":
        writer.write(b"0\r\n\r\n")
    if ending == "reset":
        return reset(writer)
    if ending == "silence":
        await asyncio.Event().wait()
    return await close(writer)


async def close(writer):
    """Ends the connection in order, behind all that was written."""
    writer.close()
    await writer.wait_closed()
    return False


def reset(writer):
    """Ends the connection with a TCP reset."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return False


async def chunks(reader):
    while line := await reader.readline():
        if not (size := int(line.split(b";")[0], 16)):
            return
        # Piece by piece: a cut early in a chunk need not wait for the rest.
        while size:
            piece = await reader.read(min(size, 1 << 14))
            if not piece:
                raise asyncio.IncompleteReadError(piece, size)
            size -= len(piece)
            yield piece
        await reader.readexactly(2)
    raise asyncio.IncompleteReadError(b"", 1)


async def sized(reader, size):
    while size:
        piece = await reader.read(min(size, 1 << 16))
        if not piece and size > UNKNOWN // 2:
            return
        if not piece:
            raise asyncio.IncompleteReadError(piece, size)
        size -= len(piece)
        yield piece
