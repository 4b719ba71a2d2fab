/** A run of events in columns: what the worker makes of parsed events, and what a tab's list is made of. */

/** @typedef {object} Batch
 *  @property {number} count
 *  @property {Float64Array} ids         event IDs (< 2^53), increasing
 *  @property {Float64Array} times       µs since 1970; of a gap that of its neighbour, or 0
 *  @property {Uint8Array} priorities    0…7, 8 = none
 *  @property {Uint8Array} kinds         see `kind`
 *  @property {Uint16Array} units        index into names; 0 is ""
 *  @property {Uint16Array} identifiers
 *  @property {Uint16Array} hosts
 *  @property {Uint32Array} pids         0 = none
 *  @property {Uint32Array} sizes        full size in bytes of a cut message, else 0
 *  @property {Uint32Array} starts       count + 1 offsets into text
 *  @property {Uint8Array} text          UTF-8 messages one after the other; of a gap its JSON object
 *  @property {string[]} names           names[0] === ""  */

/** The bits of `Batch.kinds`. */
export const kind = { gap: 1, cut: 2, binary: 4 };

/** Names that one batch may hold: what an Uint16 can tell apart. */
const nameLimit = 65_535;

const encoder = new TextEncoder();
// A message that begins with a BOM keeps it.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Columns that grow by doubling and are used again for the next batch. */
export class BatchBuilder {
    #count = 0;
    #columns = columns(64);
    /** @type {string[]} */
    #messages = [];
    #characters = 0;
    #names = [""];
    /** @type {Map<string, number>} */
    #nameIndexes = new Map([["", 0]]);
    #clock = new EventClock();
    #lastTime = 0;

    get count() {
        return this.#count;
    }

    /** Characters of the messages held. */
    get characters() {
        return this.#characters;
    }

    /** Whether one more event might bring more names than a batch can hold: take first. */
    get isFull() {
        return this.#names.length > nameLimit - 3;
    }

    /** @param {any} event  the object of an event, as the server's JSON has it */
    add(event) {
        const row = this.#row(event.id);
        const { cut, priority, pid } = event;
        const to = this.#columns;
        this.#lastTime = to.times[row] = this.#clock.microseconds(event.time);
        to.priorities[row] = priority >= 0 && priority <= 7 ? priority : 8;
        to.units[row] = this.#name(event.unit);
        to.identifiers[row] = this.#name(event.identifier);
        to.hosts[row] = this.#name(event.host);
        // A syslog PID is whatever the sender wrote.
        to.pids[row] = pid <= 0xffff_ffff ? pid : 0;
        to.sizes[row] = cut ?? 0;
        const bytes = event.message_base64;
        to.kinds[row] = (cut === undefined ? 0 : kind.cut) + (bytes === undefined ? 0 : kind.binary);
        this.#message(bytes === undefined ? event.message ?? "" : `[${cut ?? decodedSize(bytes)} bytes, not text]`);
    }

    /**
     * @param {number} id
     * @param {string} json  the gap's object
     */
    addGap(id, json) {
        const row = this.#row(id);
        const to = this.#columns;
        to.times[row] = this.#lastTime;
        to.priorities[row] = 8;
        to.kinds[row] = kind.gap;
        to.units[row] = to.identifiers[row] = to.hosts[row] = 0;
        to.pids[row] = to.sizes[row] = 0;
        this.#message(json);
    }

    /**
     * All that was added, as one batch; the builder is empty then.
     * @returns {Batch}
     */
    take() {
        const count = this.#count;
        const from = this.#columns;
        const { text, starts } = encoded(this.#messages, this.#characters);
        this.#dateLeadingGaps();
        const batch = {
            count,
            ids: from.ids.slice(0, count),
            times: from.times.slice(0, count),
            priorities: from.priorities.slice(0, count),
            kinds: from.kinds.slice(0, count),
            units: from.units.slice(0, count),
            identifiers: from.identifiers.slice(0, count),
            hosts: from.hosts.slice(0, count),
            pids: from.pids.slice(0, count),
            sizes: from.sizes.slice(0, count),
            starts,
            text,
            names: this.#names,
        };
        this.#count = this.#characters = 0;
        this.#messages = [];
        this.#names = [""];
        this.#nameIndexes = new Map([["", 0]]);
        return batch;
    }

    /** @param {number} id */
    #row(id) {
        if (this.#count === this.#columns.ids.length) this.#columns = grown(this.#columns);
        this.#columns.ids[this.#count] = id;
        return this.#count++;
    }

    /** @param {string} message */
    #message(message) {
        this.#messages.push(message);
        this.#characters += message.length;
    }

