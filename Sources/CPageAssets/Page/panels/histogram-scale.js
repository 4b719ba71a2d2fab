// What the histogram shows before anything is painted: which buckets to ask for, how high the bands of a bar are, where
// the marks of the time axis stand. Times are µs since 1970.

import { clockText, dayText, offset } from "./clock.js";

/** @typedef {import("./clock.js").Zone} Zone */
/** @typedef {{start: number, width: number, count: number}} Grid */

const [second, minute, hour, day] = [1e6, 60e6, 3600e6, 86400e6];
const millis = [1, 2, 5, 10, 20, 50, 100, 200, 500].map(n => n * 1000);
const days = [1, 2, 5, 10, 20, 30, 60, 90, 180, 365].map(n => n * day);

/** How long a bar may be: all divide the next greater unit. */
const widths = [
    ...millis, ...[second, minute].flatMap(unit => [1, 2, 3, 5, 10, 15, 20, 30].map(n => n * unit)),
    ...[1, 2, 3, 4, 6, 8, 12].map(n => n * hour), ...days,
];

/** How far the marks of the axis may stand apart: those that a clock has. */
const steps = [
    ...millis, ...[1, 2, 5, 10, 15, 30].map(n => n * second), ...[1, 2, 5, 10, 15, 30].map(n => n * minute),
    ...[1, 2, 3, 6, 12].map(n => n * hour), ...days,
];

/**
 * The least of the round lengths of which at most so many cover the span.
 * @param {number} span
 * @param {number} most
 * @param {readonly number[]} lengths
 */
function round(span, most, lengths) {
    return lengths.find(length => span / length <= most) ?? Math.ceil(span / most / day) * day;
}

/**
 * Buckets of a round width at round times of the zone. The same log asked again a little later has the same buckets and
 * some more, so that a live picture does not shimmer. A `fixed` start stays what it is.
 * @param {{since: number, until: number, fixed?: boolean}} extent  until is beyond the last event
 * @param {number} most
 * @param {Zone} zone
 * @returns {Grid}
 */
export function gridOver({ since, until, fixed = false }, most, zone) {
    const width = round(until - since, most - 1, widths);
    const ahead = width < hour ? 0 : offset(since, zone);
    const start = fixed ? since : Math.floor((since + ahead) / width) * width - ahead;
    const count = Math.max(1, Math.ceil((until - start) / width));
    // A log of a moment would be one bar from edge to edge.
    const missing = fixed ? 0 : Math.max(0, 12 - count);
    return { start: start - missing * width, width, count: count + missing };
}

/**
 * How many buckets to ask for between two moments, both inclusive: those of a round width where they fit.
 * @param {number} since
 * @param {number} until
 * @param {number} most
 */
export function bucketsBetween(since, until, most) {
    const span = until - since;
    const width = round(span, most, widths);
    const count = Math.round(span / width);
    return Math.abs(count * width - span) <= 1 && count > 0 ? count : most;
}

/**
 * The heights of a bar's bands, in the same order. The bar is as high as the root of its count: one burst would
 * otherwise flatten all that is left of the day. Its bands share it by count; one that has anything is at least as high
 * as its `least`, at the expense of the highest.
 * @param {readonly number[]} counts
 * @param {number} top  the count that fills the height
 * @param {number} height
 * @param {readonly number[]} least
 */
export function bandHeights(counts, top, height, least) {
    const total = counts.reduce((sum, count) => sum + count, 0);
    const scale = total === 0 ? 0 : Math.sqrt(total / top) * height / total;
    const bands = counts.map((count, place) => count === 0 ? 0 : Math.max(least[place], Math.round(count * scale)));
    for (let over = bands.reduce((sum, band) => sum + band, 0) - height; over > 0;) {
        const highest = bands.indexOf(Math.max(...bands));
        const taken = Math.min(over, bands[highest] - least[highest]);
        if (taken <= 0) break;
        bands[highest] -= taken;
        over -= taken;
    }
    return bands;
}

/**
 * The marks of the axis, at round times of the zone's wall clock; midnight tells the day instead.
 * @param {number} from
 * @param {number} to
 * @param {number} most
 * @param {Zone} zone
 * @returns {{time: number, label: string, isDay: boolean}[]}
 */
export function ticks(from, to, most, zone) {
    const step = round(to - from, Math.max(1, most), steps);
    const unit = step >= minute ? "minute" : step >= second ? "second" : "millisecond";
    const found = [];
    for (let wall = Math.ceil((from + offset(from, zone)) / step) * step; ; wall += step) {
        // The offset at the mark itself: a change of summer time may lie between.
        const time = wall - offset(wall - offset(wall, zone), zone);
        if (time >= to) return found;
        if (time < from || time + offset(time, zone) !== wall) continue;
        const isDay = wall % day === 0;
        found.push({ time, label: isDay ? dayText(time, zone) : clockText(time, zone, unit), isDay });
    }
}

/**
 * The bucket at a position of the picture.
 * @param {number} x
 * @param {number} width
 * @param {number} count
 */
export function bucketAt(x, width, count) {
    return Math.min(count - 1, Math.max(0, Math.floor(x / width * count)));
}

/**
 * From where to where a choice of buckets goes, whichever end was first; `to` is beyond its last event.
 * @param {Grid} grid
 * @param {number} anchor
 * @param {number} focus
 */
export function spanOf(grid, anchor, focus) {
    const [first, last] = [Math.min(anchor, focus), Math.max(anchor, focus)];
    return { from: grid.start + first * grid.width, to: grid.start + (last + 1) * grid.width };
}

/**
 * The bucket that a key moves the cursor to; null for a key that moves nothing.
 * @param {string} key
 * @param {number} bucket
 * @param {number} count
 */
export function bucketAfter(key, bucket, count) {
    const steps = /** @type {Record<string, number>} */ ({
        ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -count, End: count,
    });
    return key in steps ? Math.min(count - 1, Math.max(0, bucket + steps[key])) : null;
}
