import assert from "node:assert/strict";
import test from "node:test";

import { suggestions } from "../../../Sources/CPageAssets/Page/filter/complete.js";
import { parse } from "../../../Sources/CPageAssets/Page/filter/language.js";

const known = {
    unit: [
        { value: "ssh.service", count: 9 }, { value: "nginx.service", count: 30 }, { value: "ng proxy", count: 2 },
        { value: "my-nginx.service", count: 99 }, { value: "a*b", count: 1 },
    ],
    priority: [{ value: "err", count: 5 }, { value: "info", count: 70 }],
    identifier: [{ value: "nginx", count: 12 }],
    input: [{ value: "ngfile", count: 3 }],
    boot: [{ value: "c39ef16dd350464fab0ded3bfe5f8830", count: 4 }],
    _COMM: [{ value: "a \"b\"", count: 1 }],
};

/** The suggestions at the `|`, and the text with the first one taken. @param {string} marked */
function at(marked) {
    const caret = marked.indexOf("|");
    const text = marked.replace("|", "");
    const found = suggestions(text, caret, known);
    const inserts = found.items.map((item) => item.insert);
    return { ...found, inserts, taken: text.slice(0, found.from) + (inserts[0] ?? "") + text.slice(found.to) };
}

test("an empty box offers the fields", () => {
    const { inserts } = at("|");
    assert.deepEqual(inserts.slice(0, 3), ["unit:", "user-unit:", "identifier:"]);
    assert.deepEqual(at("a |b").inserts.length > 0, at("b|").inserts.length > 0);
    assert.equal(at("timeout |").taken, "timeout unit:");
});

test("what was typed narrows the fields, then the values of all fields", () => {
    assert.deepEqual(at("u|").inserts.slice(0, 4), ["unit:", "user-unit:", "uid:", "until:"]);
    assert.deepEqual(at("ng|").inserts,
        ["unit:nginx.service ", "identifier:nginx ", "unit:\"ng proxy\" ", "unit:my-nginx.service "]);
    assert.equal(at("x ng| y").taken, "x unit:nginx.service y");
});

test("values that begin so come before those that hold it, each by count", () => {
    assert.deepEqual(at("unit:ng|").inserts, ["nginx.service ", "\"ng proxy\" ", "my-nginx.service "]);
    assert.deepEqual(at("u=|").inserts.slice(0, 2), ["my-nginx.service ", "nginx.service "]);
    assert.deepEqual(at("unit:NGINX|").inserts, ["nginx.service ", "my-nginx.service "]);
});

test("a value replaces all of the value at the caret, and leaves one space", () => {
    assert.equal(at("unit:ng|abc x").taken, "unit:nginx.service x");
    assert.equal(at("a -u:ng|").taken, "a -u:nginx.service ");
});

test("an open quote is part of what is replaced", () => {
    assert.equal(at("unit:\"ng p|").taken, "unit:\"ng proxy\" ");
    assert.equal(at("x unit:\"ng p| y").taken, "x unit:\"ng proxy\" y");
    assert.equal(at("x unit:\"ng p|\" y").taken, "x unit:\"ng proxy\" y");
    assert.equal(at("_COMM:\"a \\\"|").taken, "_COMM:\"a \\\"b\\\"\" ");
});

test("a value with a glob's characters is inserted so that it means itself", () => {
    assert.equal(at("unit:a|").taken, "unit:a\\*b ");
});

test("behind a minus there is no field that cannot be left out", () => {
    assert.ok(!at("-|").inserts.includes("since:"));
    assert.equal(at("-un|").taken, "-unit:");
    assert.deepEqual(at("s|").inserts.slice(0, 1), ["since:"]);
    assert.ok(!at("-s|").inserts.includes("since:"));
});

test("fields of the journal are offered once a capital or _ is typed", () => {
    assert.equal(at("_CO|").taken, "_COMM:");
    assert.ok(at("MESS|").inserts.includes("MESSAGE_ID:"));
    assert.ok(!at("|").inserts.some((insert) => insert.startsWith("_")));
});

test("priorities stand in their order, with their counts", () => {
    assert.deepEqual(at("prio<=|").inserts.slice(0, 2), ["emerg ", "alert "]);
    const [error] = at("p:er|").items;
    assert.deepEqual(error, { insert: "err ", label: "err", hint: "and more severe", count: 5 });
    assert.equal(at("prio=er|").items[0].hint, "");
});

test("times are shown by example", () => {
    assert.equal(at("since:|").taken, "since:-10m ");
    assert.equal(at("since:yesterday\u00a0|").inserts.length, 0);
    assert.equal(at("since:\"yesterday |").taken, "since:\"yesterday 9:00\" ");
});

test("text and expressions have no suggestions, nor has a value that is complete", () => {
    const complete = [
        "\"un|", "-\"x un|", "/un|", "x /a b|c/", "unit:nginx.service|", "|-x", "\"a\"un|", "prio:err|",
    ];
    for (const marked of complete) {
        assert.deepEqual(at(marked).inserts, [], marked);
    }
    assert.equal(at("\"a b\" un|").taken, "\"a b\" unit:");
    assert.equal(at("/a b/ un|").taken, "/a b/ unit:");
});

test("there are never more than twelve", () => {
    const many = { unit: Array.from({ length: 50 }, (_, count) => ({ value: `u${count}`, count })) };
    assert.equal(suggestions("unit:", 5, many).items.length, 12);
    assert.equal(suggestions("u", 1, many).items.length, 12);
});

test("taking a suggestion leaves the rest of the text alone, and makes a term that can be read", () => {
    const fronts = ["", "a ", "\"b c\"  ", "-/x y/\t", "u:z prio<=err "];
    const starts = [
        "ng", "-ng", "n", "unit:", "-unit:ng", "u=\"n", "unit:\"ng p", "prio<=", "p:e", "_COMM:", "_COMM=a", "boot:",
        "since:", "until:\"yes", "facility:l", "k:",
    ];
    let taken = 0;
    for (const front of fronts) {
        for (const start of starts) {
            const { from, to, items } = suggestions(`${front}${start} rest`, front.length + start.length, known);
            assert.ok(from >= front.length && to === front.length + start.length, start);
            for (const { insert } of items.filter(({ insert }) => !insert.endsWith(":"))) {
                const result = `${front}${start} rest`.slice(0, from) + insert;
                const { terms, error } = parse(result);
                assert.equal(error, null, result);
                assert.equal(terms.length, parse(front).terms.length + 1, result);
                taken += 1;
            }
        }
    }
    assert.ok(taken > 150, `${taken}`);
});
