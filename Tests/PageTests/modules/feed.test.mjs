import assert from "node:assert/strict";
import { test } from "node:test";
import { Feed } from "../../../Sources/CPageAssets/Page/stream/feed.js";
import { Agent, frame } from "../support/agent.mjs";
import { Clock } from "../support/clock.mjs";

const url = "/logs?f&fields=none&cut=4096&n=500";

/** A feed of a made-up agent on a made-up clock, and all that it tells. */
function feedOf(agent, { from = 0, log = "", isOnline = true } = {}) {
    const clock = new Clock();
    const feed = { clock, isOnline, items: [], states: [], others: 0, skew: 0 };
    const sink = {
        onEvent: (event) => feed.items.push(event.id),
        onGap: (id, json) => feed.items.push([id, JSON.parse(json).reason]),
        onOtherLog: () => (feed.others += 1),
        onState: (state) => feed.states.push(state),
        onRead: () => null,
    };
    const { setTimer, clearTimer } = clock;
    const now = () => clock.time + feed.skew;
    const outside = { fetch: agent.fetch, now, setTimer, clearTimer, random: () => 0, isOnline: () => feed.isOnline };
    feed.feed = new Feed(url, { from, log }, sink, outside);
    feed.feed.start();
    feed.names = () => feed.states.map((state) => state.name).filter((name, at, all) => name !== all[at - 1]);
    feed.state = () => feed.states.at(-1);
    return feed;
}

const lastIDs = (agent) => agent.requests.map((request) => request.headers["Last-Event-ID"] ?? "");

test("a stream is connecting, catching up, and live", async () => {
    const agent = new Agent();
    agent.append("app");
    const { feed, clock, items, names, state } = feedOf(agent);
    await clock.advance(0);
    agent.append("app");
    await clock.advance(0);
    assert.equal(feed.state.name, "live");
    assert.deepEqual(items, [1000, 1001]);
    assert.deepEqual(names(), ["catching-up", "live"]);
    assert.deepEqual([state().log, state().oldest, state().head, state().last], ["a1", 1000, 1001, 1000]);
    assert.equal(agent.requests[0].headers.Accept, "text/event-stream");
});

test("heartbeats move the place where a quiet stream resumes", async () => {
    const agent = new Agent();
    const { clock, state } = feedOf(agent);
    await clock.advance(0);
    agent.head = 7000;
    agent.heartbeat();
    await clock.advance(0);
    assert.deepEqual([state().last, state().head], [6999, 7000]);
    agent.cut();
    await clock.advance(3000);
    assert.deepEqual(lastIDs(agent), ["", "6999"]);
});

test("a stream that is cut before any ID begins anew with its tail", async () => {
    const agent = new Agent();
    agent.refusal = () => stream(": logcast log=a1 oldest=1 head=9\n\n");
    const { clock } = feedOf(agent);
    await clock.advance(0);
    agent.cut();
    await clock.advance(1500);
    assert.deepEqual(lastIDs(agent), ["", ""]);
});

test("an event that was not finished is not the place to resume at", async () => {
    const agent = new Agent();
    const [one, two] = [frame({ id: 5, message: "a" }), frame({ id: 6, message: "b" })];
    agent.refusal = () => stream(one + two.slice(0, -1));
    const { clock, items } = feedOf(agent);
    await clock.advance(1500);
    assert.deepEqual(items, [5, 5]);
    assert.deepEqual(lastIDs(agent), ["", "5"]);
});

for (const [reason, told] of [["expired", "your access has expired"], ["revoked", "your access was ended"]]) {
    test(`a stream whose access is ${reason} is asked for once more, and then says why it is refused`, async () => {
        const agent = new Agent();
        agent.append("app");
        const { feed, clock, names, state } = feedOf(agent);
        await clock.advance(0);
        assert.equal(state().name, "live");
        agent.refusal = () => new Response("error: log in\nhelp: x\n", { status: 401, headers: { "Content-Type": "text/plain" } });
        agent.tell(`event: bye\ndata: {"reason":"${reason}"}\n\n`);
        await clock.advance(0);
        assert.deepEqual([state().name, state().reason], ["reconnecting", told]);
        await clock.advance(600_000);
        assert.deepEqual([state().name, state().status, state().reason], ["refused", 401, told]);
        assert.equal(agent.requests.length, 2);
        // Who looks tries once; another tab may have logged in.
        feed.tryNow();
        await clock.advance(600_000);
        assert.deepEqual([agent.requests.length, state().reason], [3, told]);
        agent.refusal = null;
        feed.tryNow();
        await clock.advance(0);
        assert.equal(state().name, "live");
        agent.refusal = () => new Response("error: log in\nhelp: x\n", { status: 401, headers: { "Content-Type": "text/plain" } });
        agent.cut();
        await clock.advance(5000);
        assert.deepEqual([state().name, state().reason], ["refused", "log in"]);
        assert.deepEqual(names().slice(-1), ["refused"]);
    });
}

