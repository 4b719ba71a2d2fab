// Which texts the server takes for a point in time, in `since` and `until`: the grammar of its TimeExpression.

/** @type {[names: string[], micros: bigint][]} */
const units = [
    [["us", "usec"], 1n],
    [["ms", "msec"], 1000n],
    [["s", "sec", "secs", "second", "seconds"], 1_000_000n],
    [["m", "min", "mins", "minute", "minutes"], 60_000_000n],
    [["h", "hr", "hour", "hours"], 3_600_000_000n],
    [["d", "day", "days"], 86_400_000_000n],
    [["w", "week", "weeks"], 604_800_000_000n],
];
const spans = new Map(units.flatMap(([names, micros]) => names.map((name) => /** @type {const} */ ([name, micros]))));
const longest = 2n ** 63n;

const clock = String.raw`(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?: *z *| *[-+](\d\d):?(\d\d) *| +(\d\d):?(\d\d) *)?`;
const named = new RegExp(`^ *(?:today|yesterday|tomorrow) *(?:${clock})?$`);
const alone = new RegExp(`^ *${clock}$`);
const dated = new RegExp(`^ *(\\d{4})-(\\d\\d)-(\\d\\d)(?:t *${clock}| *| *${clock})$`);

/**
 * A span of time such as `1h30m` or `90 min`, in µs; null for anything else. In lower case, without spaces around.
 * @param {string} text
 * @returns {number | null}
 */
export function span(text) {
    if (!/^(?:\d{1,9} *[a-z]+ *)+$/.test(text) || text.endsWith(" ")) return null;
    let total = 0n;
    for (const [, count, name] of text.matchAll(/(\d+) *([a-z]+)/g)) {
        const unit = spans.get(name);
        if (unit === undefined) return null;
        total += BigInt(count) * unit;
    }
    return total < longest ? Number(total) : null;
}

/**
 * Whether `year`-`month`-`day` is a day of the calendar.
 * @param {number} year
 * @param {number} month
 * @param {number} day
 */
export function isDay(year, month, day) {
    const last = new Date(0);
    last.setUTCFullYear(year, month, 0);
    return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= last.getUTCDate();
}

/**
 * Whether the server takes the text for a time.
 * @param {string} text
 */
export function isTime(text) {
    if (new TextEncoder().encode(text).length > 64) return false;
    const lower = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    if (/^ *(?:now *|@\d{1,12}(?:\.\d+)? *)$/.test(lower)) return true;
    const before = /^ *-(\d.*?) *$/.exec(lower) ?? /^ *(\d.*?) +ago *$/.exec(lower);
    if (before && span(before[1]) !== null) return true;
    const date = dated.exec(lower);
    if (date) {
        const [year, month, day, ...parts] = date.slice(1).map(Number);
        return isDay(year, month, day) && isClock(parts.slice(0, 7)) && isClock(parts.slice(7));
    }
    const time = named.exec(lower) ?? alone.exec(lower);
    return time !== null && isClock(time.slice(1).map(Number));
}

/**
 * Hour, minute, second, and the zone's hours and minutes, with a sign or after a space; NaN where there is none.
 * @param {number[]} parts
 */
function isClock([hour, minute, second, hours, minutes, spacedHours, spacedMinutes]) {
    if (hour > 23 || minute > 59 || second > 59) return false;
    return !(hours > 18 || minutes > 59 || spacedHours > 18 || spacedMinutes > 59);
}
