/** The newest events of a stream, for tabs that join it. */

import { joined, rowAfter, slice, sum } from "./slices.js";

/** @typedef {import("./batch.js").Batch} Batch */

/** Rows that are kept whatever comes; older ones go. */
const keptRows = 2000;
/** Bytes of what is kept; beyond, the oldest go, also of the rows above. */
const keptBytes = 4 * 1024 * 1024;
/** Rows up to which small batches are put together: 2,000 batches of one row each would take 6 MB. */
const joinedRows = 512;

/** Batches without a hole: every row of the view with an ID beyond `floor`. */
export class Ring {
    /** @type {Batch[]} */
    #batches = [];
    #rows = 0;
    #bytes = 0;
    /** Infinity while it is not known where the rows begin. */
    floor;

    /** @param {number} floor */
    constructor(floor) {
        this.floor = floor;
    }

    get count() {
        return this.#rows;
    }

    /** @param {Batch} batch  not empty */
    push(batch) {
        if (this.floor === Infinity) this.floor = batch.ids[0] - 1;
        this.#batches.push(batch);
        this.#rows += batch.count;
        this.#bytes += bytes(batch);
        this.#joinSmall();
        while (this.#canDropOldest()) this.#dropOldest();
    }

    /** What stands here does not go with what comes. */
    clear() {
        this.#batches = [];
        this.#rows = this.#bytes = 0;
        this.floor = Infinity;
    }

    /**
     * All rows after an ID; null if there are none.
     * @param {number} id
     * @returns {Batch|null}
     */
    after(id) {
        const later = this.#batches.filter((batch) => batch.ids[batch.count - 1] > id);
        return later.length === 0 ? null : tail(joined(later), rowAfter(later[0], id));
    }

    /**
     * The last rows; null if there are none.
     * @param {number} count
     * @returns {Batch|null}
     */
    newest(count) {
        if (this.#rows === 0 || count === 0) return null;
        let first = this.#batches.length;
        let held = 0;
        while (held < count && first > 0) held += this.#batches[--first].count;
        return tail(joined(this.#batches.slice(first)), Math.max(0, held - count));
    }

    /** Each row is copied once per doubling. */
    #joinSmall() {
        for (;;) {
            const last = this.#batches.slice(-2);
            const count = sum(last, (batch) => batch.count);
            if (last.length < 2 || last[0].count > last[1].count || count > joinedRows) return;
            const one = joined(last);
            this.#batches.splice(-2, 2, one);
            this.#bytes += bytes(one) - sum(last, bytes);
        }
    }

    #canDropOldest() {
        if (this.#batches.length < 2) return false;
        return this.#bytes > keptBytes || this.#rows - this.#batches[0].count >= keptRows;
    }

    #dropOldest() {
        const oldest = /** @type {Batch} */ (this.#batches.shift());
        this.#rows -= oldest.count;
        this.#bytes -= bytes(oldest);
        this.floor = oldest.ids[oldest.count - 1];
    }
}

/** @param {Batch} batch @param {number} first */
function tail(batch, first) {
    return first === 0 ? batch : slice(batch, first);
}

/** @param {Batch} batch */
function bytes(batch) {
    return batch.text.length + 40 * batch.count + sum(batch.names, (name) => 2 * name.length + 16);
}
