// Paints the histogram: bars, axis, the choice under way and the bracket of what the list shows. Sizes are CSS pixels
// until they are painted, so that an edge falls on a pixel of the device.

import { bandHeights, spanOf, ticks } from "./histogram-scale.js";
import { tones } from "./severity.js";

/** @typedef {import("./histogram-scale.js").Grid} Grid */

/**
 * @typedef {object} Picture
 * @property {Grid} grid
 * @property {number[][]} bars  counts by tone of each bucket
 * @property {number} top  the greatest count of a bucket
 * @property {{anchor: number, focus: number} | null} choice
 * @property {number | null} pointed  the bucket under the pointer
 * @property {{from: number, to: number} | null} window
 * @property {import("./clock.js").Zone} zone
 */

/** @typedef {Record<"axis" | "text" | "choice" | "window" | "hover" | "font", string> & {tones: string[]}} Ink */

/** Room for a label of the axis, which is mostly `14:05`. */
const [axisHeight, labelWidth] = [15, 68];

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Picture} picture
 * @param {Ink} ink
 */
export function paint(canvas, picture, ink) {
    const { clientWidth: width, clientHeight: height } = canvas;
    const scale = window.devicePixelRatio || 1;
    const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
    // Setting a size clears the canvas and gives up its memory, so it is set only where it changed.
    if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high];
    const context = canvas.getContext("2d");
    if (!context || wide === 0) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, wide, high);
    const base = high - Math.round(axisHeight * scale);
    const size = { wide, base, scale };
    paintChoice(context, picture, ink, size);
    paintBars(context, picture, ink, size);
    paintPointed(context, picture, ink, size);
    context.scale(scale, scale);
    paintAxis(context, picture, ink, width, base / scale);
    paintWindow(context, picture, ink, width, base / scale);
}

/** @typedef {{wide: number, base: number, scale: number}} Size  in pixels of the device */

/**
 * The ground of what is chosen, between two lines.
 * @param {CanvasRenderingContext2D} context
 * @param {Picture} picture
 * @param {Ink} ink
 * @param {Size} size
 */
function paintChoice(context, { grid, choice }, ink, { wide, base, scale }) {
    if (!choice) return;
    const edge = (/** @type {number} */ bucket) => Math.round(bucket / grid.count * wide);
    const left = edge(Math.min(choice.anchor, choice.focus));
    const right = Math.max(left + 2, edge(Math.max(choice.anchor, choice.focus) + 1));
    context.fillStyle = ink.choice;
    context.fillRect(left, 0, right - left, base);
    context.fillStyle = ink.window;
    for (const x of [left, right - scale]) context.fillRect(Math.round(x), 0, Math.ceil(scale), base);
}

/**
 * The bars; beside a choice they are faint.
 * @param {CanvasRenderingContext2D} context
 * @param {Picture} picture
 * @param {Ink} ink
 * @param {Size} size
 */
function paintBars(context, { grid, bars, top, choice }, ink, { wide, base, scale }) {
    // Trouble is seen, however little; what is not trouble does not make a low bar look high.
    const least = tones.map((_, tone) => Math.round((tone < 3 ? 2 : 1) * scale));
    const space = wide / grid.count >= 4 * scale ? Math.round(scale) : 0;
    bars.forEach((counts, bucket) => {
        const left = Math.round(bucket / grid.count * wide);
        const across = Math.max(1, Math.round((bucket + 1) / grid.count * wide) - left - space);
        const isBeside = choice !== null && (bucket - choice.anchor) * (bucket - choice.focus) > 0;
        context.globalAlpha = isBeside ? 0.35 : 1;
        let y = base;
        bandHeights(counts, top, base - Math.round(2 * scale), least).forEach((band, tone) => {
            if (band === 0) return;
            y -= band;
            context.fillStyle = ink.tones[tone];
            context.fillRect(left, y, across, band);
        });
    });
    context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Picture} picture
 * @param {Ink} ink
 * @param {Size} size
 */
function paintPointed(context, { grid, pointed }, ink, { wide, base }) {
    if (pointed === null) return;
    const left = Math.round(pointed / grid.count * wide);
    context.fillStyle = ink.hover;
    context.fillRect(left, 0, Math.max(2, Math.round((pointed + 1) / grid.count * wide) - left), base);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Picture} picture
 * @param {Ink} ink
 * @param {number} width
 * @param {number} base
 */
function paintAxis(context, { grid, zone }, ink, width, base) {
    const span = grid.count * grid.width;
    context.fillStyle = ink.axis;
    context.fillRect(0, base, width, 1);
    context.font = ink.font;
    context.textBaseline = "bottom";
    for (const { time, label, isDay } of ticks(grid.start, grid.start + span, Math.floor(width / labelWidth), zone)) {
        const x = (time - grid.start) / span * width;
        context.fillStyle = ink.axis;
        context.fillRect(Math.round(x), base, 1, isDay ? 12 : 4);
        const half = context.measureText(label).width / 2;
        context.fillStyle = ink.text;
        const left = isDay ? x + 4 : x - half;
        if (left >= 0 && left + 2 * half <= width) context.fillText(label, left, base + axisHeight);
    }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Picture} picture
 * @param {Ink} ink
 * @param {number} width
 * @param {number} base
 */
function paintWindow(context, { grid, window }, ink, width, base) {
    if (!window) return;
    const all = spanOf(grid, 0, grid.count - 1);
    const x = (/** @type {number} */ time) => (time - all.from) / (all.to - all.from) * width;
    if (window.to < all.from || window.from >= all.to) return;
    const right = Math.min(width, Math.max(x(window.to), 8));
    const left = Math.max(0, Math.min(x(window.from), right - 8));
    context.fillStyle = ink.window;
    context.fillRect(left, base, right - left, 2);
    context.fillRect(left, base - 4, 2, 6);
    context.fillRect(right - 2, base - 4, 2, 6);
}
