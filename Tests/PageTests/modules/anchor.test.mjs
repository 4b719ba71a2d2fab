import assert from "node:assert/strict";
import { test } from "node:test";
import {
    anchorAt, endAnchor, fractionOf, isAtEnd, isWhole, moved, placed, reach, surroundings, topOf,
} from "../../../Sources/CPageAssets/Page/list/anchor.js";

/** Rows of 20 px but every fifth of 100. */
const uneven = (row) => (row % 5 === 0 ? 100 : 20);
const even = () => 20;
const extent = (first, end, viewport, height = even) => ({ first, end, viewport, height });

test("the end is where the last row ends at the bottom edge, with part of a row at the top", () => {
    assert.deepEqual(endAnchor(extent(0, 100, 90)), { row: 95, offset: 10 });
    assert.deepEqual(endAnchor(extent(-40, 101, 130, uneven)), { row: 98, offset: 10 });
});

test("rows that fit stand at the top", () => {
    assert.deepEqual(endAnchor(extent(-3, 0, 90)), { row: -3, offset: 0 });
    assert.deepEqual(moved({ row: -1, offset: 5 }, 0, extent(-3, 0, 90)), { row: -3, offset: 0 });
    assert.deepEqual(endAnchor(extent(0, 0, 90)), { row: 0, offset: 0 });
});

test("moving goes through real heights, and back to the same place", () => {
    const all = extent(-1000, 1000, 300, uneven);
    const start = { row: 3, offset: 5 };
    assert.deepEqual(moved(start, 36, all), { row: 5, offset: 1 });
    assert.deepEqual(moved(start, -6, all), { row: 2, offset: 19 });
    for (const pixels of [1, 77, 500, 1234]) {
        assert.deepEqual(moved(moved(start, pixels, all), -pixels, all), start);
        assert.deepEqual(moved(moved(start, -pixels, all), pixels, all), start);
    }
});

test("moving stops at the first row and at the end", () => {
    const all = extent(-10, 10, 90);
    assert.deepEqual(moved({ row: 0, offset: 3 }, -1e6, all), { row: -10, offset: 0 });
    assert.deepEqual(moved({ row: 0, offset: 3 }, 1e6, all), endAnchor(all));
});

test("rows in front, behind and let go do not move the anchor", () => {
    const anchor = { row: 40, offset: 7 };
    for (const [first, end] of [[0, 100], [-5000, 100], [0, 90_000], [40, 100]]) {
        assert.deepEqual(moved(anchor, 0, extent(first, end, 90)), anchor);
    }
});

test("an anchor whose row is gone goes to what is nearest", () => {
    assert.deepEqual(moved({ row: 40, offset: 7 }, 0, extent(60, 100, 90)), { row: 60, offset: 0 });
    assert.deepEqual(moved({ row: 40, offset: 7 }, 0, extent(0, 30, 90)), { row: 25, offset: 10 });
});

test("a row is placed at the start, the center or the end", () => {
    const all = extent(0, 1000, 100);
    const from = { row: 0, offset: 0 };
    assert.deepEqual(placed(500, "start", from, all), { row: 500, offset: 0 });
    assert.deepEqual(placed(500, "center", from, all), { row: 498, offset: 0 });
    assert.deepEqual(placed(500, "end", from, all), { row: 496, offset: 0 });
});

test("a row higher than the viewport shows its beginning wherever it is wanted", () => {
    const all = extent(0, 1000, 60, uneven);
    for (const where of ["start", "center", "end"]) {
        assert.deepEqual(placed(500, where, { row: 0, offset: 0 }, all), { row: 500, offset: 0 });
    }
});

test("the nearest place moves no more than it must", () => {
    const all = extent(0, 1000, 100);
    const from = { row: 500, offset: 5 };
    assert.deepEqual(placed(502, "nearest", from, all), from);
    assert.deepEqual(placed(500, "nearest", from, all), { row: 500, offset: 0 });
    assert.deepEqual(placed(505, "nearest", from, all), { row: 501, offset: 0 });
    assert.deepEqual(placed(20, "nearest", from, all), { row: 20, offset: 0 });
});

