import assert from "node:assert/strict";
import { test } from "node:test";
import { BatchBuilder, transferables } from "../../../Sources/CPageAssets/Page/stream/batch.js";
import { Ring } from "../../../Sources/CPageAssets/Page/stream/ring.js";
import { joined, rowAfter, slice } from "../../../Sources/CPageAssets/Page/stream/slices.js";
import { randomFrom } from "../support/clock.mjs";
import { rows } from "../support/rows.mjs";

const event = (id, more = {}) => ({ id, time: "2026-11-23T02:20:23.004710Z", message: `m${id}`, ...more });

function batchOf(...events) {
    const builder = new BatchBuilder();
    for (const one of events) one.gap ? builder.addGap(one.id, one.gap) : builder.add(one);
    return builder.take();
}

test("an event's members become its row", () => {
    const [row] = rows(
        batchOf({
            id: 1795482023004710, time: "2026-11-23T02:20:23.004710Z", host: "web1", unit: "nginx.service",
            units: ["nginx.service", "a.slice"], priority: 0, identifier: "nginx", pid: 812, message: "hällo 🎉",
        }),
    );
    assert.deepEqual(row, {
        id: 1795482023004710, time: 1795400423004710, priority: 0, kind: 0, unit: "nginx.service",
        identifier: "nginx", host: "web1", pid: 812, size: 0, message: "hällo 🎉",
    });
});

test("what an event lacks is empty, and priority 8", () => {
    const expected = { id: 7, time: 0, priority: 8, kind: 0, unit: "", identifier: "", host: "", pid: 0, size: 0 };
    assert.deepEqual(rows(batchOf({ id: 7 })), [{ ...expected, message: "" }]);
});

test("a cut message has its full size", () => {
    const [row] = rows(batchOf(event(1, { message: "ab", cut: 200_000 })));
    assert.deepEqual([row.kind, row.size, row.message], [2, 200_000, "ab"]);
});

test("what is no text is told by its size", () => {
    const messages = ["", "AA==", "AAA=", "AAAA"].map((base64, id) => event(id, { message_base64: base64 }));
    messages.push(event(9, { message: undefined, message_base64: "AAAA", cut: 5000 }));
    const found = rows(batchOf(...messages)).map((row) => [row.kind, row.message]);
    const sizes = [0, 1, 2, 3].map((size) => [4, `[${size} bytes, not text]`]);
    assert.deepEqual(found, [...sizes, [6, "[5000 bytes, not text]"]]);
});

test("a PID that no kernel gives is none", () => {
    const batch = batchOf(event(1, { pid: 4_294_967_295 }), event(2, { pid: 4_294_967_296 }));
    assert.deepEqual(Array.from(batch.pids), [4_294_967_295, 0]);
});

test("a gap has its JSON, no names, and the time of its neighbour", () => {
    const gap = { id: 5, gap: '{"reason":"vacuumed","missed":3}' };
    const late = "2026-11-23T02:20:24.000000Z";
    const [early, later] = [event(6, { unit: "a", pid: 3, cut: 9 }), event(8, { time: late })];
    const found = rows(batchOf(gap, early, { ...gap, id: 7 }, later));
    assert.deepEqual(found.map((row) => row.time - found[1].time), [0, 0, 0, 995_290]);
    assert.deepEqual(found.map((row) => row.kind), [1, 2, 1, 0]);
    const { message, unit, pid, size, priority } = found[2];
    assert.deepEqual([message, unit, pid, size, priority], [gap.gap, "", 0, 0, 8]);
});

test("a gap alone has the time of the batch before", () => {
    const builder = new BatchBuilder();
    builder.add(event(1));
    const before = builder.take();
    builder.addGap(2, "{}");
    assert.equal(builder.take().times[0], before.times[0]);
});

for (const [text, microseconds] of [
    ["1970-01-01T00:00:00.000001Z", 1], ["1970-01-01T00:00:01Z", 1_000_000], ["1970-01-01T00:00:01.5Z", 1_500_000],
    ["1969-12-31T23:59:59.999999Z", -1], ["2100-02-28T23:59:59.123456Z", 4_107_542_399_123_456], ["nonsense", 0],
]) {
    test(`the time ${text} is ${microseconds} µs`, () => {
        assert.equal(batchOf(event(1, { time: text })).times[0], microseconds);
    });
}

