// The language of the filter box and of `q`. The server has the same one (QueryParser.swift, where its grammar
// stands); Tests/Fixtures/q-cases.json is the table that holds both to it.

import { canExclude, faultOf, fieldNamed, parameters } from "./meaning.js";
import { nearestName } from "./nearest.js";

/** @typedef {":" | "=" | "<=" | ">=" | "<" | ">"} Comparison All but ":" are the priority's. */
/**
 * @typedef {object} Term
 * @property {"text" | "expression" | "field"} kind
 * @property {boolean} excluded       a leading `-`
 * @property {string | null} field    its full name
 * @property {Comparison} comparison
 * @property {string} value
 * @property {number} start           where it begins, the `-` included, in UTF-16 units
 * @property {number} end
 * @property {string} canonical       the one way to write it
 */
/** @typedef {{column: number, detail: string}} Fault The column counts Unicode scalars from 1. */

const limits = { bytes: 4096, terms: 128, patternBytes: 1024, patterns: 32 };
const encoder = new TextEncoder();
const isSpace = (/** @type {string} */ unit) => unit === " " || unit === "\t" || unit === "\n" || unit === "\r";

class Refusal extends Error {
    /** @param {number} at @param {string} detail */
    constructor(at, detail) {
        super(detail);
        this.at = at;
    }
}

/**
 * All terms up to a fault, and the fault; never throws.
 * @param {string} text
 * @returns {{terms: Term[], error: Fault | null}}
 */
export function parse(text) {
    /** @type {Term[]} */
    const terms = [];
    try {
        if (encoder.encode(text).length > limits.bytes) throw new Refusal(0, `longer than ${limits.bytes} bytes`);
        new Parser(text).read(terms);
        checkMeaning(terms);
        return { terms, error: null };
    } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { terms, error: { column: 1 + Array.from(text.slice(0, error.at)).length, detail: error.message } };
    }
}

/**
 * A text in quotes, as the language reads it back.
 * @param {string} text
 */
