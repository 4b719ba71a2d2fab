import assert from "node:assert/strict";
import { test } from "node:test";
import { atHead, chipDetail, chipTitle, grouped } from "../../../Sources/CPageAssets/Page/shell/chip.js";
import { pillText } from "../../../Sources/CPageAssets/Page/shell/pill.js";
import { isSingle, keyName } from "../../../Sources/CPageAssets/Page/shell/keys.js";
import { atLeast, narrowed, nearest } from "../../../Sources/CPageAssets/Page/shell/stepping.js";
import { asking } from "../../../Sources/CPageAssets/Page/shell/window.js";

const state = (more) => ({ name: "live", reason: "", status: 0, retryAt: 0, last: 0, head: 0, oldest: 0, log: "a", since: 0, ...more });

test("a live stream tells its lag, in events", () => {
    assert.equal(chipDetail(state({ last: 99, head: 100 }), 0), "lag 0");
    assert.equal(chipDetail(state({ last: 99, head: 1200 }), 0), "lag 1,100");
});

test("thousands stand apart as English has them", () => {
    for (const count of [0, 7, 999, 1000, 12_345, 999_999, 1_000_000, 2 ** 53 - 1]) {
        assert.equal(grouped(count), count.toLocaleString("en"));
    }
});

test("the step between two runs of the agent is no lag", () => {
    const reached = { last: 99, head: 5000 };
    assert.equal(chipDetail(atHead(state({ last: 99, head: 5000 }), reached), 0), "lag 0");
    assert.equal(chipDetail(atHead(state({ last: 99, head: 5003 }), reached), 0), "lag 3");
    assert.equal(chipDetail(atHead(state({ last: 5001, head: 5003 }), reached), 0), "lag 1");
});

test("what is tried again says when, and why", () => {
    const waiting = { name: "reconnecting", reason: "502 Bad Gateway", retryAt: 3000 };
    assert.equal(chipDetail(state(waiting), 0), "in 3 s · 502 Bad Gateway");
    assert.equal(chipDetail(state(waiting), 3500), "now · 502 Bad Gateway");
    assert.equal(chipDetail(state({ ...waiting, name: "offline" }), 1200), "retry in 2 s · 502 Bad Gateway");
    assert.equal(chipDetail(state({ name: "refused", reason: "log in" }), 0), "log in");
});

test("the title has the last event ID", () => {
    assert.match(chipTitle(state({ last: 7, head: 9 })), /last event ID 7\nhead 9\nlag 1 events\nclick to pause/);
});

test("the pill counts what is new, and errors where there are some", () => {
    assert.equal(pillText(0, 0), "▼ Go live");
    assert.equal(pillText(1234, 12), "▼ 1,234 new · 12 errors");
    assert.equal(pillText(1, 1), "▼ 1 new · 1 error");
    assert.equal(pillText(3, 0), "▼ 3 new");
});

test("a key is named with what is held beside it", () => {
    const press = (key, more) => keyName({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });
    assert.equal(press("f", { ctrlKey: true }), "Ctrl+F");
    assert.equal(press("E"), "E");
    assert.equal(press("ArrowDown", { altKey: true }), "Alt+ArrowDown");
    assert.deepEqual(["e", "?", " ", "End", "Ctrl+F"].map(isSingle), [true, true, false, false, false]);
});

test("a request replaces what the view says of the same, and keeps the rest", () => {
    const view = { path: "/logs", query: "q=a+b&since=-1h&u=x&u=y" };
    assert.equal(asking(view, { since: "14:05", max: 1 }).query, "q=a+b&since=14%3A05&u=x&u=y&max=1");
});

test("a step keeps the filter, and asks for a severity beside it", () => {
    const view = { path: "/logs", query: "q=a" };
    assert.equal(narrowed(view, '"x y"').query, "q=a+%22x+y%22");
    assert.equal(atLeast(view, "err").query, "q=a&p=err");
    assert.equal(atLeast({ path: "/logs", query: "p=info" }, "err").query, "p=info&q=priority%3C%3Derr");
    assert.equal(nearest(view, 5, 1).query, "q=a&after=5&max=1&fields=none&cut=1");
    assert.equal(nearest(view, 5, -1).query, "q=a&before=5&n=1&fields=none&cut=1");
});