    /** @param {string|undefined} name */
    #name(name) {
        if (name === undefined) return 0;
        const known = this.#nameIndexes.get(name);
        if (known !== undefined) return known;
        this.#nameIndexes.set(name, this.#names.length);
        return this.#names.push(name) - 1;
    }

    /** A gap before the first event has the time of what follows it. */
    #dateLeadingGaps() {
        const { times } = this.#columns;
        let first = 0;
        while (first < this.#count && times[first] === 0) first += 1;
        if (first < this.#count) times.fill(times[first], 0, first);
    }
}

/**
 * Buffers that a message may move instead of copying.
 * @param {Batch} batch
 * @returns {ArrayBuffer[]}
 */
export function transferables(batch) {
    const { ids, times, priorities, kinds, units, identifiers, hosts, pids, sizes, starts, text } = batch;
    const arrays = [ids, times, priorities, kinds, units, identifiers, hosts, pids, sizes, starts, text];
    return arrays.map((array) => /** @type {ArrayBuffer} */ (array.buffer));
}

/** Reads RFC 3339 to the µs, which Date cannot; neighbours mostly share the second. */
class EventClock {
    #second = "";
    #base = 0;

    /** @param {string|undefined} time */
    microseconds(time) {
        if (time === undefined) return 0;
        const second = time.slice(0, 19);
        if (second !== this.#second) {
            this.#second = second;
            this.#base = (Date.parse(`${second}Z`) || 0) * 1000;
        }
        if (time.length === 27) return this.#base + Number(time.slice(20, 26));
        return this.#base + Math.trunc(Number(`0${time.slice(19, -1)}`) * 1e6);
    }
}

/** @param {number} capacity */
function columns(capacity) {
    return {
        ids: new Float64Array(capacity),
        times: new Float64Array(capacity),
        priorities: new Uint8Array(capacity),
        kinds: new Uint8Array(capacity),
        units: new Uint16Array(capacity),
        identifiers: new Uint16Array(capacity),
        hosts: new Uint16Array(capacity),
        pids: new Uint32Array(capacity),
        sizes: new Uint32Array(capacity),
    };
}

/** @param {ReturnType<typeof columns>} old */
function grown(old) {
    const wide = columns(old.ids.length * 2);
    wide.ids.set(old.ids);
    wide.times.set(old.times);
    wide.priorities.set(old.priorities);
    wide.kinds.set(old.kinds);
    wide.units.set(old.units);
    wide.identifiers.set(old.identifiers);
    wide.hosts.set(old.hosts);
    wide.pids.set(old.pids);
    wide.sizes.set(old.sizes);
    return wide;
}

/**
 * The messages one after the other, and where each begins, with the end of the last: one call of the encoder for all.
 * @param {string[]} messages
 * @param {number} characters  of all of them
 * @returns {{text: Uint8Array, starts: Uint32Array}}
 */
function encoded(messages, characters) {
    const text = encoder.encode(messages.join(""));
    const isASCII = text.length === characters;
    const starts = new Uint32Array(messages.length + 1);
    let end = 0;
    for (let row = 0; row < messages.length; row += 1) {
        end += isASCII ? messages[row].length : encodedSize(messages[row]);
        starts[row + 1] = end;
    }
    if (end === text.length) return { text, starts };
    // Halves of surrogate pairs at the end of one and the start of the next message have become one character.
    return encoded(messages.map((message) => decoder.decode(encoder.encode(message))), 0);
}

/**
 * Bytes of UTF-8; half of a surrogate pair becomes U+FFFD, which has three.
 * @param {string} text
 */
function encodedSize(text) {
    let size = text.length;
    for (let index = 0; index < text.length; index += 1) {
        const unit = text.charCodeAt(index);
        if (unit < 0x80) continue;
        size += unit < 0x800 ? 1 : 2;
        if (unit < 0xd800 || unit > 0xdbff) continue;
        const next = text.charCodeAt(index + 1);
        // A pair is two units and four bytes.
        if (next >= 0xdc00 && next <= 0xdfff) index += 1;
    }
    return size;
}

/** @param {string} base64 */
function decodedSize(base64) {
    const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
    return Math.floor((base64.length * 3) / 4) - padding;
}
