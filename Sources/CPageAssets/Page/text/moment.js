/* Moments in µs since 1970 as text, and back. Rows are formatted in great numbers: the zone's offset is asked of
   Date once a quarter of an hour of log time, everything else is arithmetic. */

/** @typedef {"local" | "utc"} Zone */

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** Beyond these Date has no answer. */
const most = 8.64e18;

const two = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, "0"));

/** Seconds east of UTC, by quarters of an hour: offsets only change at such. */
const offsets = { quarter: NaN, seconds: 0 };

/** @param {number} second since 1970 @param {Zone} zone */
function offsetAt(second, zone) {
    if (zone === "utc") return 0;
    const quarter = Math.floor(second / 900);
    if (quarter !== offsets.quarter) {
        offsets.quarter = quarter;
        offsets.seconds = Math.round(-60 * new Date(quarter * 900_000).getTimezoneOffset());
    }
    return offsets.seconds;
}

/** @param {number} time µs */
function isMoment(time) { return Math.abs(time) < most; }

/** Civil date of days since 1970, by Howard Hinnant's algorithm (chrono-compatible low-level date algorithms).
 *  @param {number} days */
function dateOf(days) {
    const shifted = days + 719468;
    const era = Math.floor(shifted / 146097);
    const day = shifted - era * 146097;
    const year = Math.floor((day - Math.floor(day / 1460) + Math.floor(day / 36524) - Math.floor(day / 146096)) / 365);
    const ofYear = day - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
    const month = Math.floor((5 * ofYear + 2) / 153);
    return {
        year: year + era * 400 + (month >= 10 ? 1 : 0),
        month: month < 10 ? month + 3 : month - 9,
        day: ofYear - Math.floor((153 * month + 2) / 5) + 1,
        weekday: ((days % 7) + 11) % 7,
    };
}

/** @param {number} time µs @param {Zone} zone */
function parts(time, zone) {
    const second = Math.floor(time / 1e6);
    const offset = offsetAt(second, zone);
    const local = second + offset;
    const days = Math.floor(local / 86400);
    return { days, second: local - days * 86400, micros: time - second * 1e6, offset };
}

/** @param {number} second of the day */
function clockOf(second) {
    return `${two[Math.floor(second / 3600)]}:${two[Math.floor(second / 60) % 60]}:${two[second % 60]}`;
}

/** `14:02:11`.
 *  @param {number} time µs @param {Zone} zone */
export function clock(time, zone) {
    return isMoment(time) ? clockOf(parts(time, zone).second) : "";
}

/** `.123`, what clock() leaves out.
 *  @param {number} time µs */
export function milliseconds(time) {
    if (!isMoment(time)) return "";
    const micros = time - Math.floor(time / 1e6) * 1e6;
    return `.${String(Math.floor(micros / 1000)).padStart(3, "0")}`;
}

const lastDay = { number: NaN, text: "" };

/** `Mon 23 Nov 2026`.
 *  @param {number} time µs @param {Zone} zone */
export function day(time, zone) {
    if (!isMoment(time)) return "";
    const { days } = parts(time, zone);
    if (days === lastDay.number) return lastDay.text;
    const date = dateOf(days);
    lastDay.number = days;
    lastDay.text = `${weekdays[date.weekday]} ${date.day} ${months[date.month - 1]} ${date.year}`;
    return lastDay.text;
}

/** Days since 1970 in the zone, to see where the day changes.
 *  @param {number} time µs @param {Zone} zone */
export function dayNumber(time, zone) {
    return isMoment(time) ? parts(time, zone).days : NaN;
}

/** `now`, `3 s ago`, `5 min ago`, `2 h ago`, `9 d ago`; `in 3 s` of a clock that runs ahead.
 *  @param {number} time µs @param {number} now µs */
export function ago(time, now) {
    const seconds = Math.round(Math.abs(now - time) / 1e6);
    if (!(seconds >= 1)) return seconds === 0 ? "now" : "";
    const [count, unit] = seconds < 60 ? [seconds, "s"]
        : seconds < 3600 ? [Math.floor(seconds / 60), "min"]
            : seconds < 86400 ? [Math.floor(seconds / 3600), "h"] : [Math.floor(seconds / 86400), "d"];
    return time <= now ? `${count} ${unit} ago` : `in ${count} ${unit}`;
}

/** `2026-11-23T02:20:23.004710Z`, or with the local offset.
 *  @param {number} time µs @param {Zone} zone */
export function rfc3339(time, zone = "utc") {
    if (!isMoment(time)) return "";
    const { days, second, micros, offset } = parts(time, zone);
    const { year, month, day: dayOfMonth } = dateOf(days);
    const date = `${String(year).padStart(4, "0")}-${two[month]}-${two[dayOfMonth]}`;
    return `${date}T${clockOf(second)}.${String(Math.floor(micros)).padStart(6, "0")}${zoneOf(offset, zone)}`;
}

/** @param {number} offset seconds east @param {Zone} zone */
function zoneOf(offset, zone) {
    if (zone === "utc") return "Z";
    const minutes = Math.floor(Math.abs(offset) / 60);
    return `${offset < 0 ? "-" : "+"}${two[Math.floor(minutes / 60)]}:${two[minutes % 60]}`;
}

const pattern = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?([Zz]|[+-]\d\d:?\d\d)$/;

/** µs of an RFC 3339 text, to the µs (Date has but ms); NaN if it is none.
 *  @param {string} text @returns {number} */
export function microseconds(text) {
    const match = pattern.exec(text);
    if (!match) return NaN;
    const [year, month, dayOfMonth, hour, minute, second] = match.slice(1, 7).map(Number);
    const start = Date.UTC(year, month - 1, dayOfMonth);
    const isDate = month >= 1 && dayOfMonth >= 1 && new Date(start).getUTCDate() === dayOfMonth && month <= 12;
    if (!isDate || hour > 23 || minute > 59 || second > 60) return NaN;
    const micros = Number((match[7] ?? "").slice(0, 6).padEnd(6, "0"));
    const [sign, zoneHours, zoneMinutes] = /\d/.test(match[8])
        ? [match[8][0] === "-" ? -1 : 1, Number(match[8].slice(1, 3)), Number(match[8].slice(-2))]
        : [1, 0, 0];
    if (zoneHours > 23 || zoneMinutes > 59) return NaN;
    const seconds = start / 1000 + hour * 3600 + minute * 60 + second - sign * (zoneHours * 60 + zoneMinutes) * 60;
    return seconds * 1e6 + micros;
}
