import assert from "node:assert/strict";
import test from "node:test";

import { parseTime } from "../../../Sources/CPageAssets/Page/panels/timebox.js";

/** @typedef {"local" | "utc"} Zone */

/** @param {string} text */
const micros = (text) => Date.parse(text) * 1000;
/** A Monday. */
const now = micros("2026-11-23T12:30:00Z");

/**
 * What a text reads as, in ISO 8601 with µs where there are any.
 * @param {string} text
 * @param {{zone?: Zone, at?: number}} [how]
 */
function read(text, { zone = "utc", at = now } = {}) {
    const result = parseTime(text, { now: at, zone });
    if ("error" in result) return result.error;
    if ("moment" in result) return iso(result.moment);
    return `${result.since === null ? "" : iso(result.since)}..${result.until === null ? "" : iso(result.until)}`;
}

/** @param {number} time */
function iso(time) {
    const part = ((time % 1_000_000) + 1_000_000) % 1_000_000;
    const whole = new Date((time - part) / 1000).toISOString().slice(0, 19);
    return `${whole}${part === 0 ? "" : `.${String(part).padStart(6, "0")}`}Z`;
}

/** @param {string} zone @param {() => void} body */
function inZone(zone, body) {
    const before = process.env.TZ;
    process.env.TZ = zone;
    try {
        body();
    } finally {
        if (before === undefined) delete process.env.TZ;
        else process.env.TZ = before;
    }
}

test("a moment is read as a person writes it", () => {
    for (const [text, moment] of [
        ["12:05", "2026-11-23T12:05:00Z"], ["12:05:30", "2026-11-23T12:05:30Z"],
        ["12:05:30.25", "2026-11-23T12:05:30.250000Z"],
        ["-2h", "2026-11-23T10:30:00Z"], ["-1h30m", "2026-11-23T11:00:00Z"], ["2h ago", "2026-11-23T10:30:00Z"],
        ["2 hours ago", "2026-11-23T10:30:00Z"], ["now", "2026-11-23T12:30:00Z"],
        ["yesterday", "2026-11-22T00:00:00Z"], ["yesterday 9am", "2026-11-22T09:00:00Z"],
        ["Yesterday 9:15 PM", "2026-11-22T21:15:00Z"],
        ["today 14:05", "2026-11-23T14:05:00Z"], ["today", "2026-11-23T00:00:00Z"],
        ["12am", "2026-11-23T00:00:00Z"], ["12pm", "2026-11-23T12:00:00Z"], ["12:10am", "2026-11-23T00:10:00Z"],
        ["2026-11-20", "2026-11-20T00:00:00Z"], ["2026-11-20 14:05", "2026-11-20T14:05:00Z"],
        [" 2024-02-29, 1:02 ", "2024-02-29T01:02:00Z"],
        ["2026-11-23T14:05:30.123456789Z", "2026-11-23T14:05:30.123456Z"],
        ["2026-11-23t14:05:30+01:00", "2026-11-23T13:05:30Z"],
        ["2026-11-23 14:05 -0330", "2026-11-23T17:35:00Z"], ["2026-11-23 14:05 UTC", "2026-11-23T14:05:00Z"],
        ["@1795482023", "2026-11-24T01:00:23Z"], ["@1795482023.000001", "2026-11-24T01:00:23.000001Z"],
    ]) assert.equal(read(text), moment, text);
});

test("a time of day, or a weekday, is the last one that was", () => {
    for (const [text, moment] of [
        ["12:30", "2026-11-23T12:30:00Z"], ["12:31", "2026-11-22T12:31:00Z"], ["11pm", "2026-11-22T23:00:00Z"],
        ["monday 9:00", "2026-11-23T09:00:00Z"], ["mon 13:00", "2026-11-16T13:00:00Z"],
        ["monday", "2026-11-23T00:00:00Z"],
        ["sunday", "2026-11-22T00:00:00Z"], ["tue 9am", "2026-11-17T09:00:00Z"],
        ["friday 23:59", "2026-11-20T23:59:00Z"],
    ]) assert.equal(read(text), moment, text);
});

test("a range has two ends, of which one may be left out", () => {
    for (const [text, range] of [
        ["10:00..11:00", "2026-11-23T10:00:00Z..2026-11-23T11:00:00Z"],
        ["10:00 – 11:00", "2026-11-23T10:00:00Z..2026-11-23T11:00:00Z"],
        ["10:00 - 11:00", "2026-11-23T10:00:00Z..2026-11-23T11:00:00Z"],
        ["10:00 to 11am", "2026-11-23T10:00:00Z..2026-11-23T11:00:00Z"],
        ["-2h..-1h", "2026-11-23T10:30:00Z..2026-11-23T11:30:00Z"],
        ["2h ago..now", "2026-11-23T10:30:00Z..2026-11-23T12:30:00Z"],
        ["-2h..", "2026-11-23T10:30:00Z.."], ["..10:00", "..2026-11-23T10:00:00Z"],
        ["12:00:00.5..", "2026-11-23T12:00:00.500000Z.."],
        ["2026-11-20T10:00:00Z..2026-11-20T11:00:00.000001Z", "2026-11-20T10:00:00Z..2026-11-20T11:00:00.000001Z"],
    ]) assert.equal(read(text), range, text);
});

