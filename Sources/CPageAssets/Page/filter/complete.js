// What could stand where the caret is in the filter box: names of fields, then values that the log has, by count.

import { termFor } from "./edit.js";
import { written } from "./language.js";
import { canExclude, facilities, fieldNamed, parameters, priorities, priorityNumber } from "./meaning.js";

/** @typedef {{value: string, count: number}} KnownValue */
/** @typedef {Record<string, KnownValue[]>} Known      by a field's name, as /facets has them */
/** @typedef {{insert: string, label: string, hint: string, count: number | null}} Suggestion */
/**
 * @typedef {object} Place                            the term at the caret
 * @property {number} from                            after a `-`
 * @property {number} to
 * @property {boolean} excluded
 * @property {{name: string, operator: string, from: number} | null} field  where its value begins
 * @property {string} typed                           of the word or the value, up to the caret, without quotes
 */

const most = 12;
/** A term as far as it goes, with an end or without. */
const termAhead = new RegExp([
    String.raw`^-?(?:(?:[A-Za-z_][\w-]*(?::|[<>]=?|=))?"(?:\\[^]|[^"\\])*"?`,
    String.raw`\/(?:\\[^]|[^/\\])*\/?`,
    String.raw`[^ \t\n\r]*)[^ \t\n\r]*`,
].join("|"));
/** @type {Record<string, string>} */
const hints = {
    unit: "service or file; globs", "user-unit": "unit of a user", identifier: "syslog identifier", host: "host name",
    boot: "0 newest, -1 before", priority: "err: that and worse", facility: "syslog facility", uid: "number of a user",
    k: "kernel messages", since: "from then on", until: "up to then",
};
const journalFields = [
    "_PID", "_COMM", "_EXE", "_CMDLINE", "_UID", "_TRANSPORT", "_SYSTEMD_UNIT", "_SYSTEMD_SLICE", "_MACHINE_ID",
    "MESSAGE_ID",
    "SYSLOG_IDENTIFIER", "CODE_FILE", "CODE_FUNC", "UNIT", "ERRNO",
];
const times = ["-10m", "-1h", "-1d", "today", "yesterday", "yesterday 9:00", "2h ago"];
/** @type {Record<string, string[]>} */
const examples = {
    boot: ["0", "-1", "all"], facility: facilities.flatMap((name) => name ?? []), k: ["yes"],
    since: times, until: ["now", ...times],
};

/**
 * What may replace the text between `from` and `to`; no items where nothing is to be said.
 * @param {string} text
 * @param {number} caret
 * @param {Known} known
 * @returns {{from: number, to: number, items: Suggestion[]}}
 */
export function suggestions(text, caret, known) {
    const place = placeAt(text, caret);
    if (place === null) return { from: caret, to: caret, items: [] };
    const space = /^[ \t\n\r]/.test(text.slice(place.to)) ? "" : " ";
    const { field } = place;
    if (field === null) {
        const items = [...fieldItems(place, known), ...termItems(place, known, space)];
        return { from: place.from, to: place.to, items: items.slice(0, most) };
    }
    const items = valueItems(field.name, field.operator, place.typed, known, space);
    const standing = text.slice(field.from, place.to);
    const isDone = items.some(({ insert }) => insert.trimEnd() === standing);
    return { from: field.from, to: place.to, items: isDone ? [] : items.slice(0, most) };
}

// MARK: Where the caret is

/**
 * The word or value at the caret; null within a phrase or an expression, and where a term has ended.
 * @param {string} text
 * @param {number} caret
 * @returns {Place | null}
 */
function placeAt(text, caret) {
    let at = 0;
    while (at <= caret) {
        at += /^[ \t\n\r]*/.exec(text.slice(at))?.[0].length ?? 0;
        if (at > caret) return emptyPlace(caret);
        const [term] = termAhead.exec(text.slice(at)) ?? [""];
        if (caret <= at + term.length) return placeIn(term, at, caret);
        at += Math.max(term.length, 1);
    }
    return emptyPlace(caret);
}

/** @param {number} caret @returns {Place} */
function emptyPlace(caret) {
    return { from: caret, to: caret, excluded: false, field: null, typed: "" };
}

