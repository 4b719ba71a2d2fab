// What an event is made of, as rows to show and to filter by, and its message as text.

import { priorities } from "./severity.js";

/**
 * @typedef {object} FieldRow
 * @property {string} name  as shown
 * @property {string | null} field  what the filter calls it; null where it has no name for it
 * @property {string} value  as the filter takes it
 * @property {string} text  as shown
 */

/** Members of an event that are places, times or the message, not fields. */
const notFields = new Set(["id", "time", "message", "message_base64", "cut", "fields", "units", "event"]);

/** The members by which events are told apart, in the order in which they are asked after. */
const filterNames = /** @type {Record<string, string>} */ ({
    priority: "priority", unit: "unit", identifier: "identifier", pid: "_PID", host: "host",
});

/**
 * The rows in three parts: what Logcast tells of every event, what the program said, what the journal vouches for.
 * @param {Record<string, any>} event
 * @returns {{own: FieldRow[], said: FieldRow[], trusted: FieldRow[]}}
 */
export function rowsOf(event) {
    const names = [...Object.keys(filterNames), ...Object.keys(event).filter(name => !(name in filterNames))];
    const own = names.filter(name => name in event && !notFields.has(name)).flatMap(name =>
        // An event of several units is found by each of them.
        name === "unit" ? (event.units ?? [event.unit]).flatMap((/** @type {string} */ unit) => ownRows(name, unit))
            : ownRows(name, event[name]));
    const fields = Object.entries(event.fields ?? {}).flatMap(([name, value]) => fieldRows(name, value));
    const isTrusted = (/** @type {FieldRow} */ { name }) => name.startsWith("_");
    return { own, said: fields.filter(row => !isTrusted(row)), trusted: fields.filter(isTrusted) };
}

/** @param {string} name  @param {any} value  @returns {FieldRow[]} */
function ownRows(name, value) {
    if (name.endsWith("_base64")) return fieldRows(name, value).map(row => ({ ...row, field: null }));
    const text = typeof value === "string" ? value : JSON.stringify(value);
    const isPriority = name === "priority" && priorities[value];
    const shown = isPriority ? `${priorities[value].name} (${value})` : text;
    return [{ name, field: filterNames[name] ?? null, value: text, text: shown }];
}

/**
 * A field given several times is several rows; what is no text came as base64, which no filter takes.
 * @param {string} name
 * @param {any} value
 * @returns {FieldRow[]}
 */
function fieldRows(name, value) {
    const isBinary = name.endsWith("_base64");
    const plain = isBinary ? name.slice(0, -"_base64".length) : name;
    // Places in the journal, unlike its fields, are not searched.
    const field = isBinary || plain.startsWith("__") ? null : plain;
    const told = (/** @type {string} */ text) => {
        const size = base64Size(text);
        return `${size} byte${size === 1 ? "" : "s"}, base64: ${text}`;
    };
    return [value].flat().map(String).map(each =>
        ({ name: plain, field, value: each, text: isBinary ? told(each) : each }));
}

/** @param {string} text */
export function base64Size(text) {
    return Math.floor(text.replace(/=+$/, "").length * 3 / 4);
}

/**
 * The message, of which bytes that are no text are shown as the characters of their numbers; null where there is none.
 * @param {Record<string, any>} event
 * @returns {{text: string, isBinary: boolean} | null}
 */
export function messageOf(event) {
    if (typeof event.message === "string") return { text: event.message, isBinary: false };
    if (typeof event.message_base64 === "string") return { text: atob(event.message_base64), isBinary: true };
    return null;
}

/**
 * A text in parts that are quick to show; no character of two halves is cut.
 * @param {string} text
 * @param {number} length
 * @returns {string[]}
 */
export function partsOf(text, length) {
    const parts = [];
    for (let start = 0; start < text.length;) {
        const end = start + length;
        const isInPair = /[\uD800-\uDBFF]/.test(text[end - 1] ?? "") && end < text.length;
        parts.push(text.slice(start, isInPair ? end + 1 : end));
        start = isInPair ? end + 1 : end;
    }
    return parts;
}
