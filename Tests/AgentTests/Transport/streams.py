"""Many SSE streams over TLS at once, each checked to have got every line, once, in order.

streams.py PORT CERTIFICATE COUNT: says `ready` when all streams have their heads, reads until each has had the line
`end`, and says how many had exactly `line 1`, `line 2`, … and `end`.
"""
import asyncio
import re
import ssl
import sys

PORT, CERTIFICATE, COUNT = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
MESSAGE = re.compile(rb'"message":"([^"]*)"')


async def stream(context, gate, heads):
    async with gate:   # handshakes cost the one processor that both sides have
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT, ssl=context, server_hostname="localhost")
        writer.write(b"GET /logs/app?f&n=0&o=sse HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
    heads.append(writer)
    if len(heads) == COUNT:
        print("ready", flush=True)
    seen = []
    while True:
        line = await reader.readline()
        if not line:
            return f"cut after {len(seen)} lines"
        if found := MESSAGE.search(line):
            seen.append(found[1].decode())
            if seen[-1] == "end":
                break
    expected = [f"line {number}" for number in range(1, len(seen))] + ["end"]
    return "exact" if seen == expected else f"{len(seen)} lines, first wrong at " + str(
        next(index for index, pair in enumerate(zip(seen, expected)) if pair[0] != pair[1]))


async def main():
    context, gate, heads = ssl.create_default_context(cafile=CERTIFICATE), asyncio.Semaphore(32), []
    results = await asyncio.gather(*(stream(context, gate, heads) for _ in range(COUNT)))
    for result in sorted(set(results)):
        print(result, results.count(result), flush=True)


asyncio.run(main())
