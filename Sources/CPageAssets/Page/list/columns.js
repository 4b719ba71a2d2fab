/* All that is loaded: one contiguous run of the view's events, kept as columns of numbers and UTF-8 bytes. An
   object per event would cost four times the memory and make the collector stop the page; text becomes a string
   only when drawn. */

const chunkRows = 4096;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** @typedef {object} Batch
 *  @property {number} count
 *  @property {Float64Array} ids
 *  @property {Float64Array} times µs since 1970
 *  @property {Uint8Array} priorities 0…7, 8 = none
 *  @property {Uint8Array} kinds 0 event, 1 gap; +2 cut, +4 not text
 *  @property {Uint16Array} units index into names
 *  @property {Uint16Array} identifiers
 *  @property {Uint16Array} hosts
 *  @property {Uint32Array} pids 0 = none
 *  @property {Uint32Array} sizes full size in bytes of a cut message, else 0
 *  @property {Uint32Array} starts count + 1 offsets into text
 *  @property {Uint8Array} text UTF-8
 *  @property {string[]} names names[0] === "" */

/** The first index in 0…count for which isAtLeast holds, as of a sorted run.
 *  @param {number} count @param {(index: number) => boolean} isAtLeast */
function lowerBound(count, isAtLeast) {
    let low = 0;
    let high = count;
    while (low < high) {
        const middle = (low + high) >>> 1;
        if (isAtLeast(middle)) high = middle;
        else low = middle + 1;
    }
    return low;
}

/** @template {Float64Array | Uint32Array | Uint16Array | Uint8Array} A
 *  @param {A} array @param {number} length @returns {A} */
function resized(array, length) {
    const Type = /** @type {new (length: number) => A} */ (array.constructor);
    const result = new Type(length);
    result.set(array.length > length ? array.subarray(0, length) : array);
    return result;
}

/** Up to 4,096 rows. Names are per chunk, so that they leave with it: a unit name in every line cannot pile up. */
class Chunk {
    /** @param {number} first row number of index 0 @param {number} capacity @param {number} textCapacity */
    constructor(first, capacity, textCapacity) {
        this.first = first;
        /** Index of the first row that is still held. */
        this.from = 0;
        this.count = 0;
        this.textLength = 0;
        this.ids = new Float64Array(capacity);
        this.times = new Float64Array(capacity);
        this.priorities = new Uint8Array(capacity);
        this.kinds = new Uint8Array(capacity);
        this.units = new Uint16Array(capacity);
        this.identifiers = new Uint16Array(capacity);
        this.hosts = new Uint16Array(capacity);
        this.pids = new Uint32Array(capacity);
        this.sizes = new Uint32Array(capacity);
        this.starts = new Uint32Array(capacity + 1);
        this.text = new Uint8Array(textCapacity);
        /** @type {string[]} */
        this.names = [""];
        /** @type {Map<string, number> | null} */
        this.indexes = new Map([["", 0]]);
    }

    get end() { return this.first + this.count; }

    get bytes() {
        return this.ids.length * 36 + 4 + this.text.length;
    }

