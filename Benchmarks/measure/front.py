"""nginx before the agent, which gives the page's files from a directory: for work on the page, without a build.

It is one hop more, and its files are longer than what the agent sends; what it measures is for comparing pages only.
"""
import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

CONFIGURATION = """
daemon off; master_process off; pid {dir}/nginx.pid; error_log {dir}/nginx.err; {user}
events {{ worker_connections 256; }}
http {{
    access_log off; proxy_buffering off; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_read_timeout 1h;
    proxy_temp_path {dir}/proxy; client_body_temp_path {dir}/body; fastcgi_temp_path {dir}/f; uwsgi_temp_path {dir}/u;
    scgi_temp_path {dir}/s;
    types {{ text/javascript js mjs; text/css css; image/svg+xml svg; }}
    gzip on; gzip_comp_level 9; gzip_types text/javascript text/css image/svg+xml;
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass http://127.0.0.1:{agent}; proxy_set_header Host $http_host; }}
        location = / {{ default_type text/html; root {dir}; try_files /index.html =404; }}
        location ~ ^/page/[^/]+/(.*)$ {{ alias {page}/$1; }}
    }}
}}
"""


def document(page):
    """index.html with the modules that the page begins with, as the agent completes it."""
    found = [page / "shell/main.js"]
    for module in found:
        for name in re.findall(r'^(?:import|export|}).*? from "(\..*?)"', module.read_text(), re.M):
            imported = Path(os.path.normpath(module.parent / name))
            if imported not in found:
                found.append(imported)
    links = "".join(f'<link rel="modulepreload" href="/page/work/{module.relative_to(page)}">\n' for module in found)
    return (page / "index.html").read_text().replace("{{base}}", "/page/work").replace("{{modules}}", links)


class Front:
    def __init__(self, directory, agent_port, page):
        if not shutil.which("nginx"):
            raise RuntimeError("LOGCAST_PAGE wants nginx")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with open(f"{directory}/index.html", "w") as index:
            index.write(document(Path(page)))
        file = f"{directory}/nginx.conf"
        with open(file, "w") as configuration:
            configuration.write(CONFIGURATION.format(
                dir=directory, port=port, agent=agent_port, page=os.path.abspath(page),
                user="user root;" if os.geteuid() == 0 else ""))
        self.process = subprocess.Popen(["nginx", "-c", file, "-e", f"{directory}/nginx.err"],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError(open(f"{directory}/nginx.err").read()[-500:])

    def end(self):
        self.process.terminate()
        self.process.wait()
