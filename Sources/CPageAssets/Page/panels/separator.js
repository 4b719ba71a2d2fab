// The edge of a side panel: dragged or moved with the arrow keys, and remembered.

import { element } from "./element.js";

/**
 * @param {HTMLElement} panel  on the right; gets the property `--panel-width`
 * @param {{label: string, least: number, most: number, usual: number, name: string}} how  `name` in localStorage
 */
export function separator(panel, { label, least, most, usual, name }) {
    const edge = element("div", {
        class: "separator", role: "separator", tabindex: 0, "aria-label": label, "aria-orientation": "vertical",
        "aria-valuemin": least, "aria-valuemax": most, "aria-controls": panel.id,
    });
    let width = usual;
    const set = (/** @type {number} */ wanted) => {
        width = Math.round(Math.min(most, Math.max(least, wanted)));
        panel.style.setProperty("--panel-width", `${width}px`);
        edge.setAttribute("aria-valuenow", String(width));
    };
    set(Number(stored(name)) || usual);
    edge.addEventListener("pointerdown", event => {
        edge.setPointerCapture(event.pointerId);
        event.preventDefault();
    });
    edge.addEventListener("pointermove", event => {
        if (edge.hasPointerCapture(event.pointerId)) set(panel.getBoundingClientRect().right - event.clientX);
    });
    edge.addEventListener("pointerup", () => store(name, String(width)));
    edge.addEventListener("dblclick", () => set(usual));
    edge.addEventListener("keydown", event => {
        const widths = /** @type {Record<string, number>} */ ({
            ArrowLeft: width + 20, ArrowRight: width - 20, Home: least, End: most,
        });
        if (!(event.key in widths) || event.ctrlKey || event.metaKey || event.altKey) return;
        set(widths[event.key]);
        store(name, String(width));
        event.preventDefault();
        event.stopPropagation();
    });
    return edge;
}

// A browser may refuse storage altogether; then the width is the usual one.
/** @param {string} name */
function stored(name) {
    try { return localStorage.getItem(name); } catch { return null; }
}

/** @param {string} name  @param {string} value */
function store(name, value) {
    try { localStorage.setItem(name, value); } catch { /* refused: not remembered */ }
}
