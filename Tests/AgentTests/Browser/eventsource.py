#!/usr/bin/env python3
"""eventsource.py AGENT_PORT PATH - a plain EventSource in a real browser, through a proxy of the same origin.

Serves a page of its own, forwards everything else to the agent, and prints a line "ID<TAB>JSON" for each event that
the page's onmessage got. While the agent is down a connection is cut without an answer, as it is without a proxy.
Ends with its standard input.
"""
import http.server, os, shutil, socket, subprocess, sys, tempfile, threading

AGENT, PATH = int(sys.argv[1]), sys.argv[2]
PAGE = """<!doctype html><script>
const source = new EventSource(%r)
let waiting = [], isSending = false
source.onmessage = async e => {
  waiting.push(e.lastEventId + "\\t" + e.data)
  if (isSending) return
  isSending = true
  while (waiting.length) await fetch("/seen", {method: "POST", body: waiting.splice(0).join("\\n")})
  isSending = false
}
</script>""" % PATH


class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path != "/page": return self.forward()
        self.answer(PAGE.encode(), "text/html")

    def do_POST(self):
        line = self.rfile.read(int(self.headers["Content-Length"]))
        print(line.decode(), flush=True)
        self.answer(b"", "text/plain")

    def answer(self, body, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def forward(self):
        self.close_connection = True
        try:
            agent = socket.create_connection(("127.0.0.1", AGENT))
        except OSError:
            return
        # One exchange: a connection that stays open after an answer, the favicon's say, is used by the browser for
        # its next request, which nobody would read.
        lines = [f"GET {self.path} HTTP/1.1", f"Host: localhost:{AGENT}", "Connection: close"]
        lines += [f"{k}: {v}" for k, v in self.headers.items() if k.lower() in ("accept", "last-event-id")]
        agent.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        while data := agent.recv(65536): self.wfile.write(data)

    def log_message(self, *_): pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
threading.Thread(target=server.serve_forever, daemon=True).start()
profile = tempfile.mkdtemp(prefix="logcast-browser.")
browser = subprocess.Popen(
    [shutil.which("chromium") or "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
     f"--user-data-dir={profile}", "--remote-debugging-port=0", f"http://127.0.0.1:{server.server_port}/page"],
    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
sys.stdin.read()
os.killpg(browser.pid, 9)
browser.wait()
shutil.rmtree(profile, ignore_errors=True)
