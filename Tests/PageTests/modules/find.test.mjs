import assert from "node:assert/strict";
import test from "node:test";

import { parse } from "../../../Sources/CPageAssets/Page/filter/language.js";
import { pattern, term } from "../../../Sources/CPageAssets/Page/panels/find.js";

/** What a text marks in a message. @param {string} text @param {string} message */
function marks(text, message) {
    return [...message.matchAll(pattern(text) ?? assert.fail(text))].map(([match]) => match);
}

test("text is looked for as it stands, in any case unless it has a capital", () => {
    assert.deepEqual(marks("a.b", "a.b aXb A.B"), ["a.b", "A.B"]);
    assert.deepEqual(marks("A.b", "a.b A.b"), ["A.b"]);
    assert.deepEqual(marks("ü", "Ü ü"), ["Ü", "ü"]);
    for (const character of "\\^$.*+?()[]{}|/-&#~ \"'") {
        assert.deepEqual(marks(`x${character}y`, `axyx${character}y`), [`x${character}y`], character);
    }
});

test("between slashes stands an expression, whose escapes count as capitals too", () => {
    assert.deepEqual(marks("/5\\d\\d/", "504 5 500"), ["504", "500"]);
    assert.deepEqual(marks("/ab|\\S+b/", "AB ab"), ["ab"]);
    assert.deepEqual(marks("/\\-\\\"x/", "-\"X"), ["-\"X"], "an escape that `u` does not take");
    assert.deepEqual(marks("//", "a//b"), ["//"]);
    assert.deepEqual(marks("/var", "/var/log"), ["/var"]);
});

test("nothing, and what is no expression, marks nothing", () => {
    assert.equal(pattern(""), null);
    assert.equal(pattern("/(/"), null);
    assert.equal(pattern("/a++/"), null);
});

test("the term of q looks for the same", () => {
    for (const [text, kind, value] of [
        ["a \"b\" \\", "text", "a \"b\" \\"], ["unit:x", "text", "unit:x"], ["-x", "text", "-x"],
        ["/var", "text", "/var"], ["//", "text", "//"],
        ["/a|b/", "expression", "a|b"], ["/var/log/", "expression", "var/log"], ["/a\\/b/", "expression", "a/b"],
        ["/a\\\\/", "expression", "a\\\\"], ["/\\d \\\\/x/", "expression", "\\d \\\\/x"],
    ]) {
        const { terms, error } = parse(term(text));
        assert.equal(error, null, text);
        assert.deepEqual(terms.map((term) => [term.kind, term.value, term.excluded]), [[kind, value, false]], text);
    }
    assert.equal(term(""), "");
});

test("every text has a term that can be read", () => {
    let seed = 3;
    for (let round = 0; round < 3000; round += 1) {
        let text = "";
        for (let length = 1 + round % 7; length > 0; length -= 1) {
            seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
            text += "/\\\"ab -:"[seed >>> 29];
        }
        const { terms, error } = parse(term(text));
        assert.equal(error, null, text);
        assert.equal(terms.length, 1, text);
    }
});
