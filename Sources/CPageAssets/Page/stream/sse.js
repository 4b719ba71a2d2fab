/** The format of server-sent events, read strictly (HTML §9.2.6) as its bytes come in. */

/**
 * @typedef {object} EventStreamListener
 * @property {(type: string, data: string, id: string) => void} onEvent  `type` is "" for a plain message; `id` is the
 *     last event ID as of this event, which takes effect here and not at its line
 * @property {(text: string) => void} onComment
 * @property {(milliseconds: number) => void} onRetry
 */

const streaming = { stream: true };

/** One stream's parser; an event without its blank line at the end is never told. */
export class EventStreamParser {
    #listener;
    // Takes the BOM off the front, and keeps what is left of a character that a chunk's end cut.
    #decoder = new TextDecoder("utf-8");
    /** The beginning of a line whose end has not come. */
    #rest = "";
    #endedInCR = false;
    #type = "";
    #data = "";
    #hasData = false;
    #id = "";

    /** @param {EventStreamListener} listener */
    constructor(listener) {
        this.#listener = listener;
    }

    /** @param {Uint8Array} bytes */
    feed(bytes) {
        const text = this.#decoder.decode(bytes, streaming);
        if (text === "") return;
        let start = this.#endedInCR && text.startsWith("\n") ? 1 : 0;
        this.#endedInCR = false;
        // A server that writes LF alone pays one search for CR per chunk.
        let cr = indexOrEnd(text, "\r", start);
        let lf = indexOrEnd(text, "\n", start);
        for (let end = Math.min(cr, lf); end < text.length; end = Math.min(cr, lf)) {
            this.#takeLine(text, start, end);
            start = end + 1;
            if (end === cr && text.startsWith("\n", start)) start += 1;
            if (end === cr && end === text.length - 1) this.#endedInCR = true;
            if (cr < start) cr = indexOrEnd(text, "\r", start);
            if (lf < start) lf = indexOrEnd(text, "\n", start);
        }
        if (start < text.length) this.#rest += text.slice(start);
    }

    /**
     * @param {string} text
     * @param {number} start
     * @param {number} end
     */
    #takeLine(text, start, end) {
        if (this.#rest === "") return this.#line(text, start, end);
        const line = this.#rest + text.slice(start, end);
        this.#rest = "";
        this.#line(line, 0, line.length);
    }

    /**
     * @param {string} text
     * @param {number} start
     * @param {number} end
     */
    #line(text, start, end) {
        if (start === end) return this.#dispatch();
        let colon = start;
        while (colon < end && text.charCodeAt(colon) !== 58) colon += 1;
        if (colon === start) return this.#listener.onComment(text.slice(start + 1, end));
        let value = colon + 1;
        if (value < end && text.charCodeAt(value) === 32) value += 1;
        this.#field(text.slice(start, colon), text.slice(value, end));
    }

    /**
     * @param {string} name
     * @param {string} value
     */
    #field(name, value) {
        switch (name) {
            case "data":
                this.#data = this.#hasData ? `${this.#data}\n${value}` : value;
                this.#hasData = true;
                break;
            case "id":
                if (!value.includes("\0")) this.#id = value;
                break;
            case "event":
                this.#type = value;
                break;
            case "retry":
                if (/^[0-9]+$/.test(value)) this.#listener.onRetry(Number(value));
                break;
        }
    }

    #dispatch() {
        const [type, data, hasData] = [this.#type, this.#data, this.#hasData];
        this.#type = "";
        this.#data = "";
        this.#hasData = false;
        // The standard's buffer ends in the LF that each `data` adds, so one empty line of data is an event.
        if (hasData) this.#listener.onEvent(type === "message" ? "" : type, data, this.#id);
    }
}

/**
 * @param {string} text
 * @param {string} sought
 * @param {number} start
 */
function indexOrEnd(text, sought, start) {
    const index = text.indexOf(sought, start);
    return index < 0 ? text.length : index;
}
