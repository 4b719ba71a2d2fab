// The elements of the histogram's section: the plot that is painted and operated, its scale, table, and quiet words.

import { spanText } from "./clock.js";
import { button, element, shortCountText } from "./element.js";
import { paint } from "./histogram-paint.js";
import { HistogramTip, inkOf, inkSamples } from "./histogram-tip.js";

const keysHelp = "Arrow keys move over the counts, with Shift they choose a range, Enter goes there, Escape lets go.";

/** Paints at most once a frame, in the colours of the theme that is on. */
export class HistogramFace {
    /**
     * @param {HTMLElement} section
     * @param {{onWhole: () => void, onResize: () => void}} actions
     */
    constructor(section, { onWhole, onResize }) {
        this.section = section;
        this.canvas = element("canvas", { "aria-hidden": "true" });
        this.plot = element("div", {
            class: "histogram-plot", role: "slider", tabindex: 0, "aria-label": "Events over time",
            "aria-describedby": "histogram-keys", "aria-valuemin": 0, "aria-valuemax": 0, "aria-valuenow": 0,
            "aria-valuetext": "No counts yet", "aria-orientation": "horizontal",
        }, this.canvas);
        this.peak = element("span", { title: "The most events in one bar; a quarter of them is half as high" });
        this.width = element("span", { title: "How long one bar is" });
        this.tip = new HistogramTip();
        this.problem = element("p", { class: "histogram-note", role: "status" });
        this.whole = button("Whole log", onWhole, { class: "histogram-whole" });
        this.whole.hidden = true;
        this.samples = inkSamples();
        /** @type {import("./histogram-paint.js").Ink | null} */
        this.ink = null;
        /** @type {import("./histogram-paint.js").Picture | null} */
        this.picture = null;
        this.isPainting = false;
        section.replaceChildren(
            element("div", { class: "histogram-scale", "aria-hidden": "true" }, this.peak, this.width), this.plot,
            this.whole, this.problem, this.tip.element, this.samples,
            element("p", { id: "histogram-keys", hidden: true, text: keysHelp }));
        this.watchTheme();
        new ResizeObserver(onResize).observe(this.plot);
    }

    watchTheme() {
        const recolor = () => {
            this.ink = null;
            if (this.picture) this.draw(this.picture);
        };
        new MutationObserver(recolor).observe(document.documentElement, { attributeFilter: ["data-theme"] });
        for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
            matchMedia(query).addEventListener("change", recolor);
        }
    }

    /** @param {import("./histogram-paint.js").Picture} picture */
    draw(picture) {
        this.picture = picture;
        if (this.isPainting) return;
        this.isPainting = true;
        requestAnimationFrame(() => {
            this.isPainting = false;
            this.ink ??= inkOf(this.samples);
            if (this.picture) paint(this.canvas, this.picture, this.ink);
        });
    }

    /** @param {import("./histogram-data.js").Counts} counts */
    measure({ grid, top, total }) {
        this.peak.textContent = total === 0 ? "0" : shortCountText(top);
        this.width.textContent = spanText(grid.width);
        this.plot.setAttribute("aria-valuemax", String(grid.count - 1));
    }

    /**
     * @param {number} value
     * @param {string} text
     */
    say(value, text) {
        this.plot.setAttribute("aria-valuenow", String(value));
        this.plot.setAttribute("aria-valuetext", text);
    }

    /**
     * @param {string} text
     * @param {"problem" | "quiet"} [kind]
     */
    note(text, kind = "problem") {
        this.problem.dataset.kind = kind;
        if (this.problem.textContent !== text) this.problem.textContent = text;
    }

    /**
     * The table beside a bar.
     * @param {number} part  where the bar is, of the plot's width
     */
    placeTip(part) {
        this.tip.place(this.plot.offsetLeft + part * this.plot.clientWidth, this.section.clientWidth);
    }
}
