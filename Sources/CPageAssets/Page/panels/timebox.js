// The time box: a moment to go to, or a range, as a person writes it. Times are µs since 1970.

import { isDay, span } from "../filter/time.js";
import { part } from "../shell/part.js";

/** @typedef {"local" | "utc"} Zone */
/** @typedef {{moment: number} | {since: number | null, until: number | null} | {error: string}} TimeRead */
/** @typedef {{now: number, zone: Zone}} Clock */
/**
 * @typedef {object} Reading              a day and a time of day, of which either may be left out
 * @property {number[] | null} date       year, month, day
 * @property {string} dayName             `today`, `monday`, …, or ""
 * @property {number[] | null} clock      hour, minute, second, µs
 * @property {number | null} offset       minutes east of UTC
 */

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const day = 86_400_000;
const waysToWrite = "write 14:05, -2h, yesterday 9am, monday 9:00, 2026-11-23 14:05, or a range such as 14:00..15:00";

const names = weekdays.map((name) => `${name}|${name.slice(0, 3)}`).join("|");
const days = `(\\d{4})-(\\d\\d)-(\\d\\d)|today|yesterday|${names}`;
const clock = String.raw`(\d{1,2})(?::(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?(?: ?(am|pm))?`;
const offset = String.raw`(z|utc)|([-+])(\d\d):?(\d\d)?`;
const reading = new RegExp(`^(${days})?(?:(?:^|t|,? *)${clock}(?: ?(?:${offset}))?)?$`);

/** What was written cannot be read; the message says what can. */
class Unreadable extends Error {}

/**
 * Reads a moment or a range. A time of day alone is the last one that was; a reading that a change of clocks skips is
 * read by the clock before it, one that comes twice is the first, as the end of a range the second. A day at the end of
 * a range is all of that day.
 * @param {string} text
 * @param {Clock} clock
 * @returns {TimeRead}
 */
export function parseTime(text, clock) {
    const range = /^(.*?)\s*(?:\.\.|…|[–—]|(?<=\s)(?:-|to)(?=\s))\s*(.*)$/.exec(text.trim());
    try {
        if (range === null) return { moment: instant(text.trim(), clock, "first") };
        const [since, until] = [range[1].trim(), range[2].trim()];
        if (since === "" && until === "") throw new Unreadable(`a range has an end at least: ${waysToWrite}`);
        const from = since === "" ? null : instant(since, clock, "first");
        // `-7d..14:05` ends at the last 14:05, `yesterday 9:00..10:00` at the next one.
        const isRelative = relative(since.toLowerCase(), clock.now) !== null;
        const earliest = from !== null && isRelative ? Math.max(from, clock.now - day * 1000) : from;
        const to = until === "" ? null : instant(until, clock, "last", earliest);
        if (from !== null && to !== null && to < from) throw new Unreadable("the range ends before it begins");
        return { since: from, until: to };
    } catch (error) {
        if (error instanceof Unreadable) return { error: error.message };
        throw error;
    }
}

/**
 * @param {string} text
 * @param {Clock} clock
 * @param {"first" | "last"} which  of two readings; the last is the end of a range
 * @param {number | null} since     which an end without a date follows
 */
function instant(text, clock, which, since = null) {
    const lower = text.toLowerCase();
    const direct = lower === "now" ? clock.now : epoch(lower) ?? relative(lower, clock.now);
    if (direct !== null) return direct;
    const read = readingOf(lower, text);
    const isEnd = which === "last";
    const at = (/** @type {number} */ later) => moment(read, clock, later, which);
    if (read.date !== null || read.dayName === "today" || read.dayName === "yesterday") return at(0);
    const step = read.dayName === "" ? 1 : 7;
    if (isEnd && since !== null) {
        let later = Math.floor((since - at(0)) / (day * 1000 * step)) * step;
        while (at(later) < since) later += step;
        return at(later);
    }
    return at(0) > clock.now && !(isEnd && read.clock === null) ? at(-step) : at(0);
}

/** @param {string} text */
function epoch(text) {
    const match = /^@(\d{1,10})(?:\.(\d+))?$/.exec(text);
    return match && Number(match[1]) * 1_000_000 + micros(match[2]);
}

/** @param {string} text @param {number} now */
function relative(text, now) {
    const before = /^-(\d.*)$/.exec(text) ?? /^(\d.*?) +ago$/.exec(text);
    const length = before && span(before[1].trim());
    return length === null ? null : now - length;
}

/** @param {string | undefined} digits */
function micros(digits) {
    return Number((digits ?? "").slice(0, 6).padEnd(6, "0"));
}

/** @param {string} text @param {string} typed @returns {Reading} */
function readingOf(text, typed) {
    const match = text === "" ? null : reading.exec(text);
    const shown = `"${typed.slice(0, 40)}" is no time`;
    if (match === null) throw new Unreadable(text === "" ? waysToWrite : `${shown}: ${waysToWrite}`);
    const [, name, year, month, dayOfMonth, hour, minute, second, fraction, half, utc, sign, east, eastMinutes] = match;
    // "9" could be anything.
    if (hour !== undefined && minute === undefined && half === undefined) {
        throw new Unreadable(`${shown}: for an hour write ${hour}:00 or ${hour}am`);
    }
    const date = year === undefined ? null : [year, month, dayOfMonth].map(Number);
    if (date !== null && !isDay(date[0], date[1], date[2])) throw new Unreadable(`there is no day ${name}`);
    const [hours, minutes] = [east, eastMinutes].map((digits) => Number(digits ?? 0));
    if (hours > 18 || minutes > 59) throw new Unreadable("a zone is Z, or at most 18:00 from UTC");
    return {
        date,
        dayName: date === null ? name ?? "" : "",
        clock: hour === undefined ? null
            : clockOf([hour, minute ?? 0, second ?? 0].map(Number), half, micros(fraction)),
        offset: utc ?? sign ? (sign === "-" ? -1 : 1) * (hours * 60 + minutes) : null,
    };
}

