// Which values of a field are listed, in what order and under what names.

import { microseconds } from "../text/moment.js";
import { clockText, dayText } from "./clock.js";
import { priorities } from "./severity.js";

/** @typedef {"in" | "out" | null} State */
/** @typedef {{value: string, count: number}} Value */
/** @typedef {{values: Value[], distinct: number}} Counts */
/** @typedef {{value: string, count: number, state: State, label: string, hint: string, tone: string | null}} Row */
/** @typedef {{boot: string, count: number, first: {time: string}}} Boot */

export const fields = /** @type {const} */ ([
    { field: "unit", label: "Unit", isAlways: true },
    { field: "priority", label: "Priority", isAlways: true },
    { field: "identifier", label: "Identifier", isAlways: false },
    { field: "host", label: "Host", isAlways: false },
    { field: "boot", label: "Boot", isAlways: false },
]);

/** The rows of a group that is not opened, and from how many on it has a box to search in. */
export const [fewRows, manyRows] = [8, 20];

/**
 * The values with what is chosen among them: a chosen value that has no events (any more) is listed with 0, or it could
 * not be let go.
 * @param {readonly Value[]} values
 * @param {readonly string[]} chosen
 * @returns {Value[]}
 */
export function withChosen(values, chosen) {
    const present = new Set(values.map(({ value }) => value));
    const missing = [...new Set(chosen)].filter(value => !present.has(value));
    return [...values, ...missing.map(value => ({ value, count: 0 }))];
}

/**
 * The rows in their order: priorities by severity, boots newest first, all else what is chosen and then by count, with
 * slices last, which hold other units.
 * @param {string} field
 * @param {readonly Value[]} values
 * @param {(value: string) => State} stateOf
 * @param {{boots: readonly Boot[], zone: import("./clock.js").Zone}} known
 * @returns {Row[]}
 */
export function rowsOf(field, values, stateOf, { boots, zone }) {
    const rows = values.map(({ value, count }) => ({
        value, count, state: stateOf(value), ...nameOf(field, value, boots, zone),
    }));
    if (field === "priority") return rows.sort((a, b) => Number(a.value) - Number(b.value));
    const byCount = (/** @type {Row} */ a, /** @type {Row} */ b) => b.count - a.count || (a.value < b.value ? -1 : 1);
    const age = (/** @type {Row} */ row) => boots.findIndex(({ boot }) => boot === row.value);
    if (field === "boot") return rows.sort((a, b) => age(b) - age(a) || byCount(a, b));
    const rank = (/** @type {Row} */ row) =>
        row.state ? 0 : field === "unit" && row.value.endsWith(".slice") ? 2 : 1;
    return rows.sort((a, b) => rank(a) - rank(b) || byCount(a, b));
}

/**
 * @param {string} field
 * @param {string} value
 * @param {readonly Boot[]} boots  in the order in which they began
 * @param {import("./clock.js").Zone} zone
 */
function nameOf(field, value, boots, zone) {
    if (field === "priority" && Number(value) < 8) {
        const { name, tone } = priorities[Number(value)];
        return { label: name, hint: `priority ${value}`, tone };
    }
    const index = field === "boot" ? boots.findIndex(({ boot }) => boot === value) : -1;
    if (index < 0) return { label: value, hint: value, tone: null };
    const began = microseconds(boots[index].first.time);
    const place = index + 1 - boots.length;
    const label = `boot ${place} · ${dayText(began, zone)} ${clockText(began, zone, "minute")}`;
    return { label, hint: value, tone: null };
}

/**
 * The order on screen: while someone points at the rows they keep their places, and what is new comes last.
 * @param {readonly string[]} shown
 * @param {readonly string[]} wanted
 */
export function steadyOrder(shown, wanted) {
    const [before, after] = [new Set(shown), new Set(wanted)];
    return [...shown.filter(value => after.has(value)), ...wanted.filter(value => !before.has(value))];
}

/**
 * The rows to show, and how many that leaves. While someone points at the rows, those on screen are `kept` instead of
 * the most frequent.
 * @param {readonly Row[]} rows
 * @param {{isOpen: boolean, search: string, kept?: {has(value: string): boolean, size: number} | null}} how
 */
export function visibleRows(rows, { isOpen, search, kept = null }) {
    const wanted = search.trim().toLowerCase();
    const found = wanted === "" ? rows : rows.filter(({ label, value }) =>
        label.toLowerCase().includes(wanted) || value.toLowerCase().includes(wanted));
    const isFew = (/** @type {Row} */ { value }, /** @type {number} */ place) =>
        kept?.size ? kept.has(value) : place < fewRows;
    const shown = isOpen || wanted !== "" ? found
        : found.filter((row, place) => row.state !== null || isFew(row, place));
    return { shown, left: found.length - shown.length };
}

/**
 * Whether a group is worth its place: a single value tells nothing apart.
 * @param {boolean} isAlways
 * @param {readonly Row[]} rows
 */
export function isShown(isAlways, rows) {
    return isAlways || rows.length > 1 || rows.some(({ state }) => state !== null);
}
