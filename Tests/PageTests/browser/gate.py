"""An agent that asks for a login: the real one where it does, else one before which a made-up gate stands.

`docs/http-api.md` says what both do. `await gate.code(units, seconds)` is the code of a fresh link.
"""

import asyncio
import json
import os
import re
import secrets
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from proxy import HAS_LOGIN, Proxy

REFUSED = "This code is not valid: it is wrong, was used, or has expired. Ask for a new one."
WANTED = 'run "sudo logcast login" on the host for a link, or send Authorization: Bearer TOKEN'


async def gate_of(stage, units, page):
    agent = await stage.agent(files=units, is_open=not HAS_LOGIN)
    return agent, (RealGate if HAS_LOGIN else MadeUpGate)(agent, page)


class RealGate(Proxy):
    """Passes all on to an agent that wants a login, with the page from a directory where one is given."""

    def __init__(self, agent, page):
        super().__init__(agent.port, None, page)
        self.agent, self.hosts = agent, ["127.0.0.1"]
        self.forgets = False

    async def code(self, units="*", seconds=3600):
        command = [os.environ["LOGCAST_BINARY"], "login", "--socket", str(self.agent.socket), "--units", units]
        command += ["--expires", f"{seconds}s"]
        printed = await asyncio.to_thread(lambda: subprocess.run(command, capture_output=True, text=True, check=True))
        return re.search(r"/login#(\S+)", printed.stdout)[1]

    async def answer(self, request):
        if request.path.startswith("/page/"):
            return self.own_page(request) if self.page else None
        is_page = "text/html" in request.headers.get("accept", "")
        if not (self.page and is_page) and not (self.forgets and request.path == "/login"):
            return None
        status, headers, body = await asyncio.to_thread(self.ask, request)
        if self.forgets:
            headers.pop("set-cookie", None)
        if self.page and headers.get("content-type", "").startswith("text/html"):
            name = "login.html" if status == 401 or request.path == "/login" else "index.html"
            problem = re.search(rb'id="problem" role="alert">([^<]*)', body)
            status, own, body = self.document(name, status, problem=problem[1].decode() if problem else "")
            headers = {name: value for name, value in headers.items() if name == "set-cookie"} | own
        return status, headers, body

    def ask(self, request):
        """The agent's answer, not followed where it leads."""
        left_out = ("connection", "accept-encoding")
        headers = {name: value for name, value in request.headers.items() if name not in left_out}
        data = request.body if request.method == "POST" else None
        asked = urllib.request.Request(self.agent.url + request.target, data, headers, method=request.method)
        try:
            answer = urllib.request.build_opener(NotFollowed).open(asked, timeout=10)
        except urllib.error.HTTPError as error:
            answer = error
        kept = {name.lower(): value for name, value in answer.headers.items()}
        body = answer.read()
        return answer.status, {name: kept[name] for name in kept if name not in ("connection", "content-length")}, body


class NotFollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


@dataclass
class Session:
    units: list
    expires: float
    streams: list = field(default_factory=list)

    @property
    def is_all(self):
        return "*" in self.units


