import assert from "node:assert/strict";
import { test } from "node:test";
import { Hub } from "../../../Sources/CPageAssets/Page/stream/hub.js";
import { Agent } from "../support/agent.mjs";
import { Clock } from "../support/clock.mjs";
import { SimulatedTab } from "../support/tab.mjs";

/** A hub of a made-up agent on a made-up clock. */
function hubOf(agent = new Agent()) {
    const clock = new Clock();
    const { now, setTimer, clearTimer } = clock;
    const hub = new Hub({ fetch: agent.fetch, now, setTimer, clearTimer, random: () => 0, isOnline: () => true });
    return { agent, clock, hub, tab: () => new SimulatedTab(hub), rest: () => clock.advance(20) };
}

function fill(agent, count, unit = "app") {
    for (let left = count; left > 0; left -= 1) agent.append(unit);
}

const range = (first, end) => Array.from({ length: end - first }, (_, index) => first + index);

test("twelve tabs with one view use one connection, and all get all", async () => {
    const { agent, tab, rest } = hubOf();
    fill(agent, 10);
    const tabs = Array.from({ length: 12 }, () => tab().show(true).open("/logs"));
    await rest();
    fill(agent, 10);
    await rest();
    for (const one of tabs) assert.deepEqual(one.ids, range(1000, 1020));
    assert.deepEqual([agent.most, agent.requests.length], [1, 1]);
});

test("when the first tab closes nothing changes for the second", async () => {
    const { agent, tab, rest } = hubOf();
    const [first, second] = [tab().open("/logs"), tab().open("/logs")];
    await rest();
    fill(agent, 3);
    first.send({ type: "close" });
    fill(agent, 3);
    await rest();
    assert.deepEqual(second.ids, range(1000, 1006));
    assert.deepEqual([second.name, agent.requests.length, agent.streams.size], ["live", 1, 1]);
});

test("when no tab wants a stream it ends at once", async () => {
    for (const stop of [{ type: "pause" }, { type: "close" }]) {
        const { agent, clock, tab, rest } = hubOf();
        const [first, second] = [tab().open("/logs"), tab().open("/logs")];
        await rest();
        first.send(stop);
        assert.equal(agent.streams.size, 1);
        second.send(stop);
        assert.equal(agent.streams.size, 0);
        assert.equal(clock.pending, 0);
    }
});

test("a paused tab gets nothing, is told so, and goes on behind its last row", async () => {
    const { agent, tab, rest } = hubOf();
    fill(agent, 5);
    const one = tab().open("/logs", 0, 2);
    await rest();
    one.pause();
    fill(agent, 5);
    await rest();
    assert.deepEqual([one.name, one.state.last, one.ids], ["paused", 1004, [1003, 1004]]);
    one.resume();
    await rest();
    assert.deepEqual(one.ids, range(1003, 1010));
    assert.equal(agent.requests.at(-1).headers["Last-Event-ID"], "1004");
});

test("a tab that pauses among others goes on from the ring, without a request", async () => {
    const { agent, tab, rest } = hubOf();
    fill(agent, 5);
    const [one, other] = [tab().open("/logs"), tab().open("/logs")];
    await rest();
    one.pause();
    fill(agent, 1900);
    await rest();
    const before = one.drain().restarts;
    one.resume();
    await rest();
    assert.deepEqual(one.ids, other.ids);
    assert.deepEqual([one.restarts - before, agent.requests.length], [0, 1]);
});

test("a tab that missed more than the ring holds gets the newest, as a restart", async () => {
    const { agent, tab, rest } = hubOf();
    fill(agent, 5);
    const [one] = [tab().open("/logs"), tab().open("/logs")];
    await rest();
    one.pause();
    for (let count = 0; count < 10; count += 1) {
        fill(agent, 1000);
        await rest();
    }
    const before = one.restarts;
    one.resume();
    await rest();
    assert.equal(one.restarts - before, 1);
    assert.deepEqual(one.ids, range(11_005 - 500, 11_005));
});

test("a tab alone that missed more than the ring holds goes on by a stream of its own", async () => {
    const { agent, tab, rest } = hubOf();
    fill(agent, 5);
    const one = tab().open("/logs");
    await rest();
    one.pause();
    fill(agent, 10_000);
    one.resume();
    await rest();
    await rest();
    assert.deepEqual(one.ids, range(1000, 11_005));
});

