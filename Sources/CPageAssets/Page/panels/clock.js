// Times in µs since 1970 as the panels write them, in UTC or the browser's zone.

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** @typedef {"local" | "utc"} Zone */

/**
 * How far the zone is ahead of UTC at a time, in µs.
 * @param {number} time
 * @param {Zone} zone
 */
export function offset(time, zone) {
    return zone === "utc" ? 0 : -new Date(time / 1000).getTimezoneOffset() * 60e6;
}

/** @param {number} time  @param {Zone} zone  @returns {string} the wall clock, as `2026-11-23T14:05:10.250000` */
function wall(time, zone) {
    const shifted = time + offset(time, zone);
    const seconds = Math.floor(shifted / 1e6);
    const rest = String(Math.round(shifted - seconds * 1e6)).padStart(6, "0");
    return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${rest}`;
}

/** @param {number} time  @returns {string} RFC 3339 in UTC, as short as it is exact */
export const iso = time => `${wall(time, "utc").replace(/\.?0+$/, "")}Z`;

/** @param {number} time  @param {Zone} zone  @returns {string} `23 Nov` */
export function dayText(time, zone) {
    const text = wall(time, zone);
    return `${Number(text.slice(8, 10))} ${months[Number(text.slice(5, 7)) - 1]}`;
}

/**
 * `14:05`, and as much finer as asked.
 * @param {number} time
 * @param {Zone} zone
 * @param {"minute" | "second" | "millisecond" | "microsecond"} unit
 */
export function clockText(time, zone, unit) {
    return wall(time, zone).slice(11, { minute: 16, second: 19, millisecond: 23, microsecond: 26 }[unit]);
}

/** @param {number} time  @param {Zone} zone  @returns {string} `2026-11-23 14:05:10.250000` */
export function fullText(time, zone) {
    return wall(time, zone).replace("T", " ");
}

/** @param {number} time  @returns {string} `+01:00`, the browser's zone at that time */
export function offsetText(time) {
    const minutes = Math.round(offset(time, "local") / 60e6);
    const text = (/** @type {number} */ n) => String(n).padStart(2, "0");
    return `${minutes < 0 ? "−" : "+"}${text(Math.floor(Math.abs(minutes) / 60))}:${text(Math.abs(minutes) % 60)}`;
}

/** @param {readonly number[]} times  @returns the coarsest unit in which these times are whole */
function unitOf(times) {
    if (times.every(time => time % 60e6 === 0)) return "minute";
    return times.every(time => time % 1e6 === 0) ? "second" : "millisecond";
}

/**
 * `23 Nov 14:00 – 14:10`, as fine as its ends are.
 * @param {number} from
 * @param {number} to
 * @param {Zone} zone
 */
export function rangeText(from, to, zone) {
    const unit = unitOf([from, to]);
    const [first, last] = [dayText(from, zone), dayText(to, zone)];
    const day = last === first ? "" : `${last} `;
    return `${first} ${clockText(from, zone, unit)} – ${day}${clockText(to, zone, unit)}`;
}

/** @param {number} span  in µs  @returns {string} `10 min` */
export function spanText(span) {
    const units = /** @type {const} */ ([[86400e6, "d"], [3600e6, "h"], [60e6, "min"], [1e6, "s"], [1e3, "ms"]]);
    const [size, name] = units.find(([size]) => span >= size * 0.9995) ?? [1, "µs"];
    return `${Number((span / size).toPrecision(span < size * 10 ? 2 : 3))} ${name}`;
}