class MadeUpGate(Proxy):
    """Asks for a login before an open agent; knows sessions and what they may read."""

    def __init__(self, agent, page):
        super().__init__(agent.port, f"127.0.0.1:{agent.port}", page)
        self.hosts, self.units = ["127.0.0.1", "logs.lan"], agent.units
        assert page, "an agent without a login has no login page: LOGCAST_PAGE is to name the page's directory"
        self.codes, self.sessions = {}, {}
        self.forgets = False

    async def code(self, units="*", seconds=3600):
        code = secrets.token_urlsafe(12)
        self.codes[code] = Session(units.split(","), time.time() + seconds)
        return code

    # Requests

    async def answer(self, request):
        if request.method == "POST":
            return await self.take(request)
        if request.path == "/login":
            return self.document("login.html", problem="")
        if request.path.startswith(("/page/", "/help", "/healthz")):
            return self.own_page(request)
        session = self.session_of(request)
        if not session:
            return self.unauthorized(request)
        if request.path == "/whoami":
            told = {"name": "root", "kind": "session", "units": session.units, "expires": rfc3339(session.expires)}
            return 200, {"Content-Type": "application/json", "Cache-Control": "no-store"}, json.dumps(told).encode()
        return self.own_page(request) or self.narrow(request, session)

    def session_of(self, request):
        session = self.sessions.get(cookie_of(request))
        return session if session and session.expires > time.time() else None

    async def take(self, request):
        if request.headers.get("origin") != f"http://{request.headers['host']}":
            return problem(403, "the request does not come from this page")
        if request.path == "/logout":
            await self.end_session(cookie_of(request), "revoked")
            return 303, {"Location": "/login", "Set-Cookie": "logcast-0=; Max-Age=0; Path=/"}, b""
        code = parse_qs(request.body.decode()).get("code", [""])[0].split("#")[-1].strip()
        session = self.codes.pop(code, None)
        if not session:
            if "json" in request.headers.get("accept", ""):
                return problem(401, REFUSED)
            return self.document("login.html", 401, problem=REFUSED)
        name = secrets.token_urlsafe(12)
        self.sessions[name] = session
        timer = asyncio.get_running_loop().create_task(self.expire(name, session))
        self.tasks.add(timer)
        cookie = {} if self.forgets else {"Set-Cookie": f"logcast-0={name}; HttpOnly; SameSite=Lax; Path=/"}
        return 303, {"Location": "/"} | cookie, b""

    def unauthorized(self, request):
        if "text/html" in request.headers.get("accept", ""):
            return self.document("login.html", 401, problem="")
        return problem(401, WANTED, {"WWW-Authenticate": "Bearer"})

    def narrow(self, request, session):
        """Makes the request one for what the session may read, or refuses it."""
        unit = re.fullmatch(r"/logs/([^/]+)", request.path)
        if unit and not any(fnmatchcase(unit[1], pattern) for pattern in session.units):
            return problem(403, f'the unit "{unit[1]}" is not among what you may read')
        if not session.is_all and request.path.startswith(("/logs", "/facets", "/hist", "/units")):
            query = parse_qsl(urlsplit(request.target).query, keep_blank_values=True)
            others = [unit for unit in self.units if not any(fnmatchcase(unit, pattern) for pattern in session.units)]
            text = " ".join([value for name, value in query if name == "q"] + [f"-unit:{unit}" for unit in others])
            query = [(name, value) for name, value in query if name != "q"] + [("q", text)]
            request.line = f"GET {request.path}?{urlencode(query)} HTTP/1.1"
        return None

    # Ends

    async def pass_on(self, request, reader, writer, behaviour):
        session = self.session_of(request) if request.is_stream else None
        if not session:
            return await super().pass_on(request, reader, writer, behaviour)
        entry = (writer, asyncio.current_task())
        session.streams.append(entry)
        try:
            return await super().pass_on(request, reader, writer, behaviour)
        finally:
            session.streams.remove(entry)

    async def expire(self, name, session):
        await asyncio.sleep(max(0, session.expires - time.time()))
        await self.end_session(name, "expired")

    async def end_session(self, name, reason):
        session = self.sessions.pop(name, None)
        told = f'event: bye\ndata: {{"reason":"{reason}"}}\n\n'.encode()
        for writer, _ in list(session.streams) if session else []:
            writer.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(told), told))
        await asyncio.sleep(0.05)
        for _, task in list(session.streams) if session else []:
            task.cancel()


def cookie_of(request):
    found = re.search(r"logcast-0=([\w-]+)", request.headers.get("cookie", ""))
    return found[1] if found else ""


def problem(status, detail, headers={}):
    body = json.dumps({"title": "Refused", "status": status, "detail": detail}).encode()
    return status, {"Content-Type": "application/problem+json", "Cache-Control": "no-store"} | headers, body


def rfc3339(moment):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))
