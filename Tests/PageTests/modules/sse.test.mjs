import assert from "node:assert/strict";
import { test } from "node:test";
import { EventStreamParser } from "../../../Sources/CPageAssets/Page/stream/sse.js";
import { randomFrom } from "../support/clock.mjs";

const encoder = new TextEncoder();

/** All that a parser tells of these chunks. */
function told(...chunks) {
    const all = [];
    const parser = new EventStreamParser({
        onEvent: (type, data, id) => all.push([type, data, id]),
        onComment: (text) => all.push(`:${text}`),
        onRetry: (milliseconds) => all.push(milliseconds),
    });
    for (const chunk of chunks) parser.feed(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
    return all;
}

const table = [
    ["an event ends at a blank line", "data: a\n\n", [["", "a", ""]]],
    ["an event without its blank line is not told", "data: a\n\ndata: b\n", [["", "a", ""]]],
    ["half a line is not told", "data: a\n\ndata: b", [["", "a", ""]]],
    ["lines of data are joined by LF", "data: a\ndata: b\n\n", [["", "a\nb", ""]]],
    ["an empty line of data is an event", "data:\n\n", [["", "", ""]]],
    ["data without a colon is an empty line", "data\ndata\n\n", [["", "\n", ""]]],
    ["a block without data is no event", "event: x\nid: 7\n\n", []],
    ["an ID in a block without data counts", "id: 7\n\ndata: a\n\n", [["", "a", "7"]]],
    ["one space after the colon is not of the value", "data:  a\ndata:b\n\n", [["", " a\nb", ""]]],
    ["a type holds for one event", "event: gap\ndata: a\n\ndata: b\n\n", [["gap", "a", ""], ["", "b", ""]]],
    ["a type without data is forgotten", "event: gap\n\ndata: b\n\n", [["", "b", ""]]],
    ["an ID holds until the next", "id: 1\ndata: a\n\ndata: b\n\n", [["", "a", "1"], ["", "b", "1"]]],
    ["an empty ID takes it back", "id: 1\ndata: a\n\nid\ndata: b\n\n", [["", "a", "1"], ["", "b", ""]]],
    ["an ID with NUL is not taken", "id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n", [["", "a", "1"], ["", "b", "1"]]],
    ["an ID takes effect with its event alone", "id: 1\ndata: a\n\nid: 2\ndata: b\n", [["", "a", "1"]]],
    ["a comment is passed on", ": a b\n:c\n\n", [": a b", ":c"]],
    ["a comment within an event is no part of it", "data: a\n: x\ndata: b\n\n", [": x", ["", "a\nb", ""]]],
    ["retry takes digits alone", "retry: 20\nretry: 2s\nretry:\nretry: -1\nretry: 7\n", [20, 7]],
    ["unknown fields and other cases are ignored", "Data: a\nfoo: b\ndata : c\ndata: d\n\n", [["", "d", ""]]],
    ["a space before the name is part of it", " data: a\n\ndata: b\n\n", [["", "b", ""]]],
    ["CR ends a line", "data: a\rdata: b\r\r", [["", "a\nb", ""]]],
    ["CRLF ends one line", "data: a\r\ndata: b\r\n\r\n", [["", "a\nb", ""]]],
    ["line ends may be mixed", "data: a\r\ndata: b\ndata: c\r\n\rdata: d\n\n", [["", "a\nb\nc", ""], ["", "d", ""]]],
    ["a BOM at the start is dropped", "\ufeffdata: a\n\n", [["", "a", ""]]],
    ["a second BOM is not", "\ufeff\ufeffdata: a\n\ndata: b\n\n", [["", "b", ""]]],
    ["what is not UTF-8 becomes U+FFFD", Uint8Array.of(100, 97, 116, 97, 58, 0xff, 10, 10), [["", "\ufffd", ""]]],
    ["characters beyond the BMP survive", "id: ü\ndata: 🎉ü€\n\n", [["", "🎉ü€", "ü"]]],
    ["an explicit message type is the plain one", "event: message\ndata: a\n\n", [["", "a", ""]]],
];

for (const [rule, stream, expected] of table) {
    test(`${rule}, wherever chunks end`, () => {
        const bytes = typeof stream === "string" ? encoder.encode(stream) : stream;
        assert.deepEqual(told(bytes), expected);
        assert.deepEqual(told(...Array.from(bytes, (byte) => Uint8Array.of(byte))), expected);
        for (let cut = 0; cut <= bytes.length; cut += 1) {
            assert.deepEqual(told(bytes.subarray(0, cut), bytes.subarray(cut)), expected, `cut at ${cut}`);
        }
    });
}

test("a line of many chunks is taken as one", () => {
    const long = "x".repeat(1_000_000);
    const bytes = encoder.encode(`data: ${long}\n\n`);
    const chunks = Array.from({ length: 1001 }, (_, index) => bytes.subarray(index * 1000, index * 1000 + 1000));
    assert.deepEqual(told(...chunks), [["", long, ""]]);
});

test("random streams in random chunks are what the standard's own steps make of them", () => {
    const names = ["data", "id", "event", "retry", ":", ": ", " "];
    const pieces = [...names, "a", "7", "ü", "🎉", "\0", "\n", "\n", "\r", "\r\n", "\n\n"];
    for (let seed = 1; seed <= 3000; seed += 1) {
        const random = randomFrom(seed);
        const pick = (list) => list[Math.floor(random() * list.length)];
        const text = Array.from({ length: 40 }, () => pick(pieces)).join("");
        const bytes = encoder.encode(text);
        const chunks = [];
        for (let at = 0; at < bytes.length; ) chunks.push(bytes.subarray(at, (at += 1 + Math.floor(random() * 9))));
        assert.deepEqual(told(...chunks), reference(text), `seed ${seed}`);
    }
});

/** HTML §9.2.6, step by step, of a whole stream. */
function reference(text) {
    const all = [];
    let [data, type, idBuffer] = ["", "", ""];
    const lines = text.split(/\r\n|\n|\r/);
    lines.pop();
    for (const line of lines) {
        if (line === "") {
            if (data !== "") all.push([type === "message" ? "" : type, data.slice(0, -1), idBuffer]);
            [data, type] = ["", ""];
            continue;
        }
        if (line.startsWith(":")) {
            all.push(line);
            continue;
        }
        const colon = line.indexOf(":");
        const name = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
        if (name === "event") type = value;
        if (name === "data") data += `${value}\n`;
        if (name === "id" && !value.includes("\0")) idBuffer = value;
        if (name === "retry" && /^[0-9]+$/.test(value)) all.push(Number(value));
    }
    return all;
}
