// Makes the page and starts it; what is not needed for the first lines is loaded behind them.

import { Page } from "./page.js";
import { Parts } from "./parts.js";

const page = new Page();
const parts = new Parts(page);
page.parts = parts;
page.start();
// What is sent before its panel is there must not load the page anew; the filter may, its form knows where.
document.getElementById("time-form")?.addEventListener("submit", (event) => event.preventDefault());
// The fragment is the view's: what skips to the list does not take it.
document.querySelector(".skip")?.addEventListener("click", (event) => {
    event.preventDefault();
    parts.list.element.focus();
});

// For support and for tests: what is loaded, to read.
Object.defineProperty(window, "logcast", {
    value: Object.freeze({
        get count() { return parts.columns.count; },
        get bytes() { return parts.columns.bytes; },
        get state() { return parts.chip.state; },
        get isWhole() { return parts.panels !== null; },
        ids: () => Float64Array.from({ length: parts.columns.count }, (_, i) => parts.columns.id(parts.columns.first + i)),
        messages: (/** @type {number} */ from, /** @type {number} */ to) =>
            Array.from({ length: to - from }, (_, i) => parts.columns.message(parts.columns.first + from + i)),
    }),
});

// The network may go before all has come; then it is tried again.
await parts.beginning;
for (let pause = 1000; parts.panels === null; pause = Math.min(2 * pause, 30_000)) {
    try {
        const { Panels } = await import("./panels.js");
        parts.panels = new Panels(parts, page);
    } catch {
        parts.status.say("Parts of the page could not be loaded so far");
        await new Promise((resolve) => setTimeout(resolve, pause));
    }
}
parts.look.draw();
parts.panels.showAddress(page.address);
