import assert from "node:assert/strict";
import test from "node:test";

import { encoded, endpoint, query, read, write } from "../../../Sources/CPageAssets/Page/shell/address.js";

/** @typedef {import("../../../Sources/CPageAssets/Page/shell/address.js").Address} Address */

/** The address as a browser reads it. @param {string} text */
const at = (text) => read(new URL(text, "http://logs.example:8514"));
/** @type {Address["view"]} */
const plain = {
    wrap: false, time: null, at: null, find: "", context: null, open: null, columns: null, theme: null,
};

test("the plain page has no filter, and its address stays short", () => {
    assert.deepEqual(at("/"), {
        path: "/", unit: null, eventID: null, filter: "", since: "", until: "", conditions: [], view: plain,
    });
    assert.equal(write(at("/")), "/");
    assert.equal(write(at("/logs")), "/logs");
    assert.equal(write({ ...at("/"), filter: "a b" }), "/logs?q=a+b");
});

test("parameters are conditions as they were written, also by their letters", () => {
    const address = at("/logs/nginx%2A?u=ssh*&H=web1&b=-1&p=err&g=a%7Cb&x=c&_PID=1&_PID=2&facility=kern&k");
    assert.equal(address.unit, "nginx*");
    assert.deepEqual(address.conditions, [
        ["u", "ssh*"], ["H", "web1"], ["b", "-1"], ["p", "err"], ["g", "a|b"], ["x", "c"], ["_PID", "1"], ["_PID", "2"],
        ["facility", "kern"], ["k", ""],
    ]);
    assert.equal(
        write(address), "/logs/nginx*?u=ssh*&H=web1&b=-1&p=err&g=a%7Cb&x=c&_PID=1&_PID=2&facility=kern&k");
});

test("parameters that choose no events are dropped, unknown ones stay for the server to name", () => {
    const address = at("/logs?n=5&f&o=json&tz=UTC&color=always&max=3&reverse&lines=1&cut=9&sinc=x");
    assert.deepEqual(address.conditions, [["sinc", "x"]]);
});

test("a zone stays where times are read in it", () => {
    assert.deepEqual(at("/logs?since=14:05&tz=+01:00").conditions, [["tz", "+01:00"]]);
    assert.deepEqual(at("/logs?q=x+S:today&tz=UTC").conditions, [["tz", "UTC"]]);
    assert.deepEqual(at("/logs?q=xsince:today&tz=UTC").conditions, []);
});

test("since and until have their letters, and one too many is left to the server", () => {
    const address = at("/logs?S=-10m&U=now&since=-1h&q=a&q=b");
    assert.deepEqual([address.since, address.until, address.filter], ["-10m", "now", "a"]);
    assert.deepEqual(address.conditions, [["since", "-1h"], ["q", "b"]]);
});

test("a plus is a space, but in the zone of a time it is a plus", () => {
    assert.equal(at("/logs?q=a+b%20c%2Bd").filter, "a b c+d");
    assert.equal(at("/logs?since=yesterday+9:00").since, "yesterday 9:00");
    for (const time of ["2026-11-23T14:05:30+01:00", "2026-11-23T14:05:30%2B01:00", "2026-11-23T14:05:30%2001:00"]) {
        const address = at(`/logs?since=${time}`);
        assert.equal(address.since, "2026-11-23T14:05:30+01:00");
        assert.equal(write(address), "/logs?since=2026-11-23T14:05:30%2B01:00");
    }
    assert.equal(at("/logs?since=2026-11-23+14:05").since, "2026-11-23 14:05");
});

test("an event's path has its number; a position among the parameters marks an event", () => {
    assert.equal(at("/e/1795482023004710?context=20").eventID, 1795482023004710);
    assert.equal(write(at("/e/5?context=20")), "/e/5?context=20");
    assert.equal(write(at("/e/5#context=3&wrap")), "/e/5?context=3#wrap");
    assert.equal(at("/e/05").eventID, null);
    assert.equal(at("/e/9007199254740993").eventID, null);
    assert.equal(at("/logs?after=77&n=3").view.at, 77);
    assert.equal(at("/logs?after=77#at=5").view.at, 5);
    assert.equal(write({ ...at("/e/5"), filter: "x" }), "/logs?q=x#at=5");
});