test("the end of a range follows its beginning", () => {
    for (const [text, range] of [
        ["12:00..13:00", "2026-11-23T12:00:00Z..2026-11-23T13:00:00Z"],
        ["13:00..14:00", "2026-11-22T13:00:00Z..2026-11-22T14:00:00Z"],
        ["23:00..01:00", "2026-11-22T23:00:00Z..2026-11-23T01:00:00Z"],
        ["yesterday 9am..10am", "2026-11-22T09:00:00Z..2026-11-22T10:00:00Z"],
        ["2026-10-20 23:00..1:00", "2026-10-20T23:00:00Z..2026-10-21T01:00:00Z"],
        ["-7d..12:00", "2026-11-16T12:30:00Z..2026-11-23T12:00:00Z"],
        ["-2h..12:00", "2026-11-23T10:30:00Z..2026-11-23T12:00:00Z"],
        ["friday 9:00..saturday 9:00", "2026-11-20T09:00:00Z..2026-11-21T09:00:00Z"],
    ]) assert.equal(read(text), range, text);
    assert.equal(read("-1h..-2h"), "the range ends before it begins");
});

test("a day at the end of a range is all of it", () => {
    for (const [text, range] of [
        ["yesterday..yesterday", "2026-11-22T00:00:00Z..2026-11-22T23:59:59.999999Z"],
        ["2026-11-20..2026-11-21", "2026-11-20T00:00:00Z..2026-11-21T23:59:59.999999Z"],
        ["..today", "..2026-11-23T23:59:59.999999Z"], ["..monday", "..2026-11-23T23:59:59.999999Z"],
        ["saturday..tuesday", "2026-11-21T00:00:00Z..2026-11-24T23:59:59.999999Z"],
    ]) assert.equal(read(text), range, text);
});

test("what cannot be read is told with what to write", () => {
    const texts = [
        "", "soon", "9:5", "14:05 15:00", "-2", "-2x", "-", "@", "@x", "10:00..11:00..12:00", "23.11.2026",
        "2026-11-23T", "yesterday am",
    ];
    for (const text of texts) {
        assert.match(read(text), /write 14:05, -2h, yesterday 9am/, text);
    }
    assert.equal(read("yesterday 9"), "\"yesterday 9\" is no time: for an hour write 9:00 or 9am");
    assert.equal(read("2026-02-29"), "there is no day 2026-02-29");
    assert.equal(read("24:00"), "a time of day is 00:00 to 23:59");
    assert.equal(read("13pm"), "an hour before am or pm is 1 to 12");
    assert.equal(read("0am"), "an hour before am or pm is 1 to 12");
    assert.equal(read("2026-11-23 14:05+19:00"), "a zone is Z, or at most 18:00 from UTC");
    assert.match(read(".."), /^a range has an end at least/);
    assert.match(read("10:00..soon"), /^"soon" is no time/);
});

test("a time without a zone is the reader's, and a day begins where the reader is", () => {
    inZone("Asia/Kolkata", () => {
        assert.equal(read("14:05", { zone: "local" }), "2026-11-23T08:35:00Z");
        assert.equal(read("14:05"), "2026-11-22T14:05:00Z");
        assert.equal(read("today", { zone: "local" }), "2026-11-22T18:30:00Z");
        assert.equal(read("today", { zone: "local", at: micros("2026-11-23T18:30:00Z") }), "2026-11-23T18:30:00Z");
        assert.equal(
            read("monday 00:10", { zone: "local", at: micros("2026-11-22T18:45:00Z") }), "2026-11-22T18:40:00Z");
        assert.equal(read("..yesterday", { zone: "local" }), "..2026-11-22T18:29:59.999999Z");
    });
});

test("a reading that a change of clocks skips is read by the clock before it", () => {
    inZone("Europe/Berlin", () => {
        const at = micros("2026-03-29T12:00:00Z");
        assert.equal(read("2026-03-29 01:59", { zone: "local", at }), "2026-03-29T00:59:00Z");
        assert.equal(read("2026-03-29 02:30", { zone: "local", at }), "2026-03-29T01:30:00Z");
        assert.equal(read("2026-03-29 03:00", { zone: "local", at }), "2026-03-29T01:00:00Z");
    });
    inZone("America/New_York", () => {
        const at = micros("2026-03-08T18:00:00Z");
        assert.equal(read("02:30", { zone: "local", at }), "2026-03-08T07:30:00Z");
    });
});

test("a reading that comes twice is the first, and as the end of a range the second", () => {
    for (const [zone, day, first, second] of [
        ["Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"],
        ["America/New_York", "2026-11-01 01:30", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"],
        ["Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"],
    ]) {
        inZone(zone, () => {
            assert.equal(read(day, { zone: "local" }), first);
            assert.equal(read(`${day}..${day}`, { zone: "local" }), `${first}..${second}`);
        });
    }
});

test("a day of 23 or 25 hours is whole", () => {
    inZone("Europe/Berlin", () => {
        assert.equal(
            read("2026-03-29..2026-03-29", { zone: "local" }), "2026-03-28T23:00:00Z..2026-03-29T21:59:59.999999Z");
        assert.equal(
            read("2026-10-25..2026-10-25", { zone: "local" }), "2026-10-24T22:00:00Z..2026-10-25T22:59:59.999999Z");
    });
    // Midnight itself is skipped there.
    inZone("America/Santiago", () => {
        assert.equal(
            read("2026-09-05..2026-09-05", { zone: "local" }), "2026-09-05T04:00:00Z..2026-09-06T03:59:59.999999Z");
    });
});

test("a zone that is written wins", () => {
    inZone("Asia/Tokyo", () => {
        assert.equal(read("2026-11-23T14:05:30Z", { zone: "local" }), "2026-11-23T14:05:30Z");
        assert.equal(read("2026-11-23 14:05 +0100", { zone: "local" }), "2026-11-23T13:05:00Z");
    });
});
