/* One row: letter, time, host, unit, identifier, message. Elements are made once and changed only where they
   differ, since rows are filled by the thousand while scrolling, and a changed text node would end a selection in
   it. */

import { gapText } from "../text/gap.js";
import { ago, clock, day, dayNumber, milliseconds, rfc3339 } from "../text/moment.js";
import { drawMessage } from "./message.js";

const letters = ["!", "A", "C", "E", "W", "N", "I", "D", " "];
const names = ["emergency", "alert", "critical", "error", "warning", "notice", "info", "debug", "no priority"];
const isGap = 1;
const isCut = 2;
const isBinary = 4;

/** Columns that can be shown beside priority and message. */
export const columnNames = /** @type {const} */ (["time", "host", "unit", "pid"]);

/** @typedef {object} Look
 *  @property {"local" | "utc" | "relative"} time
 *  @property {Set<string>} columns some of columnNames
 *  @property {boolean} wrap
 *  @property {import("../text/highlight.js").Highlight[]} highlights give a new array when they change
 *  @property {boolean} ansi
 *  @property {number | null} marked ID of the event that a link points to
 *  @property {boolean} showDate tell the day where it changes */

/** The elements of a row, and what its message was drawn from.
 *  @typedef {{priority: HTMLElement, time: HTMLElement, clock: Text, fraction: HTMLElement, host: HTMLElement,
 *  unit: HTMLElement, pid: HTMLElement, message: HTMLElement, more: HTMLElement, id: number, kind: number,
 *  wrap: boolean, ansi: boolean, highlights: unknown}} Parts */

/** @param {string} className */
function span(className) {
    const element = document.createElement("span");
    element.className = className;
    return element;
}

/** @param {HTMLElement} element @param {string} text @param {string} title */
function write(element, text, title) {
    if (element.textContent !== text) element.textContent = text;
    if (element.title !== title) element.title = title;
}

/** @param {number} bytes */
export function sizeText(bytes) {
    if (bytes < 1000) return `${bytes} B`;
    return bytes < 999_500 ? `${Math.round(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** `nginx` of `nginx.service`; other kinds of units keep their names.
 *  @param {string} unit */
function shortUnit(unit) {
    return unit.endsWith(".service") ? unit.slice(0, -8) : unit;
}

export class RowFiller {
    /** @type {WeakMap<HTMLElement, Parts>} */
    #parts = new WeakMap();

    /** Change it, then call dress() and the list's refill().
     *  @type {Look} */
    look = {
        time: "local", columns: new Set(["time", "unit", "pid"]), wrap: false, highlights: [], ansi: true, marked: null,
        showDate: true,
    };

    /** @param {import("./columns.js").Columns} columns */
    constructor(columns) {
        this.columns = columns;
    }

    /** Gives the list the classes by which its style shows columns.
     *  @param {HTMLElement} list */
    dress(list) {
        for (const name of columnNames) list.classList.toggle(`has-${name}`, this.look.columns.has(name));
        list.classList.toggle("relative", this.look.time === "relative");
    }

    get #zone() { return this.look.time === "utc" ? /** @type {const} */ ("utc") : /** @type {const} */ ("local"); }

    /** The day of a row, for the label over the first.
     *  @param {number} row */
    dayOf(row) {
        const time = this.look.showDate ? this.columns.time(row) : 0;
        return time > 0 ? day(time, this.#zone) : "";
    }

    /** @param {HTMLElement} element @param {number} row */
    fill(element, row) {
        const { columns } = this;
        const parts = this.#parts.get(element) ?? this.#make(element);
        const kind = columns.kind(row);
        const priority = columns.priority(row);
        const id = columns.id(row);
        element.dataset.id = `${id}`;
        element.dataset.priority = `${priority}`;
        element.classList.toggle("gap", (kind & isGap) !== 0);
        element.classList.toggle("marked", this.look.marked === id && (kind & isGap) === 0);
        write(parts.priority, `${letters[priority] ?? " "} `, names[priority] ?? "");
        this.#fillTime(element, parts, row);
        this.#fillNames(parts, row);
        this.#fillMessage(parts, row, id, kind);
    }

    /** @param {HTMLElement} element */
    #make(element) {
        const parts = {
            priority: span("priority"), time: span("time"), clock: document.createTextNode(""),
            fraction: span("fraction"), host: span("host"), unit: span("unit"), pid: span("pid"),
            message: span("message"), more: span("more"), id: NaN, kind: 0, wrap: false, ansi: false, highlights: null,
        };
        parts.time.append(parts.clock, parts.fraction, " ");
        // With its own direction, so that right-to-left text cannot reorder its neighbours.
        parts.message.dir = "ltr";
        parts.more.hidden = true;
        element.append(parts.priority, parts.time, parts.host, parts.unit, parts.pid, parts.message, parts.more);
        this.#parts.set(element, parts);
        return parts;
    }

    /** @param {HTMLElement} element @param {Parts} parts @param {number} row */
    #fillTime(element, parts, row) {
        const time = this.columns.time(row);
        const isRelative = this.look.time === "relative";
        const text = time <= 0 ? "" : isRelative ? ago(time, Date.now() * 1000) : clock(time, this.#zone);
        const fraction = time <= 0 || isRelative ? "" : milliseconds(time);
        if (parts.clock.data !== text) parts.clock.data = text;
        write(parts.fraction, fraction, "");
        parts.time.title = time > 0 ? rfc3339(time, this.#zone) : "";
        if (this.#beginsDay(row, time)) element.dataset.day = day(time, this.#zone);
        else if (element.dataset.day !== undefined) delete element.dataset.day;
    }

    /** @param {number} row @param {number} time */
    #beginsDay(row, time) {
        if (!this.look.showDate || time <= 0 || row <= this.columns.first) return false;
        const before = this.columns.time(row - 1);
        return before > 0 && dayNumber(before, this.#zone) !== dayNumber(time, this.#zone);
    }

    /** @param {Parts} parts @param {number} row */
    #fillNames(parts, row) {
        const { columns, look } = this;
        const [unit, identifier, pid] = [columns.unit(row), columns.identifier(row), columns.pid(row)];
        const process = pid > 0 ? `${identifier}[${pid}]` : identifier;
        const host = look.columns.has("host") ? columns.host(row) : "";
        write(parts.host, host && `${host} `, host);
        write(parts.unit, unit && `${shortUnit(unit)} `, unit);
        write(parts.pid, process && `${process} `, process);
    }

    /** @param {Parts} parts @param {number} row @param {number} id @param {number} kind */
    #fillMessage(parts, row, id, kind) {
        const { wrap, ansi, highlights } = this.look;
        const isSame = parts.id === id && parts.kind === kind && parts.wrap === wrap && parts.ansi === ansi
            && parts.highlights === highlights && (kind & isGap) === 0;
        if (isSame) return;
        Object.assign(parts, { id, kind, wrap, ansi, highlights });
        const { message, more } = parts;
        const text = this.columns.message(row);
        const shown = kind & isGap ? `— ${gapText(text, this.#zone)} —` : text;
        const isWhole = drawMessage(message, shown, this.look);
        message.classList.toggle("binary", (kind & isBinary) !== 0);
        const size = this.columns.size(row);
        more.hidden = isWhole && (kind & isCut) === 0;
        if (!more.hidden) more.textContent = size > 0 ? `… ${sizeText(size)}, open for all` : "… open for all";
    }
}
