import assert from "node:assert/strict";
import test from "node:test";
import { isShown, rowsOf, steadyOrder, visibleRows, withChosen } from "../../../Sources/CPageAssets/Page/panels/facet-order.js";

const known = { boots: [], zone: "utc" };
const values = names => names.map((value, place) => ({ value, count: 100 - place }));
const labels = rows => rows.map(({ label }) => label);

test("a chosen value without events stays listed", () => {
    const a = { value: "a", count: 3 };
    assert.deepEqual(withChosen([a], ["a", "gone"]), [a, { value: "gone", count: 0 }]);
});

test("units come by count, chosen ones first, slices last", () => {
    const counts = { "system.slice": 900, b: 5, a: 5, c: 1 };
    const given = Object.entries(counts).map(([value, count]) => ({ value, count }));
    const rows = rowsOf("unit", given, value => value === "c" ? "out" : null, known);
    assert.deepEqual(labels(rows), ["c", "a", "b", "system.slice"]);
});

test("priorities come by severity with their names, whatever their counts", () => {
    const given = [{ value: "6", count: 900 }, { value: "3", count: 1 }, { value: "0", count: 2 }];
    const rows = rowsOf("priority", given, () => null, known);
    assert.deepEqual(labels(rows), ["emerg", "err", "info"]);
    assert.deepEqual(rows.map(({ tone }) => tone), ["emergency", "error", "info"]);
});

test("boots come newest first with their place and time", () => {
    const boots = [
        { boot: "aa", count: 9, first: { time: "2026-11-22T08:00:00.000001Z" } },
        { boot: "bb", count: 1, first: { time: "2026-11-23T09:12:30.000001Z" } },
    ];
    const rows = rowsOf("boot", values(["aa", "bb", "unknown"]), () => null, { boots, zone: "utc" });
    assert.deepEqual(labels(rows), ["boot 0 · 23 Nov 09:12", "boot -1 · 22 Nov 08:00", "unknown"]);
    assert.equal(rows[0].hint, "bb");
});

test("rows that are pointed at keep their places", () => {
    assert.deepEqual(steadyOrder(["a", "b", "c"], ["c", "x", "a"]), ["a", "c", "x"]);
});

test("eight rows are shown, and what is chosen beyond them", () => {
    const rows = rowsOf("host", values([..."abcdefghijkl"]), () => null, known);
    rows[10].state = "in";
    const { shown, left } = visibleRows(rows, { isOpen: false, search: "" });
    assert.deepEqual(labels(shown), [..."abcdefgh", "k"]);
    assert.equal(left, 3);
    assert.equal(visibleRows(rows, { isOpen: true, search: "" }).shown.length, 12);
});

test("a search finds rows that are not shown, in any case", () => {
    const rows = rowsOf("host", values(["a", "b", "c", "d", "e", "f", "g", "h", "i", "Web-1"]), () => null, known);
    assert.deepEqual(visibleRows(rows, { isOpen: false, search: " web" }), { shown: [rows[9]], left: 0 });
});

test("a group of one value is not shown, unless it is chosen or always there", () => {
    const [row] = rowsOf("host", values(["a"]), () => null, known);
    assert.equal(isShown(false, [row]), false);
    assert.equal(isShown(false, [{ ...row, state: "out" }]), true);
    assert.equal(isShown(true, []), true);
});

test("a row that is pointed at is not replaced by a more frequent one", () => {
    const rows = rowsOf("host", values([..."abcdefghij"]), () => null, known);
    const kept = new Set([..."bcdefghi"]);
    assert.deepEqual(labels(visibleRows(rows, { isOpen: false, search: "", kept }).shown), [..."bcdefghi"]);
    assert.deepEqual(labels(visibleRows(rows, { isOpen: false, search: "", kept: new Set() }).shown), [..."abcdefgh"]);
    assert.equal(visibleRows(rows, { isOpen: true, search: "", kept }).shown.length, 10);
});