test("what a joining tab gets is what a stream of its own would give", async () => {
    for (const tail of [1, 7, 80, 500]) {
        for (const from of [0, 1100, 1399, 1400]) {
            const shared = hubOf();
            const alone = hubOf(shared.agent);
            fill(shared.agent, 300, "app");
            shared.tab().open("/logs/app", 0, 500);
            await shared.rest();
            fill(shared.agent, 100, "app");
            fill(shared.agent, 5, "other");
            await shared.rest();
            const [joined, own] = [shared.tab(), alone.tab()].map((one) => one.open("/logs/app", from, tail));
            await shared.rest();
            await alone.rest();
            fill(shared.agent, 3, "app");
            await shared.rest();
            await alone.rest();
            assert.ok(own.ids.length > 0);
            assert.deepEqual(joined.drain().rows, own.rows, `from ${from} tail ${tail}`);
            assert.equal(joined.restarts, own.restarts);
        }
    }
});

test("a joining tab gets its tail also where the stream began elsewhere, and the others miss nothing", async () => {
    const { agent, tab, rest } = hubOf();
    fill(agent, 50);
    const first = tab().open("/logs", 1045);
    await rest();
    const second = tab().open("/logs", 0, 30);
    const third = tab().open("/logs", 1046, 40);
    await rest();
    fill(agent, 3);
    await rest();
    assert.deepEqual(first.ids, range(1046, 1053));
    assert.deepEqual(second.ids, range(1020, 1053));
    assert.deepEqual(third.ids, range(1047, 1053));
    assert.deepEqual([first.restarts, second.restarts, third.restarts, agent.most], [0, 1, 0, 1]);
});

test("a tab that has seen more than the stream it joins gets nothing twice", async () => {
    const { agent, tab, rest } = hubOf();
    fill(agent, 20);
    agent.deliver = (bytes, stream) => stream.send(bytes.slice(0, 700));
    const behind = tab().open("/logs", 1001);
    await rest();
    const ahead = tab().open("/logs", 1015);
    await rest();
    assert.ok(behind.ids.length < 10 && ahead.ids.length === 0);
    agent.deliver = (bytes, stream) => stream.send(bytes);
    agent.cut();
    await rest();
    behind.send({ type: "retry" });
    await rest();
    await rest();
    assert.deepEqual(behind.ids, range(1002, 1020));
    assert.deepEqual(ahead.ids, range(1016, 1020));
});

test("another log is a restart for each tab, and a gap before its first event, also where nothing is in it", async () => {
    for (const head of [10, 1003, 9000]) {
        const { agent, clock, tab } = hubOf();
        fill(agent, 5);
        const tabs = [tab().open("/logs"), tab().open("/logs")];
        await clock.advance(20);
        agent.replace("a2", head);
        await clock.advance(3000);
        for (const one of tabs) assert.deepEqual([one.ids, one.restarts], [[], 2]);
        fill(agent, 2);
        await clock.advance(20);
        for (const one of tabs) assert.deepEqual(one.ids, range(head - 1, head + 2));
    }
});

// MARK: Four streams

test("twelve tabs with twelve views never have more than four connections, and the last seen are live", async () => {
    const { agent, tab, rest } = hubOf();
    const tabs = [];
    for (let view = 0; view < 12; view += 1) {
        tabs.push(tab().show(true).open(`/logs/u${view}`));
        await rest();
        assert.ok(agent.streams.size <= 4);
    }
    assert.equal(agent.most, 4);
    const names = tabs.map((one) => one.name);
    assert.deepEqual(names, [...Array(8).fill("yielded"), ...Array(4).fill("live")]);
});

test("hidden views yield before visible ones, then the least recently visible", async () => {
    const { tab, rest } = hubOf();
    const tabs = range(0, 4).map((view) => tab().show(true).open(`/logs/u${view}`));
    tabs[3].show(false);
    tabs[1].show(false);
    tabs[1].show(true);
    const names = () => tabs.map((one) => (one.name === "yielded" ? "y" : "l")).join("");
    tabs.push(tab().show(true).open("/logs/u4"));
    await rest();
    assert.equal(names(), "lllyl", "the hidden one");
    tabs.push(tab().show(true).open("/logs/u5"));
    await rest();
    assert.equal(names(), "yllyll", "of visible ones the first");
    tabs.push(tab().open("/logs/u6"));
    await rest();
    assert.equal(names(), "yllylly", "a new one that nobody looks at");
});

test("who has yielded gets its stream back when it is seen, and misses nothing", async () => {
    const { agent, tab, rest } = hubOf();
    fill(agent, 4, "u0");
    const one = tab().show(true).open("/logs/u0");
    await rest();
    one.show(false);
    const others = range(1, 5).map((view) => tab().show(true).open(`/logs/u${view}`));
    await rest();
    fill(agent, 4, "u0");
    assert.equal(one.name, "yielded");
    assert.deepEqual(one.ids, range(1000, 1004));
    one.show(true);
    await rest();
    assert.deepEqual([one.name, one.ids, one.restarts], ["live", range(1000, 1008), 1]);
    assert.deepEqual(others.map((other) => other.name), ["yielded", "live", "live", "live"]);
});

