import assert from "node:assert/strict";
import { test } from "node:test";
import { Feed } from "../../../Sources/CPageAssets/Page/stream/feed.js";
import { Agent } from "../support/agent.mjs";
import { Clock } from "../support/clock.mjs";

const url = "/logs?f&fields=none&cut=4096&n=500";

/** Follows until it is live with all of the agent's events; delays are a thousandth, silence does not count. */
function followed(agent, base) {
    return new Promise((resolve) => {
        const items = [];
        const sink = {
            onEvent: (event) => items.push(event),
            onGap: (id, json) => items.push({ id, gap: JSON.parse(json).reason }),
            onOtherLog: () => {},
            onRead: () => null,
            onState: ({ name }) => name === "live" && (feed.stop(), resolve(items)),
        };
        const outside = { now: () => 0, clearTimer: clearTimeout, random: () => 0, isOnline: () => true };
        outside.setTimer = (action, wait) => (wait >= 15_000 ? null : setTimeout(action, wait / 1000));
        outside.fetch = (path, options) => fetch(base + path, options);
        const feed = new Feed(url, { from: 1002, log: "" }, sink, outside);
        feed.start();
    });
}

test("a stream that is cut at any byte of 4 KB yields each event once", async () => {
    const agent = new Agent();
    for (let count = 0; count < 33; count += 1) agent.append("app", `${"→ü🎉x"[count % 4]} ${"é".repeat(count)}`);
    agent.evict(6);
    const whole = Buffer.from(agent.beginning(url, "1002"));
    assert.ok(whole.length > 4096, `${whole.length}`);
    const expected = [{ id: 1005, gap: "retention" }, ...agent.events];
    let requests = 0;
    const server = await agent.listen((request, response) => {
        requests += 1;
        const cut = Number(/^\/cut(\d+)\//.exec(request.url)[1]);
        request.url = request.url.replace(/^\/cut\d+/, "");
        if (request.headers["last-event-id"] !== "1002" || seen.has(cut)) return false;
        seen.add(cut);
        response.writeHead(200, { "Content-Type": "text/event-stream" });
        response.flushHeaders();
        // Every other one ends as a proxy ends it, the rest by a reset in the middle.
        if (cut % 2 === 0) return response.end(whole.subarray(0, cut)), true;
        response.write(whole.subarray(0, cut), () => response.destroy());
        return true;
    });
    const seen = new Set();
    const offsets = Array.from({ length: whole.length + 1 }, (_, cut) => cut);
    const next = async () => {
        for (let cut = offsets.pop(); cut !== undefined; cut = offsets.pop()) {
            assert.deepEqual(await followed(agent, `${server.base}/cut${cut}`), expected, `cut at ${cut}`);
        }
    };
    await Promise.all(Array.from({ length: 16 }, next));
    server.close();
    assert.ok(requests > whole.length * 1.5, `${requests} requests: few were cut`);
});

test("over a real socket a stream outlives 502, 503, a hung head, and ends at 401", async () => {
    const agent = new Agent();
    agent.append("app");
    agent.append("app");
    agent.append("app");
    agent.append("app");
    const answers = [
        (response) => response.writeHead(502).end(),
        (response) => response.writeHead(503, { "Retry-After": "2" }).end("busy"),
        (response) => response.destroy(),
        () => {},
    ];
    const server = await agent.listen((_, response) => {
        const answer = answers.shift();
        answer?.(response);
        return answer !== undefined;
    });
    const told = [];
    const clock = new Clock();
    const sink = { onEvent: (event) => told.push(event.id), onGap() {}, onOtherLog() {}, onRead: () => null };
    const arrived = new Waiter();
    sink.onState = ({ name, reason, retryAt }) => {
        const isTold = retryAt !== 0 || name === "live" || name === "refused";
        if (isTold) arrived.take([name, reason, retryAt && retryAt - clock.time]);
    };
    const { now, setTimer, clearTimer } = clock;
    const outside = { now, setTimer, clearTimer, random: () => 0, isOnline: () => true };
    outside.fetch = (path, options) => fetch(server.base + path, options);
    const feed = new Feed(url, { from: 1001, log: "" }, sink, outside);
    feed.start();
    assert.deepEqual(await arrived.next(), ["reconnecting", "502 Bad Gateway", 1000]);
    clock.advance(1000);
    assert.deepEqual(await arrived.next(), ["reconnecting", "503 Service Unavailable", 2000]);
    clock.advance(2000);
    assert.deepEqual(await arrived.next(), ["offline", "the server cannot be reached", 4000]);
    await clock.advance(4000);
    await clock.advance(15_000);
    assert.deepEqual(await arrived.next(), ["offline", "no answer for 15 s", 8000]);
    await clock.advance(8000);
    assert.equal((await arrived.next())[0], "live");
    assert.deepEqual(told, [1002, 1003]);
    answers.push((response) => response.writeHead(401, { "Content-Type": "text/plain" }).end("error: log in\nhelp: x"));
    agent.cut();
    assert.equal((await arrived.next())[0], "reconnecting");
    await clock.advance(2000);
    assert.deepEqual(await arrived.next(), ["refused", "log in", 0]);
    feed.stop();
    server.close();
});

/** What comes, in order, also to who waits for it. */
class Waiter {
    #items = [];
    #wake = null;

    take(item) {
        this.#items.push(item);
        this.#wake?.();
    }

    async next() {
        while (this.#items.length === 0) await new Promise((resolve) => (this.#wake = resolve));
        return this.#items.shift();
    }
}
