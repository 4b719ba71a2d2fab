"""nginx, Caddy and HAProxy before the agent, each with the least configuration that its manual begins with."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

NGINX = """
daemon off; pid {dir}/pid; error_log {dir}/error.log;
{user}
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {dir}/body; proxy_temp_path {dir}/proxy; fastcgi_temp_path {dir}/f; uwsgi_temp_path {dir}/u;
    scgi_temp_path {dir}/s;
    server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://127.0.0.1:{agent}; }} }}
}}
"""
CADDY = """
{{
    admin off
    auto_https off
}}
http://127.0.0.1:{port} {{
    reverse_proxy 127.0.0.1:{agent}
}}
"""
HAPROXY = """
defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
frontend page
    bind 127.0.0.1:{port}
    default_backend agent
backend agent
    server one 127.0.0.1:{agent}
"""
# What each is run with, and ended with: Caddy would wait for its streams, nginx would leave its workers.
KINDS = {
    "nginx": (NGINX, lambda file: ["-c", file, "-e", f"{file}.err"], signal.SIGTERM),
    "caddy": (CADDY, lambda file: ["run", "--adapter", "caddyfile", "--config", file], signal.SIGKILL),
    "haproxy": (HAPROXY, lambda file: ["-db", "-f", file], signal.SIGTERM),
}


class FrontProxy:
    def __init__(self, kind, agent, directory):
        self.kind, self.port = kind, free_port()
        self.directory = Path(directory) / kind
        self.directory.mkdir()
        text, self.command, self.end_signal = KINDS[kind]
        user = "user root;" if os.geteuid() == 0 else ""
        self.file = self.directory / "config"
        self.file.write_text(text.format(dir=self.directory, port=self.port, agent=agent, user=user))
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    async def start(self):
        environment = os.environ | {"HOME": str(self.directory), "XDG_DATA_HOME": str(self.directory)}
        with open(self.directory / "output", "ab") as output:
            self.process = subprocess.Popen(
                [shutil.which(self.kind), *self.command(str(self.file))],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=environment,
            )
        for _ in range(200):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return self
            except OSError:
                await asyncio.sleep(0.05)
        raise AssertionError(f"{self.kind} does not serve: {(self.directory / 'output').read_text()[-500:]}")

    async def end(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.end_signal)
            await asyncio.to_thread(self.process.wait)


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
