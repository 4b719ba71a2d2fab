import assert from "node:assert/strict";
import { test } from "node:test";
import { costOf, marks } from "../../../Sources/CPageAssets/Page/text/highlight.js";
import { demandCPU } from "./cpu.mjs";

const found = (text, ...highlights) =>
    marks(text, highlights.map(([pattern, name]) => ({ pattern, name })))
        .map(({ start, end, name }) => `${name}:${text.slice(start, end)}@${start}`);

test("all matches are marked in order, whatever flags the expression has", () => {
    for (const flags of ["", "g", "y", "gu"]) {
        assert.deepEqual(found("a1 b22 c3", [new RegExp("\\d+", flags), "find"]), ["find:1@1", "find:22@4",
            "find:3@8"]);
    }
    assert.deepEqual(found("Error ERROR", [/error/i, "find"]), ["find:Error@0", "find:ERROR@6"]);
});

test("the expression's own state is neither used nor changed", () => {
    const pattern = /a/g;
    pattern.lastIndex = 2;
    assert.equal(found("aaa", [pattern, "find"]).length, 3);
    assert.equal(pattern.lastIndex, 2);
});

test("the first highlight wins where two overlap", () => {
    assert.deepEqual(found("one two three", [/two/, "find"], [/one two|three/, "pin-1"]), ["find:two@4",
        "pin-1:three@8"]);
    assert.deepEqual(found("abcd", [/bc/, "find"], [/a|b|d/, "pin-1"]), ["pin-1:a@0", "find:bc@1", "pin-1:d@3"]);
});

test("empty matches mark nothing", () => {
    assert.deepEqual(found("abc", [/x*/, "find"], [/^/, "pin-1"]), []);
});

test("there are at most 200 marks, and text beyond 4,096 characters is not searched", () => {
    assert.equal(found("a".repeat(4000), [/a/, "find"], [/a/, "pin-1"]).length, 200);
    assert.deepEqual(found(" ".repeat(4096) + "a", [/a/, "find"]), []);
    assert.equal(found(" ".repeat(4095) + "a", [/a/, "find"]).length, 1);
});

for (const source of ["(a+)+$", "(a*)*b", "(a|a)*b", "(a|aa)+$", "((a+)b?)*c", "(?:a?){40}a{40}", "(\\w+\\s?)+$",
    "(a+){30}b", "(x+x+)+y",
    "([a-z]+)*\\d", "(a)\\1+", "(?<n>a*)\\k<n>*b", "(?:(?:a|b)|c)*d"]) {
    test(`/${source}/ could match one text in too many ways and is not searched`, () => {
        const text = `xxxy ab1 ${"a".repeat(40)}b cd`;
        assert.deepEqual(found(text, [new RegExp(source), "find"]), []);
    });
}

for (const [source, text] of [["error", "error"], ["[a-z]+@[a-z]+", "a@b"], ["(\\d{1,3}\\.){3}\\d{1,3}", "10.0.0.1"],
    ["GET|POST", "POST"], ["(foo|bar) baz", "bar baz"], ["(ab)+", "abab"], ["a\\(b+", "a(bb"], ["[(+*]+x", "(+x"],
    ["timeout.*upstream", "timeout of upstream"], ["^\\S+ \\d+$", "took 12"], ["(?:GET|POST) /api", "GET /api"],
    ["[\\])]+", "])"], ["a{2}", "aa"], ["(?:abc){1,100}", "abcabc"], ["x(y|z)?", "xz"],
    ["(?:\\d{1,3}\\.){3}\\d{1,3}:\\d+", "10.0.0.1:80"], ["a?b?c?", "abc"], ["one|two|three|four", "three"],
    ["(?=b)b", "b"], ["(?<!x)y", "y"], ["(?<name>a)b", "ab"]]) {
    test(`/${source}/ is searched`, () => assert.deepEqual(found(text, [new RegExp(source), "find"]), [`find:${text}@0`]));
}

for (const [source, ways, repeats] of [["a", 1, 0], ["a+", 1, 1], ["a*b*", 1, 2], ["(a*b)c", 1, 1],
    ["a{1,10}", 10, 0], ["a{20,}", 1, 1],
    ["(a+b){3}", 1, 3], ["\\*\\+", 1, 0], ["[*+]", 1, 0], ["a|b|c", 3, 0], ["(?:a?b){3}", 8, 0], ["(a+)+", Infinity,
        1]]) {
    test(`/${source}/ has ${ways} ways and ${repeats} parts without bound`, () =>
        assert.deepEqual(costOf(source), { ways, repeats }));
}

test("an expression that was slow gets less to search the next time", () => {
    const pattern = /(.*,){2}P/;
    const text = "1,".repeat(2000);
    found(text, [pattern, "find"]);
    demandCPU(2, () => {
        for (let row = 0; row < 240; row += 1) found(text, [pattern, "find"]);
    });
});

for (const [source, text] of [["a.*b.*c.*d.*e.*f$", "abcde".repeat(900)], ["\\s+$", " ".repeat(4000) + "x"],
    [".*.*=.*", "x".repeat(4096)],
    ["(.*,){4}P", "1,".repeat(2000)], ["a{1,16}a{1,16}a{1,16}a{1,16}a{1,16}a{1,16}b", "a".repeat(4000)],
        ["\\w*\\d*\\w*\\d*-", "1".repeat(4000)]]) {
    test(`/${source}/ is done with a hostile text within a second`, () => {
        demandCPU(1, () => found(text, [new RegExp(source), "find"]));
    });
}