/** @param {number[]} parts @param {string | undefined} half @param {number} fraction */
function clockOf([hour, minute, second], half, fraction) {
    const isTwelve = half !== undefined;
    if (hour > (isTwelve ? 12 : 23) || (isTwelve && hour === 0) || minute > 59 || second > 59) {
        throw new Unreadable(isTwelve ? "an hour before am or pm is 1 to 12" : "a time of day is 00:00 to 23:59");
    }
    return [isTwelve ? hour % 12 + (half === "pm" ? 12 : 0) : hour, minute, second, fraction];
}

/**
 * The instant of a reading, moved by days.
 * @param {Reading} read
 * @param {Clock} clock
 * @param {number} later
 * @param {"first" | "last"} which
 */
function moment({ date, dayName, clock, offset }, { now, zone }, later, which) {
    const midnight = date === null ? midnightOf(dayName, now, zone) : utcDay(date);
    const isWholeDay = clock === null && which === "last";
    const [hour, minute, second, fraction] = clock ?? [0, 0, 0, 0];
    const civil = midnight + (later + (isWholeDay ? 1 : 0)) * day + (hour * 60 + minute) * 60_000 + second * 1000;
    const east = offset ?? (zone === "utc" ? 0 : null);
    const instant = east === null ? fromLocal(civil, isWholeDay ? "first" : which) : civil - east * 60_000;
    return instant * 1000 + fraction - (isWholeDay ? 1 : 0);
}

/**
 * Today's, yesterday's or the last such weekday's midnight, as if it were UTC's, in ms.
 * @param {string} name
 * @param {number} now
 * @param {Zone} zone
 */
function midnightOf(name, now, zone) {
    const date = new Date(Math.floor(now / 1000));
    const today = zone === "utc" ? Math.floor(date.getTime() / day) * day
        : utcDay([date.getFullYear(), date.getMonth() + 1, date.getDate()]);
    if (name === "yesterday") return today - day;
    const weekday = name === "" ? -1 : weekdays.findIndex((full) => full === name || full.slice(0, 3) === name);
    return weekday < 0 ? today : today - (new Date(today).getUTCDay() - weekday + 7) % 7 * day;
}

/** @param {number[]} date */
function utcDay([year, month, dayOfMonth]) {
    return new Date(0).setUTCFullYear(year, month - 1, dayOfMonth);
}

/**
 * The instant of a local reading, both in ms.
 * @param {number} civil
 * @param {"first" | "last"} which
 */
function fromLocal(civil, which) {
    const east = (/** @type {number} */ at) => -new Date(at).getTimezoneOffset() * 60_000;
    const [before, after] = [east(civil - day), east(civil + day)];
    const instants = [before, after].map((offset) => civil - offset).filter((at) => at + east(at) === civil);
    if (instants.length === 0) return civil - before;
    return which === "first" ? Math.min(...instants) : Math.max(...instants);
}

export class TimeBox {
    /** @type {Zone} in which times without one are read */
    zone = "local";
    #form = part("time-form", HTMLFormElement);
    #input = part("time", HTMLInputElement);
    #error = part("time-error", HTMLElement);
    #shown = "";
    #decisions;

    /**
     * @param {object} decisions
     * @param {(moment: number) => void} decisions.onMoment
     * @param {(since: number | null, until: number | null) => void} decisions.onRange
     * @param {() => void} decisions.onClear
     */
    constructor(decisions) {
        this.#decisions = decisions;
        this.#form.addEventListener("submit", (event) => {
            event.preventDefault();
            this.#apply();
        });
        this.#input.addEventListener("input", () => this.#fail(null));
        this.#input.addEventListener("keydown", (event) => {
            if (event.key !== "Escape" || event.isComposing || this.#input.value === this.#shown) return;
            event.preventDefault();
            this.show(this.#shown);
        });
    }

    /**
     * Shows what holds, such as the range of the view.
     * @param {string} text
     */
    show(text) {
        this.#shown = text;
        this.#input.value = text;
        this.#fail(null);
    }

    /** Puts the caret into the box. */
    focus() {
        this.#input.focus();
        this.#input.select();
    }

    #apply() {
        const text = this.#input.value.trim();
        if (text === "") {
            this.show("");
            return this.#decisions.onClear();
        }
        const read = parseTime(text, { now: Date.now() * 1000, zone: this.zone });
        if ("error" in read) return this.#fail(read.error);
        this.show(text);
        if ("moment" in read) this.#decisions.onMoment(read.moment);
        else this.#decisions.onRange(read.since, read.until);
    }

    /** @param {string | null} detail */
    #fail(detail) {
        this.#error.textContent = detail ?? "";
        this.#error.hidden = detail === null;
        if (detail === null) this.#input.removeAttribute("aria-invalid");
        else this.#input.setAttribute("aria-invalid", "true");
    }
}
