import assert from "node:assert/strict";
import { test } from "node:test";

// Before the first Date: Node reads the zone when it is first needed.
process.env.TZ = "Europe/Berlin";
const { ago, clock, day, dayNumber, microseconds, milliseconds, rfc3339 } = await import(
    "../../../Sources/CPageAssets/Page/text/moment.js"
);

const moment = 1_795_400_423_004_710;

test("a moment is read to the microsecond and written the same", () => {
    for (const text of [
        "2026-11-23T02:20:23.004710Z", "1970-01-01T00:00:00.000000Z", "1969-12-31T23:59:59.999999Z",
            "2000-02-29T12:00:00.000001Z",
        "2100-03-01T00:00:00.000000Z", "1700-02-28T23:59:59.123456Z", "2254-12-31T23:59:59.999999Z",
    ]) assert.equal(rfc3339(microseconds(text)), text);
    assert.equal(microseconds("2026-11-23T02:20:23.004710Z"), moment);
});

for (const [text, micros] of [
    ["1970-01-01T00:00:01Z", 1e6], ["1970-01-01T00:00:01.5Z", 1.5e6], ["1970-01-01T00:00:00.0000019Z", 1],
    ["1970-01-01T01:00:00+01:00", 0], ["1970-01-01T00:00:00-00:30", 1.8e9], ["1970-01-01 00:00:00z", 0],
    ["1970-01-01T01:00:00+0100", 0], ["1972-06-30T23:59:60Z", 78796800e6],
]) {
    test(`${text} is ${micros} µs`, () => assert.equal(microseconds(text), micros));
}

for (const text of ["", "2026-11-23", "2026-11-23T02:20:23", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:00+24:00", "x2026-01-01T00:00:00Z", "NaN"]) {
    test(`${JSON.stringify(text)} is no moment`, () => assert.ok(Number.isNaN(microseconds(text))));
}

test("the clock is that of the zone, with the milliseconds apart", () => {
    assert.deepEqual([clock(moment, "utc"), clock(moment, "local"), milliseconds(moment)], ["02:20:23", "03:20:23",
        ".004"]);
    assert.equal(milliseconds(-1), ".999");
});

test("the local offset is that of the moment, on both sides of a change of clocks", () => {
    const change = microseconds("2026-10-25T01:00:00Z");
    assert.deepEqual([clock(change - 1, "local"), clock(change, "local")], ["02:59:59", "02:00:00"]);
    assert.equal(rfc3339(change - 1, "local"), "2026-10-25T02:59:59.999999+02:00");
    assert.equal(rfc3339(change, "local"), "2026-10-25T02:00:00.000000+01:00");
});

test("local times agree with Date, every seven hours of forty years", () => {
    for (let second = 0; second < 40 * 365 * 86400; second += 25_201) {
        const date = new Date(second * 1000);
        const expected = [date.getHours(), date.getMinutes(),
            date.getSeconds()].map((part) => String(part).padStart(2, "0"));
        assert.equal(clock(second * 1e6, "local"), expected.join(":"));
        assert.equal(rfc3339(second * 1e6).slice(0, 10), date.toISOString().slice(0, 10));
    }
});

test("the day is that of the zone", () => {
    const evening = microseconds("2026-11-22T23:30:00Z");
    assert.deepEqual([day(evening, "utc"), day(evening, "local")], ["Sun 22 Nov 2026", "Mon 23 Nov 2026"]);
    assert.equal(day(0, "utc"), "Thu 1 Jan 1970");
    assert.equal(day(microseconds("1969-07-20T20:17:40Z"), "utc"), "Sun 20 Jul 1969");
    assert.equal(dayNumber(evening, "local") - dayNumber(evening, "utc"), 1);
});

for (const [seconds, text] of [[0, "now"], [0.4, "now"], [1, "1 s ago"], [59, "59 s ago"], [60, "1 min ago"], [3599,
    "59 min ago"],
    [3600, "1 h ago"], [86399, "23 h ago"], [86400, "1 d ago"], [400 * 86400, "400 d ago"], [-3, "in 3 s"]]) {
    test(`${seconds} s before now is "${text}"`, () => assert.equal(ago(moment - seconds * 1e6, moment), text));
}

test("what is no moment has no text", () => {
    for (const time of [NaN, Infinity, 1e19]) {
        assert.deepEqual([clock(time, "utc"), day(time, "local"), milliseconds(time), rfc3339(time)], ["", "", "", ""]);
    }
    assert.equal(ago(NaN, moment), "");
});
