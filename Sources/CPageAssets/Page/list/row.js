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

/** The texts and elements of a row that change, and what its message was drawn from.
 *  @typedef {{priority: Text, clock: Text, fraction: Text, host: Text, unit: Text, pid: Text, message: HTMLElement,
 *  more: HTMLElement, explained: HTMLElement | null, id: number, kind: number, wrap: boolean, ansi: boolean,
 *  highlights: unknown}} Parts */

/** @param {string} className */
function span(className) {
    const element = document.createElement("span");
    element.className = className;
    return element;
}

/** An element with one text, which is cheaper changed than made.
 *  @param {string} className */
function cell(className) {
    const element = span(className);
    const text = document.createTextNode("");
    element.append(text);
    return { element, text };
}

/** @param {Text} node @param {string} text */
function write(node, text) { if (node.data !== text) node.data = text; }

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
        parts.explained?.removeAttribute("title");
        parts.explained = null;
        const kind = columns.kind(row);
        const priority = columns.priority(row);
        const id = columns.id(row);
        element.dataset.id = `${id}`;
        element.dataset.priority = `${priority}`;
        element.classList.toggle("gap", (kind & isGap) !== 0);
        element.classList.toggle("marked", this.look.marked === id && (kind & isGap) === 0);
        write(parts.priority, `${letters[priority] ?? " "} `);
        this.#fillTime(element, parts, row);
        this.#fillNames(parts, row);
        this.#fillMessage(parts, row, id, kind);
    }

    /** @param {HTMLElement} element */
    #make(element) {
        const [priority, time, fraction, host, unit, pid] =
            ["priority", "time", "fraction", "host", "unit", "pid"].map(cell);
        const [message, more] = [span("message"), span("more")];
        time.element.append(fraction.element, " ");
        // With its own direction, so that right-to-left text cannot reorder its neighbours.
        message.dir = "ltr";
        more.hidden = true;
        element.append(priority.element, time.element, host.element, unit.element, pid.element, message, more);
        const parts = {
            priority: priority.text, clock: time.text, fraction: fraction.text, host: host.text, unit: unit.text,
            pid: pid.text, message, more, explained: null, id: NaN, kind: 0, wrap: false, ansi: false, highlights: null,
        };
        this.#parts.set(element, parts);
        return parts;
    }

    /** @param {HTMLElement} element @param {Parts} parts @param {number} row */
    #fillTime(element, parts, row) {
        const time = this.columns.time(row);
        const isRelative = this.look.time === "relative";
        const text = time <= 0 ? "" : isRelative ? ago(time, Date.now() * 1000) : clock(time, this.#zone);
        const fraction = time <= 0 || isRelative ? "" : milliseconds(time);
        write(parts.clock, text);
        write(parts.fraction, fraction);
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
        const [unit, process] = [this.columns.unit(row), this.#process(row)];
        const host = this.look.columns.has("host") ? this.columns.host(row) : "";
        write(parts.host, host && `${host} `);
        write(parts.unit, unit && `${shortUnit(unit)} `);
        write(parts.pid, process && `${process} `);
    }

    /** @param {number} row */
    #process(row) {
        const [identifier, pid] = [this.columns.identifier(row), this.columns.pid(row)];
        return pid > 0 ? `${identifier}[${pid}]` : identifier;
    }

    /** Gives a cell the title that says in full what it shows: once it is pointed at, since rows are filled by the
     *  thousand.
     *  @param {Element} element within the row @param {number} row */
    explain(element, row) {
        const cell = element.closest(".row > span");
        const parts = cell?.parentElement && this.#parts.get(cell.parentElement);
        if (!(cell instanceof HTMLElement) || !parts) return;
        cell.title = this.#titleOf(cell.className, row);
        parts.explained = cell;
    }

    /** @param {string} name of a cell @param {number} row */
    #titleOf(name, row) {
        const { columns } = this;
        switch (name) {
        case "priority": return names[columns.priority(row)] ?? "";
        case "time": return columns.time(row) > 0 ? rfc3339(columns.time(row), this.#zone) : "";
        case "host": return columns.host(row);
        case "unit": return columns.unit(row);
        case "pid": return this.#process(row);
        default: return "";
        }
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