    /** @param {number} capacity @param {number} textCapacity */
    #resize(capacity, textCapacity) {
        if (capacity !== this.ids.length) {
            this.ids = resized(this.ids, capacity);
            this.times = resized(this.times, capacity);
            this.priorities = resized(this.priorities, capacity);
            this.kinds = resized(this.kinds, capacity);
            this.units = resized(this.units, capacity);
            this.identifiers = resized(this.identifiers, capacity);
            this.hosts = resized(this.hosts, capacity);
            this.pids = resized(this.pids, capacity);
            this.sizes = resized(this.sizes, capacity);
            this.starts = resized(this.starts, capacity + 1);
        }
        if (textCapacity !== this.text.length) this.text = resized(this.text, textCapacity);
    }

    /** @param {number} rows @param {number} bytes */
    #reserve(rows, bytes) {
        const capacity = this.ids.length;
        const room = rows <= capacity ? capacity : Math.min(chunkRows, Math.max(rows, capacity * 2));
        const textRoom = bytes <= this.text.length ? this.text.length : Math.max(bytes, this.text.length * 2);
        this.#resize(room, textRoom);
    }

    /** Takes the batch's rows from…to.
     *  @param {Batch} batch @param {number} from @param {number} to */
    add(batch, from, to) {
        const at = this.count;
        const [textFrom, textTo] = [batch.starts[from], batch.starts[to]];
        this.#reserve(at + to - from, this.textLength + textTo - textFrom);
        this.ids.set(batch.ids.subarray(from, to), at);
        this.times.set(batch.times.subarray(from, to), at);
        this.priorities.set(batch.priorities.subarray(from, to), at);
        this.kinds.set(batch.kinds.subarray(from, to), at);
        this.pids.set(batch.pids.subarray(from, to), at);
        this.sizes.set(batch.sizes.subarray(from, to), at);
        this.text.set(batch.text.subarray(textFrom, textTo), this.textLength);
        const shift = this.textLength - textFrom;
        for (let index = from, own = at; index < to; index += 1, own += 1) {
            this.units[own] = this.#nameIndex(batch.names[batch.units[index]]);
            this.identifiers[own] = this.#nameIndex(batch.names[batch.identifiers[index]]);
            this.hosts[own] = this.#nameIndex(batch.names[batch.hosts[index]]);
            this.starts[own + 1] = batch.starts[index + 1] + shift;
        }
        this.count += to - from;
        this.textLength += textTo - textFrom;
    }

    /** @param {string} name */
    #nameIndex(name) {
        const indexes = /** @type {Map<string, number>} */ (this.indexes);
        let index = indexes.get(name);
        if (index === undefined) {
            index = this.names.push(name) - 1;
            indexes.set(name, index);
        }
        return index;
    }

    /** Nothing more will be added: give back what was reserved. */
    close() {
        this.indexes = null;
        this.#resize(this.count, this.textLength);
    }
}

/** The rows of a view, numbered from first to end. A row keeps its number until clear(): older rows get lower ones. */
export class Columns {
    /** @type {Chunk[]} */
    #chunks = [];
    /** The chunk that was asked last: neighbours are asked together.
     *  @type {Chunk | null} */
    #recent = null;

    /** Row number of the oldest row. */
    first = 0;
    /** One past the newest row. */
    end = 0;
    /** Changes when a row number may stand for another event than before. */
    revision = 0;

    get count() { return this.end - this.first; }

    /** Bytes of all columns, reserved ones included. */
    get bytes() { return this.#chunks.reduce((sum, chunk) => sum + chunk.bytes, 0); }

    /** Newer events.
     *  @param {Batch} batch */
    append(batch) {
        for (let from = 0; from < batch.count;) {
            const chunk = this.#openChunk();
            const to = Math.min(batch.count, from + chunkRows - chunk.count);
            chunk.add(batch, from, to);
            if (chunk.count === chunkRows) chunk.close();
            this.end += to - from;
            from = to;
        }
    }

    #openChunk() {
        const last = this.#chunks[this.#chunks.length - 1];
        if (last?.indexes) return last;
        const chunk = new Chunk(this.end, 256, 16384);
        this.#chunks.push(chunk);
        return chunk;
    }

    /** Older events, in their order; they take the numbers below first.
     *  @param {Batch} batch */
    prepend(batch) {
        for (let to = batch.count; to > 0;) {
            const from = Math.max(0, to - chunkRows);
            const chunk = new Chunk(this.first - (to - from), to - from, batch.starts[to] - batch.starts[from]);
            chunk.add(batch, from, to);
            chunk.close();
            this.#chunks.unshift(chunk);
            this.first = chunk.first;
            to = from;
        }
    }

    clear() {
        this.#chunks = [];
        this.#recent = null;
        this.first = 0;
        this.end = 0;
        this.revision += 1;
    }