test("gaps are told and are places to resume at", async () => {
    const agent = new Agent();
    for (let count = 0; count < 9; count += 1) agent.append("app");
    agent.evict(4);
    const { clock, items } = feedOf(agent, { from: 1001 });
    await clock.advance(0);
    assert.deepEqual(items, [[1003, "retention"], 1004, 1005, 1006, 1007, 1008]);
});

test("an event that is not JSON is a gap, and is not asked for again", async () => {
    const agent = new Agent();
    agent.refusal = ({ headers }) => stream(headers["Last-Event-ID"] ? frame({ id: 6 }) : "id: 5\ndata: {oops\n\n");
    const { clock, items } = feedOf(agent);
    await clock.advance(1500);
    assert.deepEqual(items.slice(0, 2), [[5, "corrupt"], 6]);
});

test("a log of another ID is told, also where the ID is known from before", async () => {
    const agent = new Agent();
    agent.append("app");
    const first = feedOf(agent);
    const second = feedOf(agent, { from: 1000, log: "a0" });
    const third = feedOf(agent, { from: 1000, log: "a1" });
    await Promise.all([first, second, third].map(({ clock }) => clock.advance(0)));
    assert.deepEqual([first.others, second.others, third.others], [0, 1, 0]);
    agent.replace("a2", 5000);
    await first.clock.advance(3000);
    assert.deepEqual([first.others, first.feed.state.log], [1, "a2"]);
});

// MARK: Failing and coming back

test("delays grow from 1 s to 24 s while nothing is got, and the third failure is offline", async () => {
    const agent = new Agent();
    agent.refusal = () => new Response("", { status: 502, statusText: "Bad Gateway" });
    const { clock, states } = feedOf(agent);
    await clock.advance(85_000);
    const failures = states.filter((state) => state.retryAt > 0);
    assert.deepEqual(failures.slice(0, 6).map((state) => [state.name, state.reason, state.status]), [
        ["reconnecting", "502 Bad Gateway", 502], ["reconnecting", "502 Bad Gateway", 502],
        ...Array(4).fill(["offline", "502 Bad Gateway", 502]),
    ]);
    const times = failures.map((state) => state.retryAt - 1_000_000);
    assert.deepEqual(times.slice(0, 6), [1000, 3000, 7000, 15_000, 31_000, 55_000]);
});

for (const [what, life, delay] of [
    ["a stream that got nothing and died young", 0, 4000],
    ["a stream that lived for 5 s", 5000, 2000],
]) {
    test(`after ${what} the next delay is ${delay} ms`, async () => {
        const agent = new Agent();
        let attempts = 0;
        agent.refusal = () => (++attempts <= 2 ? new Response("", { status: 500 }) : null);
        const { clock, state } = feedOf(agent);
        await clock.advance(3000 + life);
        assert.equal(state().name, "live");
        agent.cut();
        await clock.advance(0);
        assert.equal(state().retryAt - clock.time, delay);
    });
}

test("an event takes the failures back", async () => {
    const agent = new Agent();
    let attempts = 0;
    agent.refusal = () => (++attempts <= 4 ? new Response("", { status: 500 }) : null);
    const { clock, state } = feedOf(agent);
    await clock.advance(15_000);
    agent.append("app");
    agent.cut("end");
    await clock.advance(0);
    assert.deepEqual([state().name, state().retryAt - clock.time], ["reconnecting", 2000]);
});

