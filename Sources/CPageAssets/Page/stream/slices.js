/** Parts of batches, and batches put together. */

/** @typedef {import("./batch.js").Batch} Batch */

/**
 * The rows from `first` up to `end`. Copies: a message that holds a view clones all of the buffer behind it.
 * @param {Batch} batch
 * @param {number} first
 * @param {number} [end]
 * @returns {Batch}
 */
export function slice(batch, first, end = batch.count) {
    const { starts } = batch;
    return {
        count: end - first,
        ids: batch.ids.slice(first, end),
        times: batch.times.slice(first, end),
        priorities: batch.priorities.slice(first, end),
        kinds: batch.kinds.slice(first, end),
        units: batch.units.slice(first, end),
        identifiers: batch.identifiers.slice(first, end),
        hosts: batch.hosts.slice(first, end),
        pids: batch.pids.slice(first, end),
        sizes: batch.sizes.slice(first, end),
        starts: starts.slice(first, end + 1).map((start) => start - starts[first]),
        text: batch.text.slice(starts[first], starts[end]),
        names: batch.names,
    };
}

/**
 * One batch of all rows, in this order. Together they hold no more names than one batch may.
 * @param {Batch[]} batches
 * @returns {Batch}
 */
export function joined(batches) {
    const count = sum(batches, (batch) => batch.count);
    const starts = new Uint32Array(count + 1);
    const names = [""];
    const known = new Map([["", 0]]);
    const [units, identifiers, hosts] = [new Uint16Array(count), new Uint16Array(count), new Uint16Array(count)];
    let [row, bytes] = [0, 0];
    for (const batch of batches) {
        const index = batch.names.map((name) => {
            const is = known.get(name) ?? names.push(name) - 1;
            known.set(name, is);
            return is;
        });
        for (let from = 0; from < batch.count; from += 1) {
            units[row] = index[batch.units[from]];
            identifiers[row] = index[batch.identifiers[from]];
            hosts[row] = index[batch.hosts[from]];
            row += 1;
            starts[row] = bytes + batch.starts[from + 1];
        }
        bytes += batch.text.length;
    }
    return {
        count,
        ids: concatenated(new Float64Array(count), batches, (batch) => batch.ids),
        times: concatenated(new Float64Array(count), batches, (batch) => batch.times),
        priorities: concatenated(new Uint8Array(count), batches, (batch) => batch.priorities),
        kinds: concatenated(new Uint8Array(count), batches, (batch) => batch.kinds),
        units,
        identifiers,
        hosts,
        pids: concatenated(new Uint32Array(count), batches, (batch) => batch.pids),
        sizes: concatenated(new Uint32Array(count), batches, (batch) => batch.sizes),
        starts,
        text: concatenated(new Uint8Array(bytes), batches, (batch) => batch.text),
        names,
    };
}

/**
 * The first row with an ID beyond `id`.
 * @param {Batch} batch
 * @param {number} id
 */
export function rowAfter(batch, id) {
    let [low, high] = [0, batch.count];
    while (low < high) {
        const middle = (low + high) >> 1;
        if (batch.ids[middle] > id) high = middle;
        else low = middle + 1;
    }
    return low;
}

/**
 * @template {Float64Array|Uint32Array|Uint8Array} Column
 * @param {Column} column
 * @param {Batch[]} batches
 * @param {(batch: Batch) => Column} part
 */
function concatenated(column, batches, part) {
    let at = 0;
    for (const batch of batches) {
        column.set(part(batch), at);
        at += part(batch).length;
    }
    return column;
}

/**
 * @template Item
 * @param {Item[]} items
 * @param {(item: Item) => number} value
 */
export function sum(items, value) {
    return items.reduce((total, item) => total + value(item), 0);
}
