import assert from "node:assert/strict";
import test from "node:test";

import { exclude, include, state, termFor, without } from "../../../Sources/CPageAssets/Page/filter/edit.js";
import { parse } from "../../../Sources/CPageAssets/Page/filter/language.js";

test("a value is added behind what stands there", () => {
    assert.equal(include("", "unit", "nginx.service"), "unit:nginx.service");
    assert.equal(include(" timeout  u:a ", "unit", "b"), " timeout  u:a unit:b");
    assert.equal(exclude("timeout", "identifier", "cron"), "timeout -identifier:cron");
    assert.equal(include("", "_PID", "12"), "_PID:12");
    assert.equal(include("", "pid", "12"), "_PID:12");
    assert.equal(include("", "SYSLOG_RAW", "a b=\"c\\\"\nd"), "SYSLOG_RAW:\"a b=\\\"c\\\\\\\"\nd\"");
});

test("a click on one priority means that priority alone", () => {
    assert.equal(include("", "priority", "err"), "prio=err");
    assert.equal(include("prio=err", "priority", "4"), "prio=err prio=warning");
    assert.equal(state("prio<=err", "priority", "err"), null);
    assert.equal(state("p:emerg", "priority", "0"), "in");
    assert.equal(state("-p:err..3", "priority", "error"), "out");
    assert.equal(include("", "priority", "loud"), null);
});

test("what is there already stays as it is spelled", () => {
    assert.equal(include("  u:\"nginx\"  x", "unit", "nginx"), "  u:\"nginx\"  x");
    assert.equal(exclude("-t:cron", "identifier", "cron"), "-t:cron");
});

test("including what is excluded turns it around, and the other way", () => {
    assert.equal(include("a -u:nginx  b", "unit", "nginx"), "a u:nginx  b");
    assert.equal(exclude("a u:nginx  b", "unit", "nginx"), "a -u:nginx  b");
    assert.equal(include("-u:x y -unit=x", "unit", "x"), "u:x y");
    assert.equal(include("u:x -u:x z", "unit", "x"), "u:x z");
    assert.equal(exclude("u:x -u:x z", "unit", "x"), "-u:x z");
});

test("only the term concerned goes, with one space", () => {
    assert.equal(without("a  u:x   b\tc", "unit", "x"), "a  b\tc");
    assert.equal(without("a  -u:x", "unit", "x"), "a");
    assert.equal(without("u:x u:x", "unit", "x"), "");
    assert.equal(without("u:x* u:xy", "unit", "x"), "u:x* u:xy");
});

test("a unit's name means the service of that name, as for the server", () => {
    assert.equal(state("unit:nginx", "unit", "nginx.service"), "in");
    assert.equal(state("unit:nginx", "unit", "nginx"), "in");
    assert.equal(state("unit:nginx.service", "unit", "nginx"), null);
    assert.equal(state("identifier:nginx", "identifier", "nginx.service"), null);
    assert.equal(state("user-unit:app", "user-unit", "app.service"), "in");
});

test("a pattern is not about any one value, unless it matches only that", () => {
    assert.equal(state("unit:ng*", "unit", "nginx.service"), null);
    assert.equal(state("unit:ng\\*", "unit", "ng*"), "in");
    assert.equal(state("unit:ng\\*", "unit", "ng*.service"), null);
    assert.equal(state("unit:a\\b", "unit", "a\\b"), "in");
    assert.equal(state("host:[ab]", "host", "[ab]"), null);
});

test("a value with a pattern's characters is spelled so that it matches itself", () => {
    assert.equal(termFor("unit", "a*b"), "unit:a\\*b");
    assert.equal(termFor("unit", "a\\x2db"), "unit:a\\x2db");
    assert.equal(termFor("identifier", "[x] ?\\"), "identifier:\"\\\\[x] \\\\?\\\\\\\\\"");
    assert.equal(termFor("host", "!x"), "host:[\\!]x");
    assert.equal(termFor("X", "!x*"), "X:!x*");
});

test("what the language cannot say is null", () => {
    for (const [field, value] of [
        ["unit", ""], ["unit", "a\0"], ["unit", "\ud83d"], ["unit", "x".repeat(257)], ["since", "-1h"], ["k", "1"],
        ["input", "journal"], ["__CURSOR", "x"], ["boot", "x"], ["uid", "root"], ["facility", "x"],
        ["X", "y".repeat(5000)],
    ]) assert.equal(include("", field, value), null, field);
    assert.equal(exclude("", "unit", "x".repeat(256)), null);
    assert.equal(include("\"open", "unit", "x"), null);
    assert.equal(without("\"open", "unit", "x"), null);
});

test("boots, users and facilities are compared by what they mean", () => {
    const boot = "c39ef16dd350464fab0ded3bfe5f8830";
    assert.equal(state("b:C39EF16D-D350-464F-AB0D-ED3BFE5F8830", "boot", boot), "in");
    assert.equal(state("-uid:0100", "uid", "100"), "out");
    assert.equal(state("facility:KERN", "facility", "0"), "in");
});

test("after include a value is in, after exclude out, after without neither, and the rest is as it was", () => {
    const texts = [
        "", "timeout", " a  -\"b c\"\t/x y/ ", "u:nginx prio<=err", "-unit:\"a b\" identifier:x*  _PID=1",
        "unit:\\!x -u:a\\*b",
        "host:é -host:\"!\" since:-1h", "X:! X:\"a \\\"\" -X:😀",
    ].filter((text) => parse(text).error === null);
    const values = [
        "a", "a b", "nginx", "a*b", "!", "!x", "!*", "[", "[!a]", "\\", "\\*", "a\\", "\"", "a \"", "é", "😀", "-",
        "/", "x=y", "\n", " ",
        "\u00a0", "[\\!]x", "?\\!", "x:\"y", "1",
    ];
    let checked = 0;
    for (const text of texts) {
        for (const field of ["unit", "user-unit", "identifier", "host", "X", "_PID"]) {
            for (const value of values) {
                const others = forms(without(text, field, value));
                const shown = include(text, field, value) ?? assert.fail(`${text} ${field} ${value}`);
                assert.equal(state(shown, field, value), "in");
                const hidden = exclude(shown, field, value) ?? assert.fail(`${text} ${field} ${value}`);
                assert.equal(state(hidden, field, value), "out");
                assert.equal(state(include(hidden, field, value) ?? "", field, value), "in");
                for (const result of [shown, hidden]) {
                    const rest = without(result, field, value);
                    assert.equal(state(rest ?? "\"", field, value), null);
                    assert.deepEqual(forms(rest), others, `${text} | ${result} | ${rest}`);
                    checked += 1;
                }
            }
        }
    }
    assert.ok(checked > 2000);
});

/** @param {string | null} text */
function forms(text) {
    const { terms, error } = parse(text ?? "\"");
    assert.equal(error, null, text ?? "null");
    return terms.map((term) => term.canonical);
}
