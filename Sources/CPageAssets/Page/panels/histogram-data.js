// Asks for the histogram's counts: first from when to when there is anything, then buckets of round times over that.

import { microseconds } from "../text/moment.js";
import { iso } from "./clock.js";
import { bucketsBetween, gridOver } from "./histogram-scale.js";
import { countParameters, timeParameters } from "./request.js";
import { byTone } from "./severity.js";

/** @typedef {import("./histogram-scale.js").Grid} Grid */
/**
 * @typedef {object} Counts
 * @property {Grid} grid
 * @property {number[][]} bars  by tone, of each bucket
 * @property {number[][]} priorities  the nine counts of each bucket
 * @property {number} top  the greatest count of a bucket
 * @property {number} total
 */

const isMoment = (/** @type {string | null} */ text) => /^(@|\d{4}-\d\d-\d\d)/.test(text ?? "");

/** The counts of one view; asked again, it keeps its buckets as long as they serve. */
export class HistogramData {
    /**
     * @param {import("./request.js").View} view
     * @param {import("./request.js").Load} load
     */
    constructor(view, load) {
        this.load = load;
        this.params = countParameters(view);
        /** @type {{since: number, until: number, at: number} | null} */
        this.extent = null;
    }

    /** Whether the view says from when or until when. */
    get isBounded() { return [...timeParameters(this.params)].length > 0; }

    /**
     * @param {number} most  buckets
     * @param {import("./clock.js").Zone} zone
     * @param {AbortSignal} signal
     * @returns {Promise<Counts>}
     */
    async counts(most, zone, signal) {
        const since = this.params.get("since") ?? this.params.get("S");
        const until = this.params.get("until") ?? this.params.get("U");
        const isFixed = isMoment(since);
        // Nothing moves between two moments: the answer's own buckets fit them exactly.
        if (isFixed && isMoment(until)) {
            const buckets = bucketsBetween(microseconds(since ?? ""), microseconds(until ?? ""), most);
            return this.ask(this.params, buckets, signal);
        }
        const extent = await this.findExtent(most, signal);
        const grid = gridOver({ ...extent, fixed: isFixed }, most, zone);
        const params = new URLSearchParams(this.params);
        for (const name of ["S", "U", "since", "until"]) params.delete(name);
        params.set("since", iso(grid.start));
        params.set("until", iso(grid.start + grid.count * grid.width - 1));
        return this.ask(params, grid.count, signal);
    }

    /**
     * @param {number} most
     * @param {AbortSignal} signal
     */
    async findExtent(most, signal) {
        const known = this.extent;
        const width = known ? (known.until - known.since) / most : 0;
        if (known && (performance.now() - known.at) * 1000 < width / 2) return known;
        const params = timeParameters(this.params);
        params.set("buckets", "1");
        const answer = await this.load("/hist", params, signal);
        this.extent = { since: microseconds(answer.since), until: microseconds(answer.until), at: performance.now() };
        return this.extent;
    }

    /**
     * @param {URLSearchParams} given
     * @param {number} buckets
     * @param {AbortSignal} signal
     * @returns {Promise<Counts>}
     */
    async ask(given, buckets, signal) {
        const params = new URLSearchParams(given);
        params.set("buckets", String(buckets));
        const answer = await this.load("/hist", params, signal);
        const priorities = answer.buckets.map((/** @type {any} */ bucket) => bucket.priorities);
        const totals = answer.buckets.map((/** @type {any} */ bucket) => bucket.count);
        return {
            grid: { start: microseconds(answer.since), width: answer.width, count: totals.length },
            bars: priorities.map(byTone), priorities, top: Math.max(1, ...totals), total: answer.total,
        };
    }
}
