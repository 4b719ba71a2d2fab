import assert from "node:assert/strict";
import test from "node:test";
import { ExactNumber, isBranch, jsonIn, parseJSON, slices, termOf } from "../../../Sources/CPageAssets/Page/panels/json.js";
import { parse } from "../../../Sources/CPageAssets/Page/filter/language.js";
import { demandCPU } from "./cpu.mjs";

test("a message that is JSON is found", () => {
    assert.deepEqual(jsonIn(' {"a":[1,{"b":"}"}]} '), { a: [1, { b: "}" }] });
    assert.deepEqual(jsonIn("[1,2]"), [1, 2]);
});

test("JSON within a message is found, also behind brackets that are none", () => {
    assert.deepEqual(jsonIn('[main] {oops} sent {"user":"a\\"}b"} in 4ms'), { user: 'a"}b' });
});

test("a number in brackets is no document", () => {
    assert.equal(jsonIn("sshd[812]: accepted"), undefined);
    assert.equal(jsonIn("{} empty"), undefined);
});

test("what is not closed, or no JSON, is left alone", () => {
    for (const text of ["", "no", '{"a":1', "{a:1}", '{"a":"', "}{"]) assert.equal(jsonIn(text), undefined);
});

test("a search through hostile text ends soon", () => {
    demandCPU(5, () => {
        for (const text of ["[", '{"', '\\"', "{\\"]) assert.equal(jsonIn(`{${text.repeat(200_000)}`), undefined);
    });
});

test("a number that JavaScript would change keeps its digits", { skip: !hasSource() }, () => {
    assert.deepEqual(parseJSON('{"id":9007199254740993,"n":12}'), { id: new ExactNumber("9007199254740993"), n: 12 });
});

/** Whether JSON.parse tells the source of a number, as browsers do. */
function hasSource() {
    let has = false;
    JSON.parse("1", (_, value, context) => { has = context?.source === "1"; return value; });
    return has;
}

test("objects and arrays branch, and nothing else", () => {
    assert.deepEqual([{}, [], null, "x", 1, new ExactNumber("1")].map(isBranch), [true, true, false, false, false, false]);
});

test("a hundred children are shown at once, more in slices that join", () => {
    assert.deepEqual(slices(0, 100), []);
    const parts = slices(0, 10_000);
    assert.equal(parts.length, 100);
    assert.deepEqual(parts[99], { start: 9900, end: 10_000 });
    assert.deepEqual(slices(0, 101), [{ start: 0, end: 100 }, { start: 100, end: 101 }]);
});

test("a million elements are three steps of at most a hundred", () => {
    const first = slices(0, 1_000_000);
    assert.equal(first.length, 100);
    const second = slices(first[5].start, first[5].end);
    assert.deepEqual(second[1], { start: 50_100, end: 50_200 });
    assert.deepEqual(slices(50_100, 50_200), []);
});

test("a value's term is an expression that finds it, however it is spaced, and no other", () => {
    const cases = [
        ["status", 200, ['{"status":200}', '{"status" : 200, "x":1}'], ['{"status":2001}', '{"_status":200}']],
        ["path", "/a.b?c=[1]", ['{"path": "/a.b?c=[1]"}'], ['{"path": "/aXb?c=[1]"}']],
        ["ok", true, ['{"ok":true}'], ['{"ok":false}', '{"ok":truely}']],
        [null, "x/y", ['["x/y"]'], ['["x/yz"]']],
        ["id", new ExactNumber("9007199254740993"), ['{"id":9007199254740993}'], ['{"id":9007199254740992}']],
    ];
    for (const [key, value, same, other] of cases) {
        const { terms, error } = parse(termOf(key, value));
        assert.equal(error, null);
        assert.equal(terms.length, 1);
        assert.equal(terms[0].kind, "expression");
        const pattern = new RegExp(terms[0].value);
        for (const text of same) assert.match(text, pattern);
        for (const text of other) assert.doesNotMatch(text, pattern);
    }
});

test("a value that is too long to ask for has no term", () => {
    assert.equal(termOf("a", "x".repeat(2000)), null);
});
