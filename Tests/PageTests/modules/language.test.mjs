import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { parse, quoted, written } from "../../../Sources/CPageAssets/Page/filter/language.js";

/** @type {{q: string, canonical?: string, column?: number, error?: string}[]} */
const cases = JSON.parse(readFileSync(new URL("../../Fixtures/q-cases.json", import.meta.url), "utf8"));
const canonical = (/** @type {string} */ text) => parse(text).terms.map((term) => term.canonical).join(" ");

/** A generator of numbers below `bound`, the same for the same seed. @param {number} seed */
function random(seed) {
    let state = seed;
    return (/** @type {number} */ bound) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor(state / 2 ** 32 * bound);
    };
}

test("the table is there", () => {
    assert.ok(cases.length > 180);
});

test("a query has one canonical form, which means the same", () => {
    for (const row of cases.filter((row) => row.canonical !== undefined)) {
        assert.deepEqual(parse(row.q).error, null, row.q);
        assert.equal(canonical(row.q), row.canonical, row.q);
        const again = parse(canonical(row.q));
        assert.equal(again.error, null, row.q);
        assert.equal(again.terms.map((term) => term.canonical).join(" "), row.canonical);
    }
});

test("a fault is told with its column and what was expected", () => {
    for (const row of cases.filter((row) => row.error !== undefined)) {
        const { error } = parse(row.q);
        assert.ok(error, row.q);
        assert.equal(error.column, row.column, `${row.q}: ${error.detail}`);
        assert.ok(error.detail.startsWith(row.error ?? "?"), `${row.q}: ${error.detail}`);
    }
});

test("a term stands where it was written", () => {
    const text = "  größe -unit:\"a b\"\t😀 /x y/ ";
    const { terms } = parse(text);
    assert.deepEqual(
        terms.map(({ start, end }) => text.slice(start, end)), ["größe", "-unit:\"a b\"", "😀", "/x y/"]);
});

test("a term is told in its parts", () => {
    const [first, second, third] = parse("-p>=4 /a\\/b/ SYSLOG_PID=\"1 2\"").terms;
    assert.deepEqual(first, {
        kind: "field", excluded: true, field: "priority", comparison: ">=", value: "4", start: 0, end: 5,
        canonical: "-priority>=4",
    });
    assert.deepEqual([second.kind, second.field, second.value], ["expression", null, "a/b"]);
    assert.deepEqual([third.field, third.comparison, third.value], ["SYSLOG_PID", ":", "1 2"]);
});

test("the terms before a fault are kept", () => {
    assert.deepEqual(parse("a unit:b \"c").terms.map((term) => term.canonical), ["\"a\"", "unit:b"]);
});

test("more bytes or patterns than a request may have are a fault", () => {
    assert.match(parse("A:" + "é".repeat(2048)).error?.detail ?? "", /^longer than 4096 bytes/);
    assert.equal(parse(Array(32).fill("é").join(" ")).error, null);
    assert.deepEqual(
        parse(Array(33).fill("é").join(" ")).error, { column: 65, detail: "more than 32 patterns" });
});

test("a half of a surrogate pair counts as one character", () => {
    assert.equal(parse("\ud83d \"").error?.column, 3);
});

test("no text makes the parser throw, and what it accepts has a canonical form", () => {
    const pieces = [
        "unit:", "prio", "<=", "err", "-", "\"", "/", "\\", " ", "\t", "\n", "\u00a0", "ü", "😀", "\ud83d", "=", "!",
        "x",
        "since:", "-10m", "today", "X", "_", "k:", "1", "*", "[", ",", "boot:", "facility:", "uid:", "..",
    ];
    const next = random(20261123);
    let accepted = 0;
    for (let round = 0; round < 20_000; round += 1) {
        const text = Array.from({ length: next(12) }, () => pieces[next(pieces.length)]).join("");
        const { terms, error } = parse(text);
        if (error !== null) {
            assert.ok(error.column >= 1 && error.column <= Array.from(text).length + 1, text);
            continue;
        }
        accepted += 1;
        const form = terms.map((term) => term.canonical).join(" ");
        assert.equal(parse(form).error, null, `${text} → ${form}`);
        assert.equal(canonical(form), form, text);
    }
    assert.ok(accepted > 2000, `${accepted}`);
});

test("a value is put in quotes where it must be", () => {
    assert.equal(written("a\\b"), "a\\b");
    assert.equal(written("a \"b\" \\"), "\"a \\\"b\\\" \\\\\"");
    assert.equal(written("a\u00a0b"), "a\u00a0b");
    assert.equal(quoted("x"), "\"x\"");
});