export function quoted(text) {
    return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/**
 * A field's value, in quotes where it needs them.
 * @param {string} value
 */
export function written(value) {
    return value === "" || /[ \t\n\r"]/.test(value) ? quoted(value) : value;
}

/** @param {Omit<Term, "canonical">} term */
function canonical({ kind, excluded, field, comparison, value }) {
    const mark = excluded ? "-" : "";
    if (kind === "text") return mark + quoted(value);
    if (kind === "expression") return `${mark}/${value.replaceAll("/", "\\/")}/`;
    return mark + field + comparison + written(value);
}

/**
 * What the server refuses once all terms are read.
 * @param {Term[]} terms
 */
function checkMeaning(terms) {
    const seen = new Set();
    let patterns = 0;
    for (const term of terms) {
        if (term.field === null) {
            patterns += 1;
            if (encoder.encode(term.value).length > limits.patternBytes) {
                throw new Refusal(term.start, `a term longer than ${limits.patternBytes} bytes`);
            }
            if (patterns > limits.patterns) throw new Refusal(term.start, `more than ${limits.patterns} patterns`);
            continue;
        }
        if (seen.has(term.field) && !canExclude(term.field)) {
            throw new Refusal(term.start, `"${term.field}" stands there twice`);
        }
        seen.add(term.field);
        const fault = faultOf(term);
        if (fault !== null) throw new Refusal(term.start, fault);
    }
}

/** Reads terms in one pass. */
class Parser {
    /** @param {string} text */
    constructor(text) {
        this.text = text;
        this.at = 0;
    }

    /** @param {Term[]} terms */
    read(terms) {
        this.skipSpaces();
        while (this.at < this.text.length) {
            if (terms.length === limits.terms) throw new Refusal(this.at, `more than ${limits.terms} terms`);
            const start = this.at;
            const excluded = this.take("-");
            const parts = this.term(excluded, start);
            const term = { field: null, comparison: /** @type {Comparison} */ (":"), ...parts, excluded, start };
            terms.push({ ...term, end: this.at, canonical: canonical({ ...term, end: this.at }) });
            if (this.at < this.text.length && !isSpace(this.text[this.at])) {
                throw new Refusal(
                    this.at, "expected a space before the next term; text with quotes or slashes in it goes in quotes");
            }
            this.skipSpaces();
        }
    }

    /**
     * @param {boolean} excluded
     * @param {number} start
     * @returns {Pick<Term, "kind" | "value"> & Partial<Pick<Term, "field" | "comparison">>}
     */
    term(excluded, start) {
        const first = this.text[this.at];
        if (first === undefined || isSpace(first)) {
            throw new Refusal(this.at, 'expected a word, a "phrase", a /regex/ or a field after "-"');
        }
        if (first === '"') return { kind: "text", value: this.phrase() };
        if (first === "/") return { kind: "expression", value: this.expression() };
        return this.field(excluded, start) ?? { kind: "text", value: this.run() };
    }

    phrase() {
        const start = this.at;
        const value = this.delimited('"', (next) => next);
        if (value === null) throw new Refusal(start, "expected a closing quote");
        if (value === "") throw new Refusal(start + 1, "expected text between the quotes");
        return value;
    }

    expression() {
        const start = this.at;
        const value = this.delimited("/", (next) => (next === "/" ? next : `\\${next}`));
        if (value === null) {
            throw new Refusal(start, "expected a closing slash; a text that begins with one goes in quotes");
        }
        if (value === "") throw new Refusal(start + 1, "expected a regular expression between the slashes");
        return value;
    }

    /**
     * Up to the closing mark, which is null where there is none.
     * @param {string} mark
     * @param {(next: string) => string} escaped
     */
    delimited(mark, escaped) {
        let value = "";
        for (this.at += 1; this.at < this.text.length; this.at += 1) {
            const unit = this.text[this.at];
            if (this.take(mark)) return value;
            const next = this.text[this.at + 1];
            if (unit === "\\" && next !== undefined) this.at += 1;
            value += unit === "\\" && next !== undefined ? escaped(next) : unit;
        }
        return null;
    }

    /** The text up to the next space. */
    run() {
        const start = this.at;
        while (this.at < this.text.length && !isSpace(this.text[this.at])) this.at += 1;
        return this.text.slice(start, this.at);
    }

    /**
     * A field; null where the text is a word.
     * @param {boolean} excluded
     * @param {number} begin
     */
    field(excluded, begin) {
        const start = this.at;
        const head = /^([A-Za-z_][A-Za-z0-9_-]*)(:|<=|>=|<|>|=)/.exec(this.text.slice(start));
        if (head === null) return null;
        const [all, name, operator] = head;
        const field = fieldNamed(name);
        if (operator !== ":" && field !== "priority" && (field === null || operator !== "=")) return null;
        if (field === null) throw new Refusal(start, unknown(name));
        if (excluded && !canExclude(field)) throw new Refusal(begin, `"${field}" cannot be left out by "-"`);
        this.at += all.length;
        const comparison = /** @type {Comparison} */ (field === "priority" ? operator : ":");
        return { kind: /** @type {const} */ ("field"), field, comparison, value: this.value(all) };
    }

    /** @param {string} head */
    value(head) {
        const first = this.text[this.at];
        if (first === undefined || isSpace(first)) {
            throw new Refusal(this.at, `expected a value after ${head.slice(0, 40)}; text that ends so goes in quotes`);
        }
        if (first === '"') return this.phrase();
        const start = this.at;
        const value = this.run();
        const quote = value.indexOf('"');
        if (quote < 0) return value;
        throw new Refusal(start + quote, "expected the quote at the beginning of the value, or none");
    }

    /** @param {string} unit */
    take(unit) {
        if (this.text[this.at] !== unit) return false;
        this.at += 1;
        return true;
    }

    skipSpaces() {
        while (this.at < this.text.length && isSpace(this.text[this.at])) this.at += 1;
    }
}

/** @param {string} name */
function unknown(name) {
    const names = [...parameters, "id", "prio"];
    const nearest = nearestName(name, names);
    const hint = nearest === null ? `there are ${names.join(" ")} and FIELDs in capitals` : `did you mean ${nearest}:`;
    return `unknown field "${name.slice(0, 40)}", ${hint}; text with a colon goes in quotes`;
}