test("a row that is not held places the nearest one that is", () => {
    const all = extent(-5, 50, 100);
    assert.deepEqual(placed(-99, "center", { row: 0, offset: 0 }, all), { row: -5, offset: 0 });
    assert.deepEqual(placed(99, "center", { row: 0, offset: 0 }, all), endAnchor(all));
});

test("where a row stands is told in pixels, and whether it is shown whole", () => {
    const all = extent(0, 1000, 100);
    const at = { row: 10, offset: 5 };
    assert.deepEqual([9, 10, 11, 14, 15, 16].map((row) => topOf(row, at, all)), [-Infinity, -5, 15, 75, 95, Infinity]);
    assert.deepEqual([9, 10, 11, 14, 15].map((row) => isWhole(row, at, all)), [false, false, true, true, false]);
    assert.equal(isWhole(5, { row: 5, offset: 10 }, extent(0, 1000, 60, uneven)), true);
});

test("the end is reached within a pixel, not before", () => {
    const all = extent(0, 100, 90);
    assert.deepEqual([10, 9.2, 8.9].map((offset) => isAtEnd({ row: 95, offset }, all)), [true, true, false]);
});

test("the scroll bar maps one to one while all rows have one height", () => {
    const all = extent(-500, 500, 90);
    for (const anchor of [{ row: -500, offset: 0 }, { row: -77, offset: 13 }, { row: 333, offset: 19 },
        endAnchor(all)]) {
        const fraction = fractionOf(anchor, all, 20);
        assert.equal(Math.round(fraction * (1000 * 20 - 90)), (anchor.row + 500) * 20 + anchor.offset);
        const back = anchorAt(fraction, all, 20);
        assert.ok(Math.abs((back.row - anchor.row) * 20 + back.offset - anchor.offset) < 1e-6);
    }
});

test("both ends of the scroll bar are the ends of the log, whatever the heights", () => {
    const all = extent(-500, 500, 90, uneven);
    assert.deepEqual(anchorAt(0, all, 36), { row: -500, offset: 0 });
    assert.deepEqual(anchorAt(1, all, 36), endAnchor(all));
    assert.deepEqual([fractionOf({ row: -500, offset: 0 }, all, 36), fractionOf(endAnchor(all), all, 36)], [0, 1]);
    assert.equal(fractionOf({ row: 0, offset: 0 }, extent(0, 2, 90), 20), 0);
});

test("what lies above and below is counted in pixels, up to a few viewports", () => {
    const all = extent(0, 20, 90, uneven);
    assert.deepEqual(surroundings({ row: 0, offset: 0 }, all).above, 0);
    assert.deepEqual(surroundings({ row: 2, offset: 3 }, all).above, 123);
    assert.deepEqual(surroundings(endAnchor(all), all).below, 0);
    assert.deepEqual(surroundings(moved(endAnchor(all), -77, all), all).below, 77);
    assert.ok(surroundings({ row: 10, offset: 0 }, all).above >= 270);
    assert.ok(surroundings({ row: 500_000, offset: 0 }, extent(0, 1_000_000, 90)).below < 400);
    assert.deepEqual(surroundings({ row: 0, offset: 0 }, extent(0, 2, 90)), { above: 0, below: 0 });
});

test("wherever a move ends, its rows were in reach", () => {
    for (const viewport of [90, 333]) {
        const all = extent(0, 400, viewport, uneven);
        for (const row of [0, 3, 200, 380, 399]) {
            for (const pixels of [-900, -30, 0, 30, 900]) {
                const [from, to] = reach(row, pixels, 20, all);
                const anchor = moved({ row, offset: 0 }, pixels, all);
                const last = [...Array(400).keys()].filter((other) => topOf(other, anchor, all) < viewport).pop();
                assert.ok(anchor.row >= from && last < to, `row ${row} by ${pixels}: ${anchor.row}…${last} of ${from}…${to}`);
            }
        }
    }
});
