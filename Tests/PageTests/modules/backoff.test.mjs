import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff, retryAfter } from "../../../Sources/CPageAssets/Page/stream/backoff.js";

const delays = (random, least = 0) => {
    const backoff = new Backoff(() => random);
    return Array.from({ length: 7 }, () => backoff.next(least));
};

test("delays double from 1 s and end at 30 s, whatever chance adds", () => {
    assert.deepEqual(delays(0), [1000, 2000, 4000, 8000, 16_000, 24_000, 24_000]);
    assert.deepEqual(delays(0.999), [1250, 2500, 4999, 9998, 19_996, 29_994, 29_994]);
});

test("no delay is shorter than what the server asked for, and chance only adds", () => {
    assert.deepEqual(delays(0, 5000), [5000, 5000, 5000, 8000, 16_000, 24_000, 24_000]);
    assert.deepEqual(delays(0.5, 60_000).slice(0, 2), [67_500, 67_500]);
});

test("a server that asks for a year gets an hour", () => {
    assert.equal(delays(0, 31_536_000_000)[0], 3_600_000);
});

test("after a success it begins anew", () => {
    const backoff = new Backoff(() => 0);
    backoff.next(0);
    backoff.next(0);
    assert.equal(backoff.failures, 2);
    backoff.reset();
    assert.equal(backoff.failures, 0);
    assert.equal(backoff.next(0), 1000);
});

const now = Date.parse("2026-11-23T02:20:00Z");
for (const [value, expected] of [
    [null, 0], ["", 0], ["7", 7000], [" 7 ", 7000], ["0", 0], ["soon", 0], ["-3", 0], ["1.5", 0],
    ["Mon, 23 Nov 2026 02:20:09 GMT", 9000], ["Mon, 23 Nov 2026 02:19:00 GMT", 0],
]) {
    test(`Retry-After ${JSON.stringify(value)} is ${expected} ms`, () => {
        assert.equal(retryAfter(value, now), expected);
    });
}
