import assert from "node:assert/strict";
import { test } from "node:test";
import { Columns } from "../../../Sources/CPageAssets/Page/list/columns.js";

/** A batch of events with IDs from first on, whose every column tells the ID. */
function batch(first, count, message = (id) => `message ${id}`) {
    const texts = Array.from({ length: count }, (_, index) => new TextEncoder().encode(message(first + index)));
    const numbers = (Type, value) => Type.from({ length: count }, (_, index) => value(first + index));
    const names = ["", "even.service", "odd.service", "process", "host"];
    const starts = new Uint32Array(count + 1);
    texts.forEach((text, index) => { starts[index + 1] = starts[index] + text.length; });
    return {
        count, names, starts,
        ids: numbers(Float64Array, (id) => id),
        times: numbers(Float64Array, (id) => id * 1000),
        priorities: numbers(Uint8Array, (id) => Math.abs(id) % 9),
        kinds: numbers(Uint8Array, (id) => Math.abs(id) % 2),
        units: numbers(Uint16Array, (id) => 1 + Math.abs(id) % 2),
        identifiers: numbers(Uint16Array, () => 3),
        hosts: numbers(Uint16Array, () => 4),
        pids: numbers(Uint32Array, (id) => Math.abs(id) + 7),
        sizes: numbers(Uint32Array, (id) => Math.abs(id) % 5),
        text: new Uint8Array(Buffer.concat(texts)),
    };
}

/** Every value of the row is that of the event with this ID. */
function assertRow(columns, row, id) {
    const found = [columns.id(row), columns.time(row), columns.priority(row), columns.kind(row), columns.unit(row),
        columns.identifier(row), columns.host(row), columns.pid(row), columns.size(row), columns.message(row)];
    assert.deepEqual(found, [id, id * 1000, Math.abs(id) % 9, Math.abs(id) % 2,
        Math.abs(id) % 2 ? "odd.service" : "even.service",
        "process", "host", Math.abs(id) + 7, Math.abs(id) % 5, `message ${id}`]);
}

test("what is appended is read back, over the ends of chunks", () => {
    const columns = new Columns();
    for (let id = 1; id < 20_000; id += 777) columns.append(batch(id, 777));
    assert.equal(columns.count, columns.end);
    for (let row = 0; row < columns.end; row += 1) assertRow(columns, row, row + 1);
});

test("one batch may be larger than several chunks, in front as at the end", () => {
    const columns = new Columns();
    columns.append(batch(50_000, 10_001));
    columns.prepend(batch(39_999, 10_001));
    assert.deepEqual([columns.first, columns.end], [-10_001, 10_001]);
    const rows = [-10_001, -8193, -8192, -4097, -4096, -1, 0, 4095, 4096, 10_000];
    for (const row of rows) assertRow(columns, row, 50_000 + row);
});

test("older events take numbers below first, and no row changes its number", () => {
    const columns = new Columns();
    columns.append(batch(1000, 5));
    columns.prepend(batch(900, 100));
    columns.prepend(batch(899, 1));
    columns.append(batch(1005, 3));
    assert.deepEqual([columns.first, columns.end, columns.count], [-101, 8, 109]);
    for (let row = columns.first; row < columns.end; row += 1) assertRow(columns, row, 1000 + row);
});

test("an empty batch changes nothing", () => {
    const columns = new Columns();
    columns.append(batch(1, 0));
    columns.prepend(batch(1, 0));
    assert.deepEqual([columns.count, columns.rowOf(5), columns.nextWhere(0, 1, () => true)], [0, 0, null]);
});

test("rowOf finds the event, else the next newer one, else the end", () => {
    const columns = new Columns();
    columns.append(batch(1000, 5000));
    columns.append(batch(10_000, 10));
    columns.prepend(batch(100, 50));
    const rows = [1, 100, 149, 150, 1000, 5999, 6000, 10_000, 10_009, 10_010].map((id) => columns.rowOf(id));
    assert.deepEqual(rows, [-50, -50, -1, 0, 0, 4999, 5000, 5000, 5009, 5010]);
});

