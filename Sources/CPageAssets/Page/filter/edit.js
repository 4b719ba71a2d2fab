// Puts a value of a field into a filter's text, leaves it out, or takes it away, as a click on a facet does. Only the
// term concerned is touched: what a person wrote beside it keeps its spelling.

import { parse, written } from "./language.js";
import { facilityNumber, fieldNamed, priorities, priorityBits, priorityNumber } from "./meaning.js";

/** @typedef {import("./language.js").Term} Term */

/** Whose values are globs once they hold `*`, `?` or `[`. */
const patterned = ["unit", "user-unit", "identifier", "host"];

/**
 * The text with the value among those shown; null where the language cannot say it, or the text has a fault.
 * @param {string} text
 * @param {string} field  a field's name, or `pid`
 * @param {string} value
 */
export function include(text, field, value) {
    return changed(text, field, value, false);
}

/**
 * The text with the value left out; null as for include().
 * @param {string} text
 * @param {string} field
 * @param {string} value
 */
export function exclude(text, field, value) {
    return changed(text, field, value, true);
}

/**
 * The text without a term that says something of exactly this value; null where the text has a fault.
 * @param {string} text
 * @param {string} field
 * @param {string} value
 */
export function without(text, field, value) {
    const terms = about(text, field, value);
    return terms === null ? null : removed(text, terms);
}

/**
 * Whether a term includes exactly this value, or leaves it out.
 * @param {string} text
 * @param {string} field
 * @param {string} value
 * @returns {"in" | "out" | null}
 */
export function state(text, field, value) {
    const terms = about(text, field, value);
    if (terms === null || terms.length === 0) return null;
    return terms.some((term) => term.excluded) ? "out" : "in";
}

/**
 * A term that includes exactly this value; null where there is none.
 * @param {string} field
 * @param {string} value
 * @returns {string | null}
 */
export function termFor(field, value) {
    const name = nameOf(field);
    // The server has no NUL in an address, and no half of a surrogate pair.
    if (name === null || value === "" || /\0|\p{Surrogate}/u.test(value)) return null;
    if (name === "priority") {
        const number = priorityNumber(value);
        return number === null ? null : `prio=${priorities[number]}`;
    }
    return `${name}:${written(patterned.includes(name) ? literally(value) : value)}`;
}

/** @param {string} text @param {string} field @param {string} value @param {boolean} excluded */
function changed(text, field, value, excluded) {
    const terms = about(text, field, value);
    if (terms === null) return null;
    const opposite = terms.filter((term) => term.excluded !== excluded);
    let result = text;
    if (terms.length > opposite.length) {
        result = removed(text, opposite);
    } else if (opposite.length > 0) {
        const { start } = opposite[0];
        const rest = removed(text, opposite.slice(1));
        result = rest.slice(0, start) + (excluded ? "-" : "") + rest.slice(excluded ? start : start + 1);
    } else {
        const term = termFor(field, value);
        if (term === null) return null;
        const before = text.replace(/[ \t\n\r]+$/, "");
        result = `${before}${before === "" ? "" : " "}${excluded ? "-" : ""}${term}`;
    }
    return state(result, field, value) === (excluded ? "out" : "in") ? result : null;
}

/**
 * The terms about exactly this value; null where the text has a fault.
 * @param {string} text
 * @param {string} field
 * @param {string} value
 */
function about(text, field, value) {
    const { terms, error } = parse(text);
    const name = nameOf(field);
    if (error !== null || name === null) return null;
    return terms.filter((term) => term.field === name && isAbout(term, value));
}

/** @param {string} text @param {Term[]} terms */
function removed(text, terms) {
    let result = text;
    for (const { start, end } of [...terms].reverse()) {
        const after = result.slice(end).replace(/^[ \t\n\r]+/, "");
        const before = result.slice(0, start);
        result = after === "" ? before.replace(/[ \t\n\r]+$/, "") : before + after;
    }
    return result;
}

/** @param {string} field */
function nameOf(field) {
    const name = fieldNamed(field === "pid" ? "_PID" : field);
    return name === null || ["since", "until", "k"].includes(name) ? null : name;
}

/** @param {Term} term @param {string} value */
function isAbout(term, value) {
    switch (term.field) {
        case "priority": {
            const number = priorityNumber(value);
            return number !== null && priorityBits(term) === 1 << number;
        }
        case "facility": return facilityNumber(value) !== null && facilityNumber(term.value) === facilityNumber(value);
        case "uid": return /^\d+$/.test(value) && Number(term.value) === Number(value);
        case "boot": return bootID(term.value) === bootID(value);
        case "unit": case "user-unit": {
            const meant = meantBy(term.value);
            // `unit:nginx` means nginx.service as well, but a glob only what it matches.
            return meant === value || (meant === term.value && `${meant}.service` === value);
        }
        case "identifier": case "host": return meantBy(term.value) === value;
        default: return term.value === value;
    }
}

/** @param {string} text */
function bootID(text) {
    return text.length > 6 ? text.replaceAll("-", "").toLowerCase() : text;
}

/**
 * A pattern that matches this text alone.
 * @param {string} text
 */
function literally(text) {
    if (text.startsWith("!")) return `[\\!]${escaped(text.slice(1))}`;
    return /[*?[]/.test(text) ? escaped(text) : text;
}

/** @param {string} text */
function escaped(text) {
    return text.replace(/[*?[\\]/g, "\\$&");
}

/**
 * The only text that a pattern matches; null for a pattern of several.
 * @param {string} pattern
 */
function meantBy(pattern) {
    if (!/[*?[]/.test(pattern)) return pattern;
    const [mark, rest] = pattern.startsWith("[\\!]") ? ["!", pattern.slice(4)] : ["", pattern];
    return /^(?:\\[^]|[^*?[\\])*$/.test(rest) ? mark + rest.replace(/\\([^])/g, "$1") : null;
}