    /** Lets the n oldest rows go; memory is freed by whole chunks.
     *  @param {number} n */
    dropOldest(n) {
        this.first = Math.min(this.end, this.first + Math.max(0, n));
        let whole = 0;
        while (whole < this.#chunks.length && this.#chunks[whole].end <= this.first) whole += 1;
        this.#chunks.splice(0, whole);
        if (this.#chunks.length > 0) this.#chunks[0].from = Math.max(0, this.first - this.#chunks[0].first);
        this.#recent = null;
    }

    /** Lets the n newest rows go; their numbers are given to the next that are appended.
     *  @param {number} n */
    dropNewest(n) {
        if (n <= 0) return;
        this.end = Math.max(this.first, this.end - n);
        while (this.#chunks.length > 0 && this.#chunks[this.#chunks.length - 1].first >= this.end) this.#chunks.pop();
        const last = this.#chunks[this.#chunks.length - 1];
        if (last && last.end > this.end) {
            last.count = this.end - last.first;
            last.textLength = last.starts[last.count];
            last.close();
        }
        this.#recent = null;
        this.revision += 1;
    }

    /** @param {number} row */
    #chunkOf(row) {
        const recent = this.#recent;
        if (recent && row >= recent.first && row < recent.end) return recent;
        if (!(row >= this.first && row < this.end)) throw new RangeError(`BUG: row ${row} is not held`);
        const index = lowerBound(this.#chunks.length, (chunk) => this.#chunks[chunk].end > row);
        this.#recent = this.#chunks[index];
        return this.#recent;
    }

    /** @param {number} row */
    id(row) { const chunk = this.#chunkOf(row); return chunk.ids[row - chunk.first]; }
    /** µs since 1970.
     *  @param {number} row */
    time(row) { const chunk = this.#chunkOf(row); return chunk.times[row - chunk.first]; }
    /** 0…7, 8 = none.
     *  @param {number} row */
    priority(row) { const chunk = this.#chunkOf(row); return chunk.priorities[row - chunk.first]; }
    /** @param {number} row */
    kind(row) { const chunk = this.#chunkOf(row); return chunk.kinds[row - chunk.first]; }
    /** @param {number} row */
    unit(row) { const chunk = this.#chunkOf(row); return chunk.names[chunk.units[row - chunk.first]]; }
    /** @param {number} row */
    identifier(row) { const chunk = this.#chunkOf(row); return chunk.names[chunk.identifiers[row - chunk.first]]; }
    /** @param {number} row */
    host(row) { const chunk = this.#chunkOf(row); return chunk.names[chunk.hosts[row - chunk.first]]; }
    /** 0 = none.
     *  @param {number} row */
    pid(row) { const chunk = this.#chunkOf(row); return chunk.pids[row - chunk.first]; }
    /** Bytes of the whole message if it was cut, else 0.
     *  @param {number} row */
    size(row) { const chunk = this.#chunkOf(row); return chunk.sizes[row - chunk.first]; }

    /** The message; of a gap its JSON.
     *  @param {number} row */
    message(row) {
        const chunk = this.#chunkOf(row);
        const index = row - chunk.first;
        return decoder.decode(chunk.text.subarray(chunk.starts[index], chunk.starts[index + 1]));
    }

    /** The smallest row whose ID is at least this; end if there is none.
     *  @param {number} id */
    rowOf(id) {
        const chunks = this.#chunks;
        const place = lowerBound(chunks.length, (index) => chunks[index].ids[chunks[index].count - 1] >= id);
        const chunk = chunks[place];
        if (!chunk) return this.end;
        return Math.max(this.first, chunk.first + lowerBound(chunk.count, (index) => chunk.ids[index] >= id));
    }

    /** The next row beyond this one, in steps of 1 or -1, that the predicate takes; null if none.
     *  @param {number} row @param {number} step @param {(row: number) => boolean} predicate @returns {number | null} */
    nextWhere(row, step, predicate) {
        for (let next = row + step; next >= this.first && next < this.end; next += step) {
            if (predicate(next)) return next;
        }
        return null;
    }
}