test("starts are byte offsets, also of broken surrogates", () => {
    const messages = ["", "a", "é", "€", "🎉", "\ud800", "\udc00x", "\ud800\ud800", "🎉\ud83c", "plain"];
    const batch = batchOf(...messages.map((message, id) => event(id, { message })));
    assert.deepEqual(rows(batch).map((row) => row.message),
        messages.map((message) => new TextDecoder().decode(new TextEncoder().encode(message))));
    assert.equal(batch.starts[messages.length], batch.text.length);
});

test("columns are as long as the batch, and taking empties the builder", () => {
    const builder = new BatchBuilder();
    for (let id = 0; id < 1000; id += 1) builder.add(event(id, { unit: `u${id % 7}` }));
    const first = builder.take();
    assert.equal(builder.count, 0);
    builder.add(event(1000, { unit: "v" }));
    const second = builder.take();
    assert.deepEqual([first.count, first.ids.length, first.starts.length, first.names.length], [1000, 1000, 1001, 8]);
    assert.deepEqual(second.names, ["", "v"]);
    assert.deepEqual(rows(first).map((row) => row.unit), Array.from({ length: 1000 }, (_, id) => `u${id % 7}`));
});

test("a builder is full before its names overflow, and the next batch goes on", () => {
    const builder = new BatchBuilder();
    let id = 0;
    while (!builder.isFull) builder.add(event(++id, { unit: `u${id}`, host: `h${id}`, identifier: `i${id}` }));
    const batch = builder.take();
    assert.ok(batch.names.length <= 65_536 && batch.names.length > 65_500, `${batch.names.length}`);
    const last = rows(slice(batch, id - 1))[0];
    assert.deepEqual([last.unit, last.host, last.identifier], [`u${id}`, `h${id}`, `i${id}`]);
    assert.equal(builder.isFull, false);
});

test("all buffers can be transferred, each once", () => {
    const batch = batchOf(event(1), event(2));
    const moved = structuredClone(batch, { transfer: transferables(batch) });
    assert.deepEqual(rows(moved).map((row) => row.message), ["m1", "m2"]);
    assert.equal(batch.ids.length, 0);
});

test("slices and joins of batches hold the rows of those", () => {
    for (let seed = 1; seed <= 200; seed += 1) {
        const random = randomFrom(seed);
        let id = 0;
        const some = () => event(++id, { unit: `u${Math.floor(random() * 5)}`, host: random() < 0.5 ? "h" : undefined,
            message: "é".repeat(random() * 4), pid: Math.floor(random() * 9) });
        const batches = Array.from({ length: 4 }, () => batchOf(...Array.from({ length: random() * 6 }, some)));
        const all = batches.flatMap(rows);
        assert.deepEqual(rows(joined(batches)), all);
        const first = Math.floor(random() * all.length);
        assert.deepEqual(rows(slice(joined(batches), first)), all.slice(first));
        assert.deepEqual(rows(slice(joined(batches), first, first + 1)), all.slice(first, first + 1));
        assert.equal(rowAfter(joined(batches), first), first);
    }
});

test("a ring holds the newest 2,000 rows without a hole, and knows where they begin", () => {
    for (let seed = 1; seed <= 20; seed += 1) {
        const random = randomFrom(seed);
        const ring = new Ring(Infinity);
        const all = [];
        for (let id = 10; all.length < 6000; ) {
            const next = () => event((id += 1 + Math.floor(random() * 3)));
            const more = Array.from({ length: 1 + random() ** 4 * 900 }, next);
            all.push(...more.map((one) => one.id));
            ring.push(batchOf(...more));
            const held = all.filter((one) => one > ring.floor);
            assert.equal(ring.count, held.length);
            assert.ok(held.length >= Math.min(2000, all.length));
            const from = ring.floor + Math.floor(random() * 50);
            const after = ring.after(from);
            assert.deepEqual(after ? Array.from(after.ids) : [], held.filter((one) => one > from));
            const tail = 1 + Math.floor(random() * 700);
            assert.deepEqual(Array.from(ring.newest(tail).ids), held.slice(-tail));
        }
        assert.ok(ring.count < 4000, `${ring.count}`);
        assert.equal(ring.after(all.at(-1)), null);
    }
});

test("a ring of long messages ends at 4 MB", () => {
    const ring = new Ring(0);
    const message = "x".repeat(4096);
    for (let id = 1; id <= 3000; id += 1) ring.push(batchOf(event(id, { message })));
    const bytes = ring.after(ring.floor).text.length;
    assert.ok(bytes < 4 * 1024 * 1024 && bytes > 3 * 1024 * 1024 - 4096 * 600, `${bytes}`);
    assert.equal(ring.after(ring.floor).ids[0], ring.floor + 1);
});
