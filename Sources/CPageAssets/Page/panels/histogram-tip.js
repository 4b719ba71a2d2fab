// What the histogram says of the buckets under the pointer or the cursor: to the eye in a small table, to a screen
// reader in a sentence.

import { rangeText } from "./clock.js";
import { countText, element } from "./element.js";
import { priorities, tones } from "./severity.js";

/** @typedef {import("./clock.js").Zone} Zone */

/**
 * The priorities that a choice of buckets holds, most severe first.
 * @param {readonly number[][]} buckets  the nine counts of each
 */
export function sumOf(buckets) {
    const sums = priorities.map((_, priority) => buckets.reduce((sum, counts) => sum + counts[priority], 0));
    const named = sums.map((count, priority) => ({ ...priorities[priority], count })).filter(({ count }) => count > 0);
    return { total: sums.reduce((sum, count) => sum + count, 0), named };
}

/**
 * @param {{from: number, to: number}} span
 * @param {readonly number[][]} buckets
 * @param {Zone} zone
 */
export function sentence(span, buckets, zone) {
    const { total, named } = sumOf(buckets);
    const parts = named.filter(({ name }) => name !== "none").map(({ name, count }) => `${countText(count)} ${name}`);
    const what = `${countText(total)} event${total === 1 ? "" : "s"}`;
    return `${rangeText(span.from, span.to, zone)}: ${what}${parts.length > 0 ? `, of them ${parts.join(", ")}` : ""}`;
}

/** The small table beside the pointer. It takes no pointer events and is hidden from screen readers. */
export class HistogramTip {
    constructor() {
        this.time = element("b");
        this.counts = element("div", { class: "histogram-tip-counts" });
        this.hint = element("p", { class: "histogram-tip-hint" });
        this.element = element("div", { class: "histogram-tip", hidden: true, "aria-hidden": "true" },
            this.time, this.counts, this.hint);
    }

    /**
     * @param {{from: number, to: number}} span
     * @param {readonly number[][]} buckets
     * @param {Zone} zone
     * @param {string} hint
     */
    show(span, buckets, zone, hint) {
        const { total, named } = sumOf(buckets);
        this.time.textContent = rangeText(span.from, span.to, zone);
        const rows = named.map(({ name, tone, count }) => [
            element("i", { class: "ink", "data-ink": tone }), element("span", { text: name }),
            element("span", { class: "count", text: countText(count) }),
        ]);
        const all = [element("i"), element("span", { text: total === 1 ? "event" : "events" }),
            element("span", { class: "count", text: countText(total) })];
        this.counts.replaceChildren(...all, ...rows.flat());
        this.hint.textContent = hint;
        this.element.hidden = false;
    }

    hide() { this.element.hidden = true; }

    /**
     * Beside the position, on the side that has room.
     * @param {number} x
     * @param {number} width  of the section
     */
    place(x, width) {
        const own = this.element.offsetWidth;
        const left = x + 14 + own <= width ? x + 14 : x - 14 - own;
        this.element.style.transform = `translateX(${Math.round(Math.max(4, Math.min(left, width - own - 4)))}px)`;
    }
}

/** @returns the elements from whose colours the canvas is painted: it cannot read `light-dark()` itself */
export function inkSamples() {
    const names = [...tones, "axis", "text", "choice", "hover", "window"];
    return element("div", { hidden: true }, ...names.map(name => element("i", { class: "ink", "data-ink": name })));
}

/**
 * @param {HTMLElement} samples
 * @returns {import("./histogram-paint.js").Ink}
 */
export function inkOf(samples) {
    const colors = [...samples.children].map(sample => getComputedStyle(sample).color);
    const [axis, text, choice, hover, window] = colors.slice(tones.length);
    const font = `10.5px ${getComputedStyle(samples).fontFamily}`;
    return { tones: colors.slice(0, tones.length), axis, text, choice, hover, window, font };
}