for (const [name, answer, least] of [
    ["Retry-After in seconds", () => new Response("", { status: 503, headers: { "Retry-After": "9" } }), 9000],
    ["Retry-After as a date", (clock) => new Response("", { status: 429,
        headers: { "Retry-After": new Date(clock.time + 8000).toUTCString() } }), 8000],
    ["retry: of the stream", () => stream("retry: 6000\n\n"), 6000],
    ["bye", () => stream('event: bye\nretry: 7317\ndata: {"reason":"restart"}\n\n'), 7317],
    ["busy", () => stream('event: busy\nretry: 5000\ndata: {"reason":"streams"}\n\n'), 5000],
    ["nothing", () => new Response("", { status: 500 }), 1000],
]) {
    test(`${name} decides how long to wait at least`, async () => {
        const agent = new Agent();
        let clock;
        agent.refusal = () => answer(clock);
        const feed = feedOf(agent);
        clock = feed.clock;
        await clock.advance(0);
        assert.equal(feed.state().name, "reconnecting");
        assert.equal(feed.state().retryAt - clock.time, least);
        await clock.advance(least - 1);
        assert.equal(agent.requests.length, 1);
        await clock.advance(1);
        assert.equal(agent.requests.length, 2);
    });
}

test("a busy server is never called offline", async () => {
    const agent = new Agent();
    agent.refusal = () => stream('event: busy\nretry: 1\ndata: {"reason":"streams"}\n\n');
    const { clock, names, state } = feedOf(agent);
    await clock.advance(60_000);
    assert.deepEqual([state().name, state().reason], ["reconnecting", "the server is busy: streams"]);
    assert.ok(!names().includes("offline"));
});

test("without a network the first failure is offline, and it is tried again", async () => {
    const agent = new Agent();
    agent.refusal = () => Promise.reject(new TypeError("fetch failed"));
    const feed = feedOf(agent, { isOnline: false });
    await feed.clock.advance(0);
    assert.deepEqual([feed.state().name, feed.state().reason], ["offline", "the server cannot be reached"]);
    agent.refusal = null;
    feed.isOnline = true;
    feed.feed.tryNow();
    await feed.clock.advance(0);
    assert.equal(feed.state().name, "live");
});

test("no answer within 15 s is a failure, and the request is stopped", async () => {
    const agent = new Agent();
    const signals = [];
    agent.refusal = (_, signal) => (signals.push(signal), new Promise(() => {}));
    const { clock, state } = feedOf(agent);
    await clock.advance(14_999);
    assert.equal(signals[0].aborted, false);
    await clock.advance(1);
    assert.deepEqual([state().name, state().reason], ["reconnecting", "no answer for 15 s"]);
    assert.equal(signals[0].aborted, true);
});

test("45 s of silence is death, and any byte is life", async () => {
    const agent = new Agent();
    const { clock, state } = feedOf(agent);
    await clock.advance(40_000);
    agent.tell(": still here\n");
    await clock.advance(44_999);
    assert.equal(state().name, "live");
    await clock.advance(1);
    assert.deepEqual([state().name, state().reason], ["reconnecting", "silent for 45 s"]);
    assert.equal(agent.streams.size, 0);
});

test("a clock that is set back does not stretch the silence", async () => {
    const agent = new Agent();
    const feed = feedOf(agent);
    await feed.clock.advance(10_000);
    feed.skew = -3_600_000;
    await feed.clock.advance(2 * 45_000 + 2000);
    assert.equal(agent.requests.length, 2);
});

test("a stream whose heartbeat is overdue is given up as soon as somebody looks", async () => {
    const agent = new Agent();
    const { clock, feed } = feedOf(agent);
    await clock.advance(19_999);
    feed.tryNow();
    assert.equal(agent.requests.length, 1);
    await clock.advance(1);
    feed.tryNow();
    await clock.advance(0);
    assert.equal(agent.requests.length, 2);
    assert.equal(agent.streams.size, 1);
    assert.equal(feed.state.name, "live");
});

test("trying now does not wait for the delay, and makes one request only", async () => {
    const agent = new Agent();
    agent.refusal = () => new Response("", { status: 500 });
    const { clock, feed, state } = feedOf(agent);
    await clock.advance(20_000);
    const before = agent.requests.length;
    agent.refusal = null;
    feed.tryNow();
    feed.tryNow();
    assert.equal(state().retryAt, 0);
    await clock.advance(60_000);
    assert.equal(agent.requests.length, before + 2, "this one, and the one after 45 s of silence");
});

test("a feed that is stopped asks for nothing, keeps no timer and no stream", async () => {
    for (const refusal of [null, () => new Response("", { status: 500 }), () => new Promise(() => {})]) {
        const agent = new Agent();
        agent.refusal = refusal;
        const { clock, feed, states } = feedOf(agent);
        await clock.advance(0);
        feed.stop();
        const told = states.length;
        await clock.advance(100_000);
        assert.deepEqual([agent.streams.size, clock.pending, states.length - told], [0, 0, 0]);
        assert.equal(agent.requests.length, 1);
    }
});

