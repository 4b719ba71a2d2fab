"""An agent that asks for a login, behind a proxy: `await gate.code(units, seconds)` is the code of a fresh link."""

import asyncio
import os
import re
import subprocess
import urllib.error
import urllib.request

from proxy import Proxy


class Gate(Proxy):
    """Passes all on to an agent that wants a login, with the page from a directory where one is given."""

    def __init__(self, agent, page):
        super().__init__(agent.port, None, page)
        self.agent = agent
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
