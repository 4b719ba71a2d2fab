"""A small fleet's journal, invented from a seed: an nginx, an application, a database, sshd, timers and a kernel.

`write` makes one journal file of it through systemd-journal-remote, so that priorities, units, process numbers and
boots are what the agent reads from real hosts. An incident sits at three quarters of the time: the database runs out of
connections, the application logs stack traces, nginx answers with 502.
"""

import hashlib
import random
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

REMOTE = "/lib/systemd/systemd-journal-remote"
HOSTS = ("web1", "web2", "db1")
PATHS = (
    "/",
    "/login",
    "/api/orders",
    "/api/orders/{n}",
    "/api/cart",
    "/static/app.css",
    "/api/search?q=lamp",
    "/healthz",
)
AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Firefox/145.0",
    "curl/8.14.1",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1)",
)
TRACE = """Unhandled exception in POST /api/orders/{n}
Traceback (most recent call last):
  File "/srv/shop/shop/web.py", line 212, in dispatch
    return await handler(request)
  File "/srv/shop/shop/orders.py", line 88, in create
    async with pool.acquire(timeout=5) as connection:
  File "/srv/shop/shop/pool.py", line 41, in acquire
    raise PoolExhausted(f"no connection within {{timeout}} s")
shop.pool.PoolExhausted: no connection within 5 s"""


@dataclass
class Entry:
    unit: str
    message: str
    priority: int = 6
    host: str = "web1"
    identifier: str = ""
    pid: int = 1
    extra: dict = field(default_factory=dict)


def access(random, status=None):
    path = random.choice(PATHS).format(n=random.randint(1000, 9999))
    status = status or random.choices((200, 304, 404, 301), (90, 6, 3, 1))[0]
    address = f"203.0.113.{random.randint(2, 250)}"
    method = "POST" if path in ("/login", "/api/orders", "/api/cart") else "GET"
    line = f'{address} "{method} {path} HTTP/2.0" {status} {random.randint(180, 48000)}'
    text = f'{line} {random.expovariate(9):.3f}s "{random.choice(AGENTS)}"'
    return Entry("nginx.service", text, 4 if status >= 500 else 6, random.choice(HOSTS[:2]), "nginx", 812)


def application(random):
    n = random.randint(1000, 9999)
    message, priority = random.choice(
        (
            (f"order {n} accepted, {random.randint(1, 5)} items, {random.randint(900, 19900) / 100:.2f} EUR", 6),
            (
                f"\x1b[32mINFO\x1b[0m  cart {n} \x1b[2muser={n % 97}\x1b[0m items={n % 7} took={n % 83}ms",
                6,
            ),
            (f'{{"level":"debug","event":"cache","hit":{"true" if n % 3 else "false"},"key":"product:{n}"}}', 7),
            (f"payment {n} settled with the bank in {random.randint(120, 900)} ms", 5),
            (f"slow query: 1.{n % 900} s: SELECT * FROM orders WHERE customer = {n}", 4),
        )
    )
    return Entry(
        "shop.service",
        message,
        priority,
        random.choice(HOSTS[:2]),
        "shop",
        2290 + n % 4,
        {"REQUEST_ID": f"{n:x}f{n % 89:02x}"},
    )


def database(random):
    n = random.randint(10, 99)
    message, priority = random.choice(
        (
            (f"LOG:  checkpoint complete: wrote {n * 31} buffers ({n / 10}%); 0 WAL file(s) added; write={n}.{n} s", 6),
            (f"LOG:  duration: {n * 3}.{n} ms  statement: UPDATE stock SET held = held + 1 WHERE item = {n * 77}", 6),
            (f'LOG:  automatic vacuum of table "shop.public.carts": pages: 0 removed, {n * 12} remain', 6),
        )
    )
    return Entry("postgresql@15-main.service", message, priority, "db1", "postgres", 1104)


