// The strip of counts over time: bars stacked by priority, errors at the bottom so that they are seen, and the choice
// of a time or a range by pointer, touch or keys.

import { iso } from "./clock.js";
import { HistogramData } from "./histogram-data.js";
import { HistogramFace } from "./histogram-face.js";
import { bucketAfter, bucketAt, spanOf } from "./histogram-scale.js";
import { sentence } from "./histogram-tip.js";
import { problemText } from "./request.js";

/**
 * @typedef {object} HistogramActions
 * @property {import("./request.js").Load} load
 * @property {(since: string | null, until: string | null) => void} onRange  null: the whole log
 * @property {(time: string) => void} onJump
 */

const [pixelsPerBucket, mostBuckets] = [7, 400];

/** Fills and drives the section. */
export class Histogram {
    /**
     * @param {HTMLElement} section
     * @param {HistogramActions} actions
     */
    constructor(section, actions) {
        this.actions = actions;
        this.face = new HistogramFace(section, {
            onWhole: () => actions.onRange(null, null), onResize: () => this.resize(),
        });
        /** @type {HistogramData | null} */
        this.data = null;
        /** @type {import("./histogram-data.js").Counts | null} */
        this.counts = null;
        /** @type {{anchor: number, focus: number} | null} */
        this.choice = null;
        /** @type {number | null} */
        this.pointed = null;
        /** @type {{x: number, isRange: boolean} | null} */
        this.drag = null;
        /** @type {{from: number, to: number} | null} */
        this.window = null;
        /** @type {AbortController | null} */
        this.request = null;
        this.bucketsAsked = 0;
        /** @type {import("./clock.js").Zone} */
        this.shownZone = "local";
        this.listen();
    }

    /** The zone of the axis. */
    get zone() { return this.shownZone; }
    set zone(zone) {
        if (zone === this.shownZone) return;
        this.shownZone = zone;
        this.draw();
        this.refresh();
    }

    /**
     * Counts this view from now on; what is shown stays until its counts are here.
     * @param {import("./request.js").View} view
     */
    show(view) {
        this.request?.abort();
        this.request = null;
        this.data = new HistogramData(view, this.actions.load);
        this.face.whole.hidden = !this.data.isBounded;
        return this.refresh(true);
    }

    /**
     * Counts again, unless that is under way.
     * @param {boolean} [isNew]  a view's first counts end what was being chosen
     */
    async refresh(isNew = false) {
        if (!this.data || this.request) return;
        const request = this.request = new AbortController();
        this.face.section.setAttribute("aria-busy", "true");
        this.bucketsAsked = this.mostBuckets;
        try {
            const counts = await this.data.counts(this.bucketsAsked, this.shownZone, request.signal);
            if (this.request === request) this.take(counts, isNew);
        } catch (error) {
            if (this.request === request) this.face.note(`No counts: ${problemText(error)}`);
        }
        if (this.request !== request) return;
        this.request = null;
        this.face.section.setAttribute("aria-busy", "false");
    }

    /**
     * The bracket under the bars: the times of what the list shows, in µs.
     * @param {number} from
     * @param {number} to
     */
    showWindow(from, to) {
        if (this.window?.from === from && this.window.to === to) return;
        this.window = { from, to };
        this.draw();
    }

    get mostBuckets() {
        const width = this.face.plot.clientWidth || 800;
        return Math.min(mostBuckets, Math.max(24, Math.floor(width / pixelsPerBucket)));
    }

    listen() {
        const { plot } = this.face;
        plot.addEventListener("pointerdown", event => this.press(event));
        plot.addEventListener("pointermove", event => this.point(event));
        plot.addEventListener("pointerup", event => this.release(event));
        plot.addEventListener("pointercancel", () => this.letGo());
        plot.addEventListener("pointerleave", () => { if (!this.drag) this.unpoint(); });
        plot.addEventListener("keydown", event => this.key(event));
        plot.addEventListener("blur", () => { if (!this.drag) this.letGo(); });
    }

    resize() {
        this.draw();
        // A few pixels more are the same bars a little wider.
        const isOther = Math.abs(this.mostBuckets - this.bucketsAsked) > this.bucketsAsked / 5;
        if (this.counts && isOther) this.refresh();
    }

    /**
     * @param {import("./histogram-data.js").Counts} counts
     * @param {boolean} isNew
     */
    take(counts, isNew) {
        this.face.note(counts.total === 0 ? "No events" : "", "quiet");
        const { counts: old, choice } = this;
        this.counts = counts;
        this.choice = old && choice && !isNew ? this.moved(choice, old.grid, counts.grid) : null;
        if (this.pointed !== null) this.pointed = Math.min(this.pointed, counts.grid.count - 1);
        this.face.measure(counts);
        this.change();
    }

