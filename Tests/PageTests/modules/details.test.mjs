import assert from "node:assert/strict";
import test from "node:test";
import { base64Size, messageOf, partsOf, rowsOf } from "../../../Sources/CPageAssets/Page/panels/event-fields.js";

const event = {
    id: 1795438551640211, time: "2026-11-23T12:55:46.766560Z", host: "web1", unit: "nginx.service",
    units: ["nginx.service", "system.slice"], priority: 3, identifier: "nginx", pid: 402, message: "hello",
    fields: { TAG: ["one", "two"], BLOB_base64: "AAECAw==", _TRANSPORT: "stdout", __CURSOR: "s=1;i=2" },
};

test("members of an event are fields of the filter", () => {
    const { own } = rowsOf(event);
    assert.deepEqual(own.map(({ field, value }) => `${field}:${value}`),
        ["priority:3", "unit:nginx.service", "unit:system.slice", "identifier:nginx", "_PID:402", "host:web1"]);
    assert.equal(own[0].text, "err (3)");
});

test("what a program said is apart from what the journal vouches for", () => {
    const { said, trusted } = rowsOf(event);
    assert.deepEqual(said.map(({ name }) => name), ["TAG", "TAG", "BLOB"]);
    assert.deepEqual(trusted.map(({ name }) => name), ["_TRANSPORT", "__CURSOR"]);
});

test("a field given twice is two rows", () => {
    assert.deepEqual(rowsOf(event).said.slice(0, 2).map(({ value }) => value), ["one", "two"]);
});

test("bytes and places in the journal are no values to filter by", () => {
    const { said, trusted } = rowsOf(event);
    assert.equal(said[2].field, null);
    assert.equal(said[2].text, "4 bytes, base64: AAECAw==");
    assert.equal(trusted[1].field, null);
    assert.equal(trusted[0].field, "_TRANSPORT");
});

test("a host that is no text is shown and not filtered by", () => {
    const { own } = rowsOf({ id: 1, time: "", host_base64: "/w==" });
    assert.deepEqual(own, [{ name: "host", field: null, value: "/w==", text: "1 byte, base64: /w==" }]);
});

test("what a gap tells is shown", () => {
    const { own } = rowsOf({ event: "gap", id: 4, time: "", reason: "vacuumed", missed: 312 });
    assert.deepEqual(own.map(({ name, text }) => `${name}=${text}`), ["reason=vacuumed", "missed=312"]);
});

test("the size of base64 is that of its bytes", () => {
    for (const bytes of [0, 1, 2, 3, 4, 1000]) assert.equal(base64Size(Buffer.alloc(bytes).toString("base64")), bytes);
});

test("a message that is no text is its bytes", () => {
    assert.deepEqual(messageOf({ message_base64: "/gBB" }), { text: "\u00fe\u0000A", isBinary: true });
    assert.equal(messageOf({}), null);
    assert.deepEqual(messageOf({ message: "" }), { text: "", isBinary: false });
});

test("a text in parts is the same text, and no pair is cut", () => {
    const text = "ab😀cd😀😀e";
    for (let length = 1; length < 12; length += 1) {
        const parts = partsOf(text, length);
        assert.equal(parts.join(""), text);
        for (const part of parts) assert.doesNotMatch(part, /[\uD800-\uDBFF]$|^[\uDC00-\uDFFF]/);
    }
    assert.deepEqual(partsOf("", 5), []);
});
