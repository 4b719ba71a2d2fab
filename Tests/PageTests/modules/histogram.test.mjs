process.env.TZ = "Europe/Berlin";
import assert from "node:assert/strict";
import test from "node:test";
const page = "../../../Sources/CPageAssets/Page/panels";
const { clockText, fullText, iso, offsetText, rangeText, spanText } = await import(`${page}/clock.js`);
const { microseconds: micros } = await import("../../../Sources/CPageAssets/Page/text/moment.js");
const { bandHeights, bucketAfter, bucketAt, bucketsBetween, gridOver, spanOf, ticks } = await import(`${page}/histogram-scale.js`);
const { HistogramData } = await import(`${page}/histogram-data.js`);
const { sentence } = await import(`${page}/histogram-tip.js`);
const { byTone } = await import(`${page}/severity.js`);
const { countParameters, timeParameters } = await import(`${page}/request.js`);

const minute = 60e6;
const at = text => micros(text);

test("times keep their µs there and back", () => {
    for (const time of ["12:55:51.580216", "12:55:00", "00:00:00", "00:00:00.5", "10:20:30.000001", "12:55:50"]) {
        assert.equal(iso(micros(`2026-11-23T${time}Z`)), `2026-11-23T${time}Z`);
    }
    assert.equal(micros("2026-11-23T12:55:51.580216Z"), 1795438551580216);
});

test("a wall clock is the zone's, summer and winter", () => {
    assert.equal(fullText(at("2026-11-23T12:55:51.580216Z"), "local"), "2026-11-23 13:55:51.580216");
    assert.equal(fullText(at("2026-07-23T12:55:51.580216Z"), "local"), "2026-07-23 14:55:51.580216");
    assert.equal(offsetText(at("2026-07-23T12:55:51Z")), "+02:00");
    assert.equal(clockText(at("2026-11-23T23:59:59.999999Z"), "utc", "second"), "23:59:59");
});

test("a range is told as finely as its ends are, and the day once", () => {
    assert.equal(rangeText(at("2026-11-23T14:00:00Z"), at("2026-11-23T14:10:00Z"), "utc"), "23 Nov 14:00 – 14:10");
    assert.equal(rangeText(at("2026-11-23T14:00:00Z"), at("2026-11-23T14:00:05Z"), "utc"), "23 Nov 14:00:00 – 14:00:05");
    assert.equal(rangeText(at("2026-11-23T23:00:00Z"), at("2026-11-24T01:00:00Z"), "utc"), "23 Nov 23:00 – 24 Nov 01:00");
});

test("a span is told in its greatest unit", () => {
    const spans = [
        [7, "7 µs"], [250000, "250 ms"], [30e6, "30 s"], [505e6, "8.4 min"], [600e6, "10 min"], [3 * 3600e6, "3 h"],
        [2 * 86400e6, "2 d"],
    ];
    for (const [span, text] of spans) assert.equal(spanText(span), text);
});

test("buckets are round and begin at round times", () => {
    const grid = gridOver({ since: at("2026-11-23T06:55:48.755Z"), until: at("2026-11-23T12:55:51Z") }, 170, "utc");
    assert.deepEqual(grid, { start: at("2026-11-23T06:54:00Z"), width: 3 * minute, count: 121 });
});

test("the same log a little later has the same buckets and some more", () => {
    const since = at("2026-11-23T06:55:48Z");
    const first = gridOver({ since, until: at("2026-11-23T12:55:51Z") }, 170, "utc");
    const later = gridOver({ since, until: at("2026-11-23T13:07:00Z") }, 170, "utc");
    assert.equal(later.start, first.start);
    assert.equal(later.width, first.width);
    assert.equal(later.count, first.count + 4);
});

test("buckets cover the extent and are never more than asked for", () => {
    let seed = 7;
    const random = () => (seed = seed * 16807 % 2147483647) / 2147483647;
    for (let round = 0; round < 500; round += 1) {
        const since = Math.floor(1.7e15 + random() * 1e14);
        const until = since + Math.ceil(10 ** (random() * 14));
        const most = 24 + Math.floor(random() * 376);
        const { start, width, count } = gridOver({ since, until }, most, "local");
        assert.ok(start <= since && start + count * width >= until, `${since} ${until} ${most}`);
        assert.ok(count <= most, `${count} of ${most}`);
    }
});