// MARK: Being refused

const problem = (status, body, type) => () => new Response(body, { status, headers: { "Content-Type": type } });
for (const [name, answer, status, reason] of [
    ["text", problem(400, 'error: unknown parameter "x"\nhelp: http://h/help\n', "text/plain"),
        400, 'unknown parameter "x"'],
    ["problem details", problem(403, '{"title":"No","detail":"unit a: not granted"}', "application/problem+json"),
        403, "unit a: not granted"],
    ["problem details without detail", problem(431, '{"title":"Too large"}', "application/problem+json"),
        431, "Too large"],
    ["broken problem details", problem(413, "oops", "application/problem+json"), 413, "oops"],
    ["a web page", problem(404, "<h1>x</h1>", "text/html; charset=utf-8"), 404, "404 Not Found"],
    ["nothing", problem(421, "", "text/plain"), 421, "421 Misdirected Request"],
    ["a long text", problem(414, "x".repeat(999), "text/plain"), 414, `${"x".repeat(299)}…`],
    ["a login page", problem(200, "<form>", "text/html"), 200,
        "a web page, as a proxy's login page, came instead of events: reload the page"],
    ["JSON", problem(200, "{}", "application/json"), 200, '"application/json" came instead of events: reload the page'],
    ["a redirect", () => new Response("", { status: 302, headers: { Location: "/login" } }), 302,
        "the answer is a redirect, as to a proxy's login page: reload the page"],
]) {
    test(`a refusal by ${name} says why, and is not repeated`, async () => {
        const agent = new Agent();
        agent.refusal = answer;
        const { clock, state } = feedOf(agent);
        await clock.advance(600_000);
        assert.deepEqual([state().name, state().status, state().reason], ["refused", status, reason]);
        assert.equal(agent.requests.length, 1);
        assert.equal(clock.pending, 0);
    });
}

for (const [status, attempts] of [[401, 2], [403, 2], [404, 2], [421, 2], [400, 1], [413, 1], [414, 1], [431, 1]]) {
    test(`after ${status} somebody who looks makes ${attempts - 1} more attempts`, async () => {
        const agent = new Agent();
        agent.refusal = () => new Response("no", { status });
        const { clock, feed } = feedOf(agent);
        await clock.advance(0);
        feed.tryNow();
        await clock.advance(0);
        assert.equal(agent.requests.length, attempts);
        assert.equal(feed.state.name, "refused");
    });
}

test("a refusal whose words do not come is a failure after 15 s", async () => {
    const agent = new Agent();
    agent.refusal = () => new Response(new ReadableStream({}), { status: 401 });
    const { clock, state } = feedOf(agent);
    await clock.advance(15_000);
    assert.deepEqual([state().name, state().reason], ["reconnecting", "no answer for 15 s"]);
});

test("204 ends a stream", async () => {
    const agent = new Agent();
    agent.refusal = () => new Response(null, { status: 204 });
    const { clock, state } = feedOf(agent);
    await clock.advance(600_000);
    assert.equal(state().name, "ended");
    assert.equal(agent.requests.length, 1);
});

test("end tells the reason and the place, and nothing follows", async () => {
    const agent = new Agent();
    const { clock, feed, state } = feedOf(agent);
    await clock.advance(0);
    agent.tell('id: end\nevent: end\ndata: {"reason":"until","last":1234}\n\n');
    await clock.advance(600_000);
    feed.tryNow();
    assert.deepEqual([state().name, state().reason, state().last], ["ended", "until", 1234]);
    assert.deepEqual([agent.requests.length, agent.streams.size], [1, 0]);
});

test("error is a failure with the server's words", async () => {
    const agent = new Agent();
    const { clock, state } = feedOf(agent);
    await clock.advance(0);
    agent.tell('event: error\ndata: {"detail":"the disk is gone"}\n\n');
    await clock.advance(0);
    assert.deepEqual([state().name, state().reason], ["reconnecting", "the disk is gone"]);
    await clock.advance(3000);
    assert.equal(state().name, "live");
});

/** An answer that is a stream of this text, and then ends. */
function stream(text) {
    return new Response(text, { headers: { "Content-Type": "text/event-stream" } });
}