test("who has yielded gets its stream back when another tab leaves", async () => {
    const { tab, rest } = hubOf();
    const tabs = range(0, 5).map((view) => tab().show(true).open(`/logs/u${view}`));
    await rest();
    assert.equal(tabs[0].name, "yielded");
    tabs[2].send({ type: "close" });
    await rest();
    assert.equal(tabs[0].name, "live");
});

test("a tab that switches its view and back has one connection at a time", async () => {
    const { agent, tab, rest } = hubOf();
    const one = tab().show(true).open("/logs/a");
    await rest();
    one.open("/logs/b");
    await rest();
    one.open("/logs/a");
    await rest();
    assert.deepEqual([agent.most, agent.requests.length], [1, 3]);
    fill(agent, 600, "a");
    await rest();
    one.open("/logs/a");
    await rest();
    assert.deepEqual([agent.requests.length, one.ids], [3, range(1100, 1600)], "the same view again needs no request");
});

// MARK: Pace and state

test("a lone event goes out at once", async () => {
    const { agent, clock, tab } = hubOf();
    const one = tab().open("/logs");
    await clock.advance(1000);
    agent.append("app");
    await clock.advance(0);
    assert.deepEqual(one.ids, [1000]);
});

test("a flood is at most one batch per 16 ms, of at most 5,000 events, and reading waits for it", async () => {
    const { agent, clock, tab } = hubOf();
    const one = tab().open("/logs");
    await clock.advance(1000);
    const before = one.drain().batches;
    fill(agent, 20_000);
    const sizes = [];
    for (let tick = 0; tick < 6; tick += 1) {
        await clock.advance(tick === 0 ? 0 : 16);
        sizes.push(one.ids.length);
    }
    assert.ok(sizes.every((size, tick) => size - (sizes[tick - 1] ?? 0) <= 5000), `${sizes}`);
    assert.ok(one.batches - before <= 6, `${one.batches - before} batches`);
    await clock.advance(20_000);
    assert.deepEqual(one.ids, range(1000, 21_000));
});

test("no state tells of a place beyond the rows sent before it", async () => {
    const { agent, clock, tab } = hubOf();
    const one = tab().open("/logs");
    await clock.advance(1000);
    agent.append("app");
    await clock.advance(1);
    agent.append("app");
    agent.heartbeat();
    await clock.advance(1);
    assert.deepEqual([one.ids, one.state.last], [[1000, 1001], 1001]);
});

test("a refusal is told to a tab that joins, who makes one more attempt", async () => {
    const { agent, tab, rest } = hubOf();
    agent.refusal = () => new Response("error: log in", { status: 401 });
    const first = tab().open("/logs");
    await rest();
    assert.deepEqual([first.name, first.state.status, first.state.reason], ["refused", 401, "log in"]);
    agent.refusal = null;
    const second = tab().open("/logs");
    await rest();
    assert.deepEqual([first.name, second.name, agent.requests.length], ["live", "live", 2]);
});

test("a refused tab that is seen again is tried again", async () => {
    const { agent, tab, rest } = hubOf();
    agent.refusal = () => new Response("", { status: 403 });
    const one = tab().show(true).open("/logs");
    await rest();
    one.show(false);
    agent.refusal = null;
    await rest();
    assert.equal(agent.requests.length, 1);
    one.show(true);
    await rest();
    assert.equal(one.name, "live");
});

test("two tabs over real sockets have one connection, and it ends with them", async () => {
    const agent = new Agent();
    const server = await agent.listen();
    const hub = new Hub({
        fetch: (path, options) => fetch(server.base + path, options), now: Date.now, setTimer: setTimeout,
        clearTimer: clearTimeout, random: Math.random, isOnline: () => true,
    });
    const until = async (holds) => {
        while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
    };
    fill(agent, 700);
    const [first, second] = [new SimulatedTab(hub).open("/logs"), new SimulatedTab(hub).open("/logs", 0, 20)];
    await until(() => first.name === "live" && second.name === "live");
    fill(agent, 5);
    first.drain();
    await until(() => first.ids.length === 505 && second.ids.length === 505);
    assert.deepEqual([agent.most, agent.requests.length], [1, 1]);
    first.send({ type: "close" });
    fill(agent, 5);
    await until(() => second.ids.length === 510);
    assert.deepEqual(second.ids, range(1200, 1710));
    second.pause();
    await until(() => agent.streams.size === 0);
    server.close();
});