def ssh(random):
    address, port = f"198.51.100.{random.randint(2, 250)}", random.randint(30000, 60000)
    message, priority = random.choice(
        (
            (f"Failed password for invalid user admin from {address} port {port} ssh2", 6),
            (f"Accepted publickey for deploy from 192.0.2.14 port {port} ssh2: ED25519 SHA256:q7Zk{port}", 6),
            (f"error: kex_exchange_identification: banner line contains invalid characters", 3),
            (f"Connection closed by {address} port {port} [preauth]", 6),
        )
    )
    return Entry("ssh.service", message, priority, random.choice(HOSTS), "sshd", port // 9)


def system(random):
    host = random.choice(HOSTS)
    message, priority, unit = random.choice(
        (
            ("Starting logrotate.service - Rotate log files...", 6, "logrotate.service"),
            ("logrotate.service: Deactivated successfully.", 6, "logrotate.service"),
            ("Started backup.service - Nightly copy of the database.", 6, "backup.service"),
            ("apt-daily.service: Consumed 2.114s CPU time.", 6, "apt-daily.service"),
        )
    )
    return Entry(unit, message, priority, host, "systemd", 1, {"UNIT": unit})


def kernel(random):
    message, priority = random.choice(
        (
            ("eth0: Link is Up - 1Gbps/Full - flow control rx/tx", 6),
            ("EXT4-fs (vda1): re-mounted. Quota mode: none.", 6),
            ("TCP: request_sock_TCP: Possible SYN flooding on port 443. Sending cookies.", 4),
            ("perf: interrupt took too long (2512 > 2500), lowering kernel.perf_event_max_sample_rate to 79000", 5),
        )
    )
    return Entry("", message, priority, random.choice(HOSTS), "kernel", 0)


def incident(random):
    kind = random.random()
    if kind < 0.45:
        return access(random, random.choice((500, 502, 502, 504)))
    if kind < 0.65:
        return Entry(
            "shop.service", TRACE.format(n=random.randint(1000, 9999)), 3, random.choice(HOSTS[:2]), "shop", 2291
        )
    if kind < 0.9:
        return Entry(
            "postgresql@15-main.service", "FATAL:  sorry, too many clients already", 2, "db1", "postgres", 1104
        )
    return Entry("shop.service", "pool: 20 of 20 connections in use, 41 requests wait", 4, "web2", "shop", 2290)


MAKERS, WEIGHTS = (access, application, database, ssh, system, kernel), (55, 26, 8, 5, 4, 2)


def entries(count, seed):
    """(part of the time that has gone, entry) in order."""
    random_ = random.Random(seed)
    moments = sorted(
        random_.random() if random_.random() < 0.6 else random_.triangular(0.3, 1, 0.8) for _ in range(count)
    )
    for moment in moments:
        is_incident = 0.74 < moment < 0.79 and random_.random() < 0.55
        yield moment, incident(random_) if is_incident else random_.choices(MAKERS, WEIGHTS)[0](random_)


def export(entry, time, boot, number):
    """The entry in the journal's export format."""
    fields = {
        "__REALTIME_TIMESTAMP": str(time),
        "__MONOTONIC_TIMESTAMP": str(1_000_000 + number),
        "_BOOT_ID": boot,
        "_MACHINE_ID": hashlib.md5(entry.host.encode()).hexdigest(),
        "_HOSTNAME": entry.host,
        "_TRANSPORT": "stdout" if entry.unit else "kernel",
        "PRIORITY": str(entry.priority),
        "SYSLOG_IDENTIFIER": entry.identifier,
        "SYSLOG_FACILITY": "3" if entry.unit else "0",
    }
    if entry.pid:
        fields |= {"_PID": str(entry.pid), "_UID": "0" if entry.pid == 1 else "33", "_COMM": entry.identifier}
    if entry.pid == 1:
        fields |= {"_SYSTEMD_CGROUP": "/init.scope", "_SYSTEMD_UNIT": "init.scope"}
    elif entry.unit:
        fields |= {"_SYSTEMD_UNIT": entry.unit, "_SYSTEMD_CGROUP": f"/system.slice/{entry.unit}"}
    fields |= entry.extra
    text = "".join(f"{name}={value}\n" for name, value in fields.items()).encode()
    message = entry.message.encode()
    return text + b"MESSAGE\n" + len(message).to_bytes(8, "little") + message + b"\n\n"


def write(file, events, start, end, boots=1):
    """Writes a journal file of these (part, entry) between two times, in seconds; skipped where the tool is missing."""
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    stream = bytearray()
    for number, (part, entry) in enumerate(events):
        time = int((start + (end - start) * part) * 1e6)
        boot = hashlib.md5(f"{entry.host}{int(part * boots)}".encode()).hexdigest()
        stream += export(entry, time, boot, number)
    subprocess.run([REMOTE, f"--output={file}", "-"], input=bytes(stream), check=True, capture_output=True)


def is_possible():
    return shutil.which(REMOTE) is not None