test("buckets of hours and days begin at the zone's hours and days", () => {
    const grid = gridOver({ since: at("2026-11-03T10:30:00Z"), until: at("2026-11-23T10:30:00Z") }, 24, "local");
    assert.equal(grid.width, 86400e6);
    assert.equal(fullText(grid.start, "local"), "2026-11-03 00:00:00.000000");
});

test("between two moments buckets are round where they fit", () => {
    const since = at("2026-11-22T11:30:00Z");
    assert.equal(bucketsBetween(since, at("2026-11-23T13:20:00Z"), 190), 155);
    assert.equal(bucketsBetween(since, at("2026-11-23T13:19:59.999999Z"), 190), 155);
    assert.equal(bucketsBetween(since, at("2026-11-23T13:20:07Z"), 190), 190);
    assert.equal(bucketsBetween(since, NaN, 190), 190);
    assert.equal(bucketsBetween(since, since, 190), 190);
});

test("a fixed start stays", () => {
    const since = at("2026-11-23T06:55:48.755799Z");
    assert.equal(gridOver({ since, until: since + 3600e6, fixed: true }, 100, "utc").start, since);
});

test("a log of one moment is not one bar from edge to edge", () => {
    const since = at("2026-11-23T06:55:48Z");
    assert.equal(gridOver({ since, until: since + 1 }, 100, "utc").count, 12);
});

test("a quarter of the greatest count is half as high, and bands share it by count", () => {
    assert.deepEqual(bandHeights([0, 10, 0, 0, 30], 160, 40, [2, 2, 2, 1, 1]), [0, 5, 0, 0, 15]);
    assert.deepEqual(bandHeights([0, 0, 0, 0, 160], 160, 40, [2, 2, 2, 1, 1]), [0, 0, 0, 0, 40]);
    assert.deepEqual(bandHeights([0, 0, 0, 0, 0], 160, 40, [2, 2, 2, 1, 1]), [0, 0, 0, 0, 0]);
});

test("one error among thousands is seen", () => {
    assert.deepEqual(bandHeights([0, 1, 0, 0, 9999], 10000, 40, [2, 2, 2, 1, 1]), [0, 2, 0, 0, 38]);
});

test("a bar is never higher than the strip", () => {
    const bands = bandHeights([1, 1, 1, 1, 500, 1, 1], 506, 30, [2, 2, 2, 1, 1, 1, 1]);
    assert.equal(bands.reduce((sum, band) => sum + band, 0), 30);
    assert.deepEqual(bands, [2, 2, 2, 1, 21, 1, 1]);
});

test("marks stand at round times, and midnight tells the day", () => {
    const marks = ticks(at("2026-11-22T21:10:00Z"), at("2026-11-23T02:50:00Z"), 8, "utc");
    assert.deepEqual(marks.map(({ label }) => label), ["22:00", "23:00", "23 Nov", "01:00", "02:00"]);
    assert.deepEqual(marks.map(({ isDay }) => isDay), [false, false, true, false, false]);
});

test("marks are as fine as the span", () => {
    const from = at("2026-11-22T21:10:00Z");
    assert.deepEqual(ticks(from, from + 20e6, 3, "utc").map(({ label }) => label), ["21:10:00", "21:10:10"]);
    assert.deepEqual(ticks(from, from + 40000, 3, "utc").map(({ label }) => label), ["21:10:00.000", "21:10:00.020"]);
    assert.deepEqual(ticks(from, from + 86400e6 * 3, 3, "utc").map(({ label }) => label), ["23 Nov", "24 Nov", "25 Nov"]);
});

test("marks keep to the wall clock when summer time ends", () => {
    const marks = ticks(at("2026-10-24T21:00:00Z"), at("2026-10-25T12:00:00Z"), 6, "local");
    assert.deepEqual(marks.map(({ label }) => label), ["25 Oct", "03:00", "06:00", "09:00", "12:00"]);
    assert.equal(marks[2].time, at("2026-10-25T05:00:00Z"));
});

test("marks are in order and within, over any span", () => {
    for (let power = 3; power < 15; power += 1) {
        const from = at("2026-03-28T11:11:11.123456Z");
        const marks = ticks(from, from + 10 ** power, 9, "local");
        assert.ok(marks.length <= 10);
        const times = marks.map(({ time }) => time);
        assert.ok(times.every(time => time >= from && time < from + 10 ** power));
        assert.deepEqual(times, [...new Set(times)].sort((a, b) => a - b));
    }
});

