// What the fields of the filter language mean: the names there are, and the values that each can have. The server
// reads them as it does the parameters of the same names.

import { isTime } from "./time.js";

/** @typedef {import("./language.js").Term} Term */

/** Names by number. */
export const priorities = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];
const otherPriorities = new Map([["error", 3], ["warn", 4], ["panic", 0]]);

/** Names by number; some numbers have none. */
export const facilities = [
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", , , , ,
    "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
];

/** The parameters that are fields as well. */
export const parameters = [
    "unit", "user-unit", "identifier", "host", "boot", "priority", "facility", "uid", "k", "since", "until",
];
const aliases = new Map(Object.entries({
    prio: "priority", id: "identifier", u: "unit", t: "identifier", H: "host", b: "boot", p: "priority", S: "since",
    U: "until",
}));
const encoder = new TextEncoder();

/**
 * The full name of a field; null for a name that is none.
 * @param {string} name
 * @returns {string | null}
 */
export function fieldNamed(name) {
    const full = aliases.get(name) ?? name;
    if (parameters.includes(full)) return full;
    return /^(?!__)[A-Z_][A-Z0-9_]{0,63}$/.test(full) ? full : null;
}

/**
 * Whether a `-` before the field leaves out what matches.
 * @param {string} field
 */
export function canExclude(field) {
    return !["since", "until", "k"].includes(field);
}

/**
 * The number of a priority, or null.
 * @param {string} text
 */
export function priorityNumber(text) {
    const lower = text.toLowerCase();
    if (/^[0-7]$/.test(lower)) return Number(lower);
    const index = priorities.indexOf(lower);
    return index >= 0 ? index : otherPriorities.get(lower) ?? null;
}

/**
 * The priorities of a term, as a set of bits; null for none.
 * @param {Pick<Term, "comparison" | "value">} term
 * @returns {number | null}
 */
export function priorityBits({ comparison, value }) {
    const [one, other, ...more] = comparison === ":" ? value.split("..") : [value];
    const [first, second] = [priorityNumber(one), priorityNumber(other ?? one)];
    if (first === null || second === null || more.length > 0) return null;
    switch (comparison) {
        case ":": return other === undefined ? bits(0, first) : bits(Math.min(first, second), Math.max(first, second));
        case "<=": return bits(0, first);
        case "<": return bits(0, first - 1);
        case ">=": return bits(first, 7);
        case ">": return bits(first + 1, 7);
        default: return bits(first, first);
    }
}

/** @param {number} low @param {number} high */
function bits(low, high) {
    let set = 0;
    for (let number = low; number <= high; number += 1) set |= 1 << number;
    return set;
}

/**
 * The number of a facility, or null.
 * @param {string} text
 */
export function facilityNumber(text) {
    const index = facilities.indexOf(text.toLowerCase());
    if (index >= 0) return index;
    return /^\d{1,3}$/.test(text) && Number(text) <= 127 ? Number(text) : null;
}

/**
 * Why a field's term is refused, or null.
 * @param {Term} term
 * @returns {string | null}
 */
export function faultOf({ field, comparison, value, excluded }) {
    if (field === null || !parameters.includes(field)) return null;
    if (value.startsWith("!")) return `expected a "-" before ${field}, not a "!" after it`;
    const mark = excluded ? "!" : "";
    const shown = `"${mark}${start(value)}"`;
    switch (field) {
        case "priority": return priorityFault({ comparison, value, excluded }, shown);
        case "facility": return facilityFault(value);
        case "uid":
            return /^\d{1,10}$/.test(value) && Number(value) < 2 ** 32
                ? null : `parameter "uid" is the number of a user such as 1000, not ${shown}`;
        case "boot":
            return isBoot(value, excluded)
                ? null : `${shown} is no boot; there are 0 (the newest), -1, +1 (the oldest), all, and boot IDs`;
        case "k":
            return /^(?:1|yes|y|true|t|on|0|no|n|false|f|off)$/i.test(value)
                ? null : `parameter "k" is yes or no, not ${shown}`;
        case "since": case "until":
            return isTime(value) ? null : `parameter "${field}": "${value.slice(0, 64)}" is no time; accepted are `
                + '-10m, "2h ago", now, today, "yesterday 9:00", 14:05, 14:05:30, 2026-11-23, '
                + '"2026-11-23 14:05:30.5", 2026-11-23T14:05:30+01:00, @1795482023.5';
        default:
            return encoder.encode(mark + value).length <= 256 ? null : `parameter "${field}" is longer than 256 bytes`;
    }
}

/** @param {Pick<Term, "comparison" | "value" | "excluded">} term @param {string} shown */
function priorityFault(term, shown) {
    const { comparison, value, excluded } = term;
    const set = encoder.encode(value).length <= 32 ? priorityBits(term) : null;
    if (set === null) {
        return comparison === ":"
            ? `${shown} is no priority; there are ${priorities.join(" ")}, 0 to 7, and ranges such as warning..err`
            : `"${start(value)}" is no priority to compare with`;
    }
    if (set === 0) return `no priority is ${comparison} ${value}`;
    if (!excluded || set !== 0xff) return null;
    return `${comparison === ":" ? shown : '"!0..7"'} leaves nothing; to leave debug out alone write debug..debug`;
}

/** @param {string} value */
function facilityFault(value) {
    const parts = value.split(",");
    const index = parts.findIndex((part, place) => place >= 32 || facilityNumber(part) === null);
    if (index < 0) return null;
    return `"${start(parts[index])}" is no facility; there are ${facilities.filter(Boolean).join(" ")}, and 0 to 127`;
}

/** @param {string} value @param {boolean} excluded */
function isBoot(value, excluded) {
    if (value === "all") return !excluded;
    if (/^[0-9a-f-]+$/i.test(value) && [32, 36].includes(value.length) && value.replaceAll("-", "").length === 32) {
        return true;
    }
    return /^ ?[-+]?\d{1,6}$/.test(value) && value.trimStart().length <= 6;
}

/** @param {string} text */
function start(text) {
    return Array.from(text).slice(0, 40).join("");
}
