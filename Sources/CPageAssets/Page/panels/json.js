// JSON as logs hold it: found in a message, read without losing digits, cut into slices that a screen can show, and
// turned back into an expression that finds the same value in other messages.

/** A number that JavaScript would change, such as an ID of 64 bits: its own digits. */
export class ExactNumber {
    /** @param {string} digits */
    constructor(digits) { this.digits = digits; }
}

/** How much text is searched for JSON, and how many braces are tried. */
const [mostText, mostTries] = [4 * 1024 * 1024, 8];

/**
 * @param {string} text
 * @returns {any} undefined where it is no JSON
 */
export function parseJSON(text) {
    try {
        return JSON.parse(text, /** @type {any} */ (exactly));
    } catch {
        return undefined;
    }
}

/**
 * A reviver. Its third argument is there since 2023; before that long numbers are rounded.
 * @param {string} _
 * @param {any} value
 * @param {{source?: string}} [context]
 */
function exactly(_, value, context) {
    const source = context?.source;
    const isChanged = typeof value === "number" && source !== undefined && /^-?\d+$/.test(source)
        && String(value) !== source;
    return isChanged ? new ExactNumber(source) : value;
}

/** @param {unknown} value */
export const isBranch = value => typeof value === "object" && value !== null && !(value instanceof ExactNumber);

/**
 * The first object or array in a text that is one of JSON with anything in it.
 * @param {string} text
 * @returns {any} undefined where there is none
 */
export function jsonIn(text) {
    if (text.length > mostText) return undefined;
    const start = /[[{]/g;
    for (let tries = 0; tries < mostTries; tries += 1) {
        const open = start.exec(text);
        if (!open) return undefined;
        const end = endOf(text, open.index);
        const value = end === -1 ? undefined : parseJSON(text.slice(open.index, end));
        // `[7]` in a message is a number of a process, not a document.
        const isWhole = end - open.index === text.trim().length;
        const isWorth = Array.isArray(value) ? isWhole || value.some(isBranch)
            : isBranch(value) && Object.keys(value).length > 0;
        if (isWorth) return value;
    }
    return undefined;
}

/**
 * Behind the bracket that closes the one at `start`; -1 where none does.
 * @param {string} text
 * @param {number} start
 */
function endOf(text, start) {
    let [depth, isString] = [0, false];
    // One pass: an expression for strings would start again at every quote of a hostile text.
    for (let at = start; at < text.length; at += 1) {
        const mark = text[at];
        if (mark === '"') isString = !isString;
        else if (isString) at += mark === "\\" ? 1 : 0;
        else if (mark === "{" || mark === "[") depth += 1;
        else if (mark === "}" || mark === "]") depth -= 1;
        if (depth === 0) return at + 1;
    }
    return -1;
}

/** The most children that are shown under one another. */
export const sliceLength = 100;

/**
 * The slices of a long run, each at most 100 times shorter than the run, so that 1,000,000 elements are three steps.
 * @param {number} start
 * @param {number} end
 * @returns {{start: number, end: number}[]}  empty where the run is short enough to be shown
 */
export function slices(start, end) {
    if (end - start <= sliceLength) return [];
    let length = sliceLength;
    while ((end - start) / length > sliceLength) length *= sliceLength;
    const count = Math.ceil((end - start) / length);
    return Array.from({ length: count }, (_, place) => ({
        start: start + place * length, end: Math.min(end, start + (place + 1) * length),
    }));
}

/**
 * The term of the filter's language that finds a member with this value, however its JSON is spaced; null for what is
 * too long to ask for (an expression has at most 1024 bytes).
 * @param {string | null} key  null for an element of an array
 * @param {unknown} value  no object or array
 */
export function termOf(key, value) {
    const text = value instanceof ExactNumber ? value.digits : JSON.stringify(value);
    const literal = (/** @type {string} */ of) => of.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    const ending = typeof value === "string" ? "" : "\\b";
    const pattern = `${key === null ? "" : `${literal(JSON.stringify(key))}\\s*:\\s*`}${literal(text)}${ending}`;
    return new TextEncoder().encode(pattern).length > 1000 ? null : `/${pattern}/`;
}
