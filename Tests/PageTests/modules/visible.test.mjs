import assert from "node:assert/strict";
import { test } from "node:test";
import { visible } from "../../../Sources/CPageAssets/Page/text/visible.js";

const shown = (text) => visible(text).map((piece) => (piece.escaped ? `<${piece.text}>` : piece.text)).join("");

for (const [text, expected] of [
    ["a\x1b]0;t\x07b", "a<\\x1b>]0;t<\\x07>b"], ["\x00", "<\\x00>"], ["a\rb", "a<\\x0d>b"], ["\x7f\x85\x9b",
        "<\\x7f\\x85\\x9b>"],
    ["a\u202eb\u202c", "a<U+202E>b<U+202C>"], ["\u2066\u2067\u2068\u2069", "<U+2066U+2067U+2068U+2069>"],
    ["\u200e\u200f\u061c", "<U+200EU+200FU+061C>"], ["pass\u200bword\ufeff", "pass<U+200B>word<U+FEFF>"],
    ["a\u2028b\u2029c", "a<U+2028>b<U+2029>c"], ["soft\xadhyphen", "soft<\\xad>hyphen"], ["\u{e0041}\u{e007f}",
        "<U+E0041U+E007F>"],
    ["\ud800x\udc00", "<U+D800>x<U+DC00>"], ["\u2060\u3164\u115f", "<U+2060U+3164U+115F>"], ["a\u200db", "a<U+200D>b"],
]) {
    test(`${JSON.stringify(text)} is shown as ${expected}`, () => assert.equal(shown(text), expected));
}

for (const text of ["", "plain", "tab\tand\nline", "❤\ufe0f", "👩\u200d💻 and 🏳\ufe0f\u200d🌈 and 👩🏽\u200d🚀", "שלום",
    "e\u0301", "日本語 🦀", "\xa0"]) {
    test(`${JSON.stringify(text)} stays as it is`, () => {
        assert.ok(visible(text).every((piece) => !piece.escaped));
        assert.equal(shown(text), text);
    });
}

// In quadratic time the test would not end.
test("a million hidden characters are one piece, in linear time", () => {
    assert.equal(visible("\u202e".repeat(1_000_000)).length, 1);
    assert.equal(visible("a\u200d".repeat(500_000)).length, 1_000_000);
});