    /**
     * A choice stays on its times when the buckets under it change.
     * @param {{anchor: number, focus: number}} choice
     * @param {import("./histogram-scale.js").Grid} from
     * @param {import("./histogram-scale.js").Grid} to
     */
    moved(choice, from, to) {
        const place = (/** @type {number} */ bucket) =>
            bucketAt(from.start + bucket * from.width - to.start, to.count * to.width, to.count);
        return { anchor: place(choice.anchor), focus: place(choice.focus) };
    }

    /** Says what is under the pointer or chosen, to eye and ear. */
    tell() {
        const { counts, choice, pointed } = this;
        if (!counts) return;
        const marked = this.drag?.isRange || pointed === null ? choice : { anchor: pointed, focus: pointed };
        const chosen = choice ?? { anchor: 0, focus: counts.grid.count - 1 };
        this.face.say(chosen.focus, sentence(...this.spanAnd(chosen), this.shownZone));
        if (!marked) return this.face.tip.hide();
        const isRange = marked.anchor !== marked.focus;
        const hint = this.drag?.isRange ? "Release to show this range"
            : pointed !== null ? "Click to go there, drag for a range"
                : `Enter to ${isRange ? "show this range" : "go there"}`;
        this.face.tip.show(...this.spanAnd(marked), this.shownZone, hint);
        this.face.placeTip((marked.focus + 0.5) / counts.grid.count);
    }

    /**
     * @param {{anchor: number, focus: number}} choice
     * @returns {[{from: number, to: number}, number[][]]}
     */
    spanAnd({ anchor, focus }) {
        const counts = /** @type {import("./histogram-data.js").Counts} */ (this.counts);
        const buckets = counts.priorities.slice(Math.min(anchor, focus), Math.max(anchor, focus) + 1);
        return [spanOf(counts.grid, anchor, focus), buckets];
    }

    /** @param {PointerEvent} event */
    bucketUnder(event) {
        const { left, width } = this.face.plot.getBoundingClientRect();
        return bucketAt(event.clientX - left, width, this.counts?.grid.count ?? 1);
    }

    /** @param {PointerEvent} event */
    press(event) {
        if (event.button !== 0 || !this.counts) return;
        this.face.plot.setPointerCapture(event.pointerId);
        this.drag = { x: event.clientX, isRange: false };
        this.pointed = this.bucketUnder(event);
        this.choice = { anchor: this.pointed, focus: this.pointed };
        this.change();
    }

    /** @param {PointerEvent} event */
    point(event) {
        if (!this.counts) return;
        const bucket = this.bucketUnder(event);
        const isRange = this.drag !== null && (this.drag.isRange || Math.abs(event.clientX - this.drag.x) > 4);
        if (bucket === this.pointed && isRange === (this.drag?.isRange ?? false)) return;
        this.pointed = bucket;
        if (this.drag && isRange && this.choice) {
            this.drag.isRange = true;
            this.choice.focus = bucket;
        }
        this.change();
    }

    /** @param {PointerEvent} event */
    release(event) {
        const { drag } = this;
        this.drag = null;
        if (!drag || !this.choice) return;
        if (event.pointerType !== "mouse") this.pointed = null;
        this.apply(drag.isRange);
        this.change();
    }

    /** @param {boolean} isRange */
    apply(isRange) {
        if (!this.counts || !this.choice) return;
        const { from, to } = spanOf(this.counts.grid, this.choice.anchor, this.choice.focus);
        if (isRange) return this.actions.onRange(iso(from), iso(to - 1));
        this.choice = null;
        this.actions.onJump(iso(from));
    }

    letGo() {
        this.drag = null;
        this.choice = null;
        this.unpoint();
    }

    unpoint() {
        this.pointed = null;
        this.change();
    }

    /** @param {KeyboardEvent} event */
    key(event) {
        if (!this.counts || event.ctrlKey || event.metaKey || event.altKey) return;
        const { count } = this.counts.grid;
        const to = bucketAfter(event.key, this.choice?.focus ?? count, count);
        const isHeld = this.choice !== null || this.drag !== null;
        if (to !== null) {
            this.pointed = null;
            this.choice = { anchor: event.shiftKey ? this.choice?.anchor ?? to : to, focus: to };
            this.change();
        } else if (event.key === "Escape" && isHeld) this.letGo();
        else if (event.key === "Enter" && this.choice) this.apply(this.choice.anchor !== this.choice.focus);
        else return;
        // The page's own keys would act on the same arrows.
        event.preventDefault();
        event.stopPropagation();
    }

    change() {
        this.tell();
        this.draw();
    }

    draw() {
        const { counts, choice, pointed, window, shownZone: zone } = this;
        if (counts) this.face.draw({ ...counts, choice, pointed, window, zone });
    }
}