test("a position beyond the picture is its first or last bucket", () => {
    assert.equal(bucketAt(-5, 700, 100), 0);
    assert.equal(bucketAt(7, 700, 100), 1);
    assert.equal(bucketAt(700, 700, 100), 99);
});

test("a choice to the left is that to the right", () => {
    const grid = { start: 1000, width: 10, count: 50 };
    assert.deepEqual(spanOf(grid, 3, 5), { from: 1030, to: 1060 });
    assert.deepEqual(spanOf(grid, 5, 3), spanOf(grid, 3, 5));
});

test("keys move the cursor and stop at the edges", () => {
    assert.equal(bucketAfter("ArrowRight", 4, 50), 5);
    assert.equal(bucketAfter("ArrowRight", 49, 50), 49);
    assert.equal(bucketAfter("PageDown", 4, 50), 0);
    assert.equal(bucketAfter("End", 0, 50), 49);
    assert.equal(bucketAfter("x", 4, 50), null);
});

test("bands are those of a tone: emerg, alert and crit are one", () => {
    assert.deepEqual(byTone([1, 2, 3, 4, 5, 6, 7, 8, 9]), [6, 4, 5, 6, 7, 8, 9]);
});

test("a sentence tells time, total and priorities", () => {
    const counts = [[0, 0, 0, 2, 0, 0, 1000, 0, 3], [0, 0, 0, 1, 0, 0, 0, 0, 0]];
    assert.equal(sentence({ from: at("2026-11-23T14:00:00Z"), to: at("2026-11-23T14:10:00Z") }, counts, "utc"),
        "23 Nov 14:00 – 14:10: 1,006 events, of them 3 err, 1,000 info");
});

test("the unit of the path narrows, also beside other units", () => {
    assert.equal(String(countParameters({ path: "/logs/nginx%40a", query: "p=err" })), "p=err&unit=nginx%40a");
    assert.equal(countParameters({ path: "/logs/nginx*", query: "u=db&q=fail" }).get("q"), 'fail unit:"nginx*"');
    assert.equal(String(countParameters({ path: "/logs", query: "p=err" })), "p=err");
});

test("the extent of a view is asked for by its times alone", () => {
    assert.equal(String(timeParameters(new URLSearchParams("p=err&S=-1h&q=fail"))), "S=-1h");
    assert.equal(timeParameters(new URLSearchParams("q=fail since:-1h")).get("q"), "fail since:-1h");
});

/** A server that answers as /hist does, and remembers what it was asked. */
function server(since, until) {
    const asked = [];
    const load = async (path, params) => {
        asked.push(params);
        const first = micros(params.get("since") ?? since);
        const last = micros(params.get("until") ?? until);
        const count = Number(params.get("buckets"));
        const width = Math.floor((last - first) / count) + 1;
        const buckets = Array.from({ length: count }, () => ({ count: 1, priorities: [0, 0, 0, 1, 0, 0, 0, 0, 0] }));
        return { since: iso(first), until: iso(first + count * width), width, total: count, buckets };
    };
    return { asked, load };
}

test("the server's buckets are the round ones that were meant", async () => {
    const { asked, load } = server("2026-11-23T06:55:48.755799Z", "2026-11-23T12:55:51.587312Z");
    const counts = await new HistogramData({ path: "/logs", query: "p=err" }, load).counts(170, "utc", undefined);
    assert.deepEqual(counts.grid, { start: at("2026-11-23T06:54:00Z"), width: 3 * minute, count: 121 });
    assert.deepEqual(asked.map(params => params.get("p")), [null, "err"]);
});

test("between two moments only the moments are asked for", async () => {
    const { asked, load } = server("", "");
    const query = "since=2026-11-23T06:00:00Z&until=2026-11-23T06:59:59.999999Z";
    const counts = await new HistogramData({ path: "/logs", query }, load).counts(70, "utc", undefined);
    assert.deepEqual(counts.grid, { start: at("2026-11-23T06:00:00Z"), width: minute, count: 60 });
    assert.equal(asked.length, 1);
});

test("asked again at once, the extent is known", async () => {
    const { asked, load } = server("2026-11-23T06:55:48.755799Z", "2026-11-23T12:55:51.587312Z");
    const data = new HistogramData({ path: "/logs", query: "" }, load);
    await data.counts(170, "utc", undefined);
    await data.counts(170, "utc", undefined);
    assert.equal(asked.length, 3);
});