test("rowOf does not find rows that were dropped, although their chunk is held", () => {
    const columns = new Columns();
    columns.append(batch(1, 100));
    columns.dropOldest(10);
    assert.deepEqual([columns.first, columns.rowOf(3), columns.rowOf(11)], [10, 10, 10]);
    assert.throws(() => columns.id(9), RangeError);
    assertRow(columns, 10, 11);
});

test("dropping the oldest rows gives their memory back", () => {
    const columns = new Columns();
    for (let id = 1; id < 100_000; id += 1000) columns.append(batch(id, 1000));
    const before = columns.bytes;
    columns.dropOldest(90_000);
    assert.ok(columns.bytes < before / 5, `${columns.bytes} of ${before}`);
    assertRow(columns, 90_000, 90_001);
    columns.dropOldest(1_000_000);
    assert.deepEqual([columns.count, columns.first, columns.bytes], [0, 100_000, 0]);
});

test("dropping the newest rows gives their memory and their numbers back", () => {
    const columns = new Columns();
    for (let id = 1; id < 100_000; id += 1000) columns.append(batch(id, 1000));
    const { bytes, revision } = columns;
    columns.dropNewest(95_000);
    assert.ok(columns.bytes < bytes / 10);
    assert.notEqual(columns.revision, revision);
    columns.append(batch(777_000, 10));
    assertRow(columns, 4999, 5000);
    assertRow(columns, 5000, 777_000);
    assert.equal(columns.rowOf(6000), 5000);
});

test("of a chunk that is cut by dropping only what is left takes memory", () => {
    const columns = new Columns();
    columns.append(batch(1, 4096, () => "x".repeat(1000)));
    columns.dropNewest(4086);
    assert.ok(columns.bytes < 11_000, `${columns.bytes}`);
    columns.append(batch(11, 1));
    assertRow(columns, 10, 11);
});

test("a stream with a bound of rows stays at a bound of bytes, also when each line brings a new name", () => {
    const columns = new Columns();
    let most = 0;
    for (let id = 1; id < 300_000; id += 500) {
        const one = batch(id, 500);
        one.names = ["", ...Array.from({ length: 500 }, (_, index) => `unit-${id + index}`)];
        one.units = Uint16Array.from({ length: 500 }, (_, index) => index + 1);
        columns.append(one);
        columns.dropOldest(columns.count - 20_000);
        most = Math.max(most, columns.bytes);
    }
    assert.ok(most < 25_000 * 60, `${most} bytes`);
    assert.equal(columns.unit(columns.end - 1), `unit-${columns.id(columns.end - 1)}`);
});

test("clear begins anew at row 0, and says that numbers have a new meaning", () => {
    const columns = new Columns();
    columns.append(batch(1, 100));
    const { revision } = columns;
    columns.clear();
    columns.append(batch(500, 2));
    assert.deepEqual([columns.first, columns.end], [0, 2]);
    assert.notEqual(columns.revision, revision);
    assertRow(columns, 0, 500);
});

test("messages come back as they were, in any script, with a leading byte order mark", () => {
    const texts = ["", "\ufeffBOM", "naïve 日本語 🦀", "a\u0000b\nc"];
    const columns = new Columns();
    columns.append(batch(0, texts.length, (id) => texts[id]));
    assert.deepEqual(texts.map((_, row) => columns.message(row)), texts);
});

test("nextWhere goes both ways, leaves the row itself out, and stops at what is held", () => {
    const columns = new Columns();
    columns.append(batch(1, 9000));
    columns.dropOldest(3);
    const isThird = (row) => columns.id(row) % 3000 === 0;
    assert.deepEqual([columns.nextWhere(2999, 1, isThird), columns.nextWhere(2999, -1, isThird),
        columns.nextWhere(5000, -1, isThird), columns.nextWhere(8999, 1, isThird)], [5999, null, 2999, null]);
});

test("a million rows of 100 bytes take at most 150 MB", () => {
    const columns = new Columns();
    const message = "x".repeat(100);
    for (let id = 1; id <= 1_000_000; id += 10_000) columns.append(batch(id, 10_000, () => message));
    assert.ok(columns.bytes <= 150e6, `${columns.bytes}`);
});