/** @param {string} term @param {number} start @param {number} caret @returns {Place | null} */
function placeIn(term, start, caret) {
    const excluded = term.startsWith("-");
    const from = start + (excluded ? 1 : 0);
    const word = term.slice(excluded ? 1 : 0);
    if (caret < from || /^["/]/.test(word)) return null;
    const to = start + term.length;
    const head = /^([A-Za-z_][\w-]*)(:|[<>]=?|=)/.exec(word);
    const name = head === null ? null : fieldNamed(head[1]);
    const isField = head !== null && name !== null && (/[:=]$/.test(head[2]) || name === "priority");
    if (!isField || caret < from + head[0].length) {
        return { from, to, excluded, field: null, typed: word.slice(0, caret - from) };
    }
    const begin = from + head[0].length;
    // Without its closing quote a value would be all the rest.
    const isOpen = /^"(?:\\[^]|[^"\\])*$/.test(term.slice(begin - start));
    return {
        from, to: isOpen ? caret : to, excluded, field: { name, operator: head[2], from: begin },
        typed: unquoted(term.slice(begin - start, caret - start)),
    };
}

/** @param {string} value */
function unquoted(value) {
    const phrase = /^"((?:\\[^]|[^"\\])*)/.exec(value);
    return phrase === null ? value : phrase[1].replace(/\\([^])/g, "$1");
}

// MARK: What fits there

/** @param {Place} place @param {Known} known @returns {Suggestion[]} */
function fieldItems({ typed, excluded }, known) {
    const inJournal = /^[A-Z_]/.test(typed)
        ? [...new Set([...Object.keys(known).filter((name) => /^[A-Z_]/.test(name)), ...journalFields])] : [];
    return [...parameters.filter((name) => !excluded || canExclude(name)), ...inJournal]
        .filter((name) => name.toLowerCase().startsWith(typed.toLowerCase()))
        .map((name) => ({ insert: `${name}:`, label: `${name}:`, hint: hints[name] ?? "journal field", count: null }));
}

/**
 * Whole terms for a word, `unit:nginx.service` for `ngi`.
 * @param {Place} place
 * @param {Known} known
 * @param {string} space
 * @returns {Suggestion[]}
 */
function termItems({ typed }, known, space) {
    if (typed === "") return [];
    const found = Object.entries(known).flatMap(([field, values]) => (
        ranked(values, typed).map((item) => ({ ...item, term: termFor(field, item.value) }))));
    return found.sort(byRank).flatMap(({ term, value, count }) => (
        term === null ? [] : [{ insert: term + space, label: term, hint: "", count }]));
}

/**
 * @param {string} field
 * @param {string} operator
 * @param {string} typed
 * @param {Known} known
 * @param {string} space
 * @returns {Suggestion[]}
 */
function valueItems(field, operator, typed, known, space) {
    const counts = known[field] ?? (field === "_PID" ? known.pid : undefined) ?? [];
    if (field === "priority") return priorityItems(operator, typed, counts, space);
    const values = [...counts, ...(examples[field] ?? []).map((value) => ({ value, count: 0 }))];
    return ranked(values, typed).sort(byRank).flatMap(({ value, count }) => {
        const term = parameters.includes(field) ? termFor(field, value) : null;
        const spelled = term === null ? written(value) : term.slice(field.length + 1);
        return [{ insert: spelled + space, label: spelled, hint: "", count: count || null }];
    });
}

/**
 * All that are alike, the most severe first: their order says more than their number.
 * @param {string} operator
 * @param {string} typed
 * @param {KnownValue[]} counts
 * @param {string} space
 * @returns {Suggestion[]}
 */
function priorityItems(operator, typed, counts, space) {
    return priorities.filter((name) => name.startsWith(typed.toLowerCase())).map((name) => ({
        insert: name + space, label: name, hint: operator === ":" && name !== "emerg" ? "and more severe" : "",
        count: counts.find(({ value }) => priorityNumber(value) === priorities.indexOf(name))?.count ?? null,
    }));
}

/**
 * Values that begin with what was typed, or hold it.
 * @param {KnownValue[]} values
 * @param {string} typed
 */
function ranked(values, typed) {
    const sought = typed.toLowerCase();
    return values.flatMap(({ value, count }) => {
        const index = value.toLowerCase().indexOf(sought);
        return index < 0 || value === "" ? [] : [{ value, count, isWithin: index > 0 }];
    });
}

/** @param {{isWithin: boolean, count: number}} left @param {{isWithin: boolean, count: number}} right */
function byRank(left, right) {
    return Number(left.isWithin) - Number(right.isWithin) || right.count - left.count;
}