test("the fragment holds the view, and nothing of it is in the query", () => {
    const address = at("/logs?q=x#wrap&time=utc&at=12&find=a+%22b%22&context=20&open=7&cols=time,message&theme=dark");
    assert.deepEqual(address.view, {
        wrap: true, time: "utc", at: 12, find: "a \"b\"", context: 20, open: 7, columns: ["time", "message"], theme: "dark",
    });
    assert.equal(write(address),
        "/logs?q=x#wrap&time=utc&at=12&find=a+%22b%22&context=20&open=7&cols=time,message&theme=dark");
    assert.equal(query(address), "q=x");
    assert.deepEqual(at("/#list&time=soon&at=-1&theme=pink").view, plain);
    assert.deepEqual(at("/#cols=").view.columns, []);
});

test("a query has what chooses the events, and what a request adds", () => {
    const address = at("/logs/a.service?p=err&q=x&since=-1h#wrap");
    assert.equal(endpoint(address), "/logs/a.service");
    assert.equal(query(address, { before: 12, n: 1000, f: "" }), "p=err&q=x&since=-1h&before=12&n=1000&f");
    assert.equal(query(at("/")), "");
});

test("only what must be is encoded, and no shell or curl takes it for its own", () => {
    assert.equal(encoded("unit:nginx* prio<=err -x,(y);@!$", true), "unit:nginx*+prio%3C=err+-x,(y);@!$");
    assert.equal(encoded("'\"[]{}\\`|^#&+%", true), "%27%22%5B%5D%7B%7D%5C%60%7C%5E%23%26%2B%25");
    assert.equal(encoded("ü😀\ud83d\n", true), "%C3%BC%F0%9F%98%80%EF%BF%BD%0A");
    assert.equal(encoded("a\\x2d?b +c", false), "a%5Cx2d%3Fb%20+c");
});

test("a unit that no path can hold is a parameter", () => {
    for (const unit of ["..", ".", "a/b"]) {
        const address = { ...at("/logs"), unit };
        assert.equal(write(address), `/logs?unit=${unit}`);
    }
});

test("what cannot be decoded is kept", () => {
    assert.deepEqual(at("/logs?q=%zz+%ff").filter, "%zz %ff");
});

test("an address that was written reads the same", () => {
    const pieces = [
        "a", " ", "+", "&", "=", "#", "%", "%41", "\"", "'", "\\", "ü", "😀", "/", "?", "[", ":", "\n", "unit:x*", ",", ".",
    ];
    let seed = 7;
    const next = (/** @type {number} */ bound) => {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        return Math.floor(seed / 2 ** 32 * bound);
    };
    const text = () => Array.from({ length: next(6) }, () => pieces[next(pieces.length)]).join("");
    for (let round = 0; round < 5000; round += 1) {
        const unit = next(2) === 0 ? null : `${text().replaceAll("/", "")}u`;
        /** @type {Address} */
        const address = {
            path: "/logs", unit, eventID: null, filter: text(), since: text(), until: text(),
            conditions: Array.from({ length: next(3) }, () => [`${["_PID", "u", "p", "x=&"][next(4)]}`, text()]),
            view: {
                wrap: next(2) === 0, time: next(2) === 0 ? null : "relative", at: next(2) === 0 ? null : next(2 ** 31),
                find: text(), context: next(2) === 0 ? null : next(99), open: next(2) === 0 ? null : next(99), columns: next(2) === 0 ? null : ["a", "b"],
                theme: next(2) === 0 ? null : "auto",
            },
        };
        const url = write(address);
        const again = at(url);
        assert.equal(new URL(url, "http://x").href, `http://x${url}`, "browsers leave it as it is");
        assert.deepEqual({ ...again, path: "/logs" }, address, url);
        assert.equal(write(again), url);
    }
});
