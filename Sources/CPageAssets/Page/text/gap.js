/* What a gap row says: how many events are missing, why, and between when. */

import { clock, microseconds } from "./moment.js";

/** @type {Record<string, string>} */
const reasons = {
    retention: "older than this log keeps",
    quarantine: "a damaged part of this log was put aside",
    "unknown-id": "this log never gave the position asked for",
    rotated: "log file rotated away before it was read",
    truncated: "log file truncated before it was read",
    vacuumed: "journal vacuumed",
    corrupt: "the journal has entries that cannot be read",
    suppressed: "their writer was rate-limited by journald",
    released: "deleted log file let go to free its disk space",
};

/** @param {unknown} value a time as text or µs @param {import("./moment.js").Zone} zone */
function clockOf(value, zone) {
    const time = typeof value === "string" ? microseconds(value) : typeof value === "number" ? value : NaN;
    return clock(time, zone);
}

/** @param {string} json @returns {Record<string, unknown>} */
function parsed(json) {
    try {
        const value = JSON.parse(json);
        return value && typeof value === "object" ? value : {};
    } catch {
        // Whatever it was, the row must still say that something is missing.
        return {};
    }
}

/** `312 events not available: journal vacuumed, 14:02:11–14:05:15`.
 *  @param {string} json the gap's object @param {import("./moment.js").Zone} zone */
export function gapText(json, zone) {
    const gap = parsed(json);
    const missed = typeof gap.missed === "number" ? gap.missed : null;
    const count = missed === null ? "events" : missed === 1 ? "1 event" : `${missed.toLocaleString("en")} events`;
    const reason = typeof gap.reason === "string" ? reasons[gap.reason] ?? gap.reason : "reason unknown";
    const input = typeof gap.input === "string" && gap.input !== "journal" ? ` (${gap.input})` : "";
    const [from, to] = [clockOf(gap.from, zone), clockOf(gap.to, zone)];
    const range = from && to ? `, ${from}–${to}` : from ? `, from ${from}` : to ? `, until ${to}` : "";
    return `${count} not available: ${reason}${input}${range}`;
}
