// Makes the page and starts it; what is not needed for the first lines is loaded behind them.

import { Page } from "./page.js";
import { Parts } from "./parts.js";

const page = new Page();
const parts = new Parts(page);
page.parts = parts;
page.start();

// For support and for tests: what is loaded, to read.
Object.defineProperty(window, "logcast", {
    value: Object.freeze({
        get count() { return parts.columns.count; },
        get bytes() { return parts.columns.bytes; },
        get state() { return parts.chip.state; },
        ids: () => Float64Array.from({ length: parts.columns.count }, (_, i) => parts.columns.id(parts.columns.first + i)),
        messages: (/** @type {number} */ from, /** @type {number} */ to) =>
            Array.from({ length: to - from }, (_, i) => parts.columns.message(parts.columns.first + from + i)),
    }),
});

await parts.beginning;
try {
    const { Panels } = await import("./panels.js");
    parts.panels = new Panels(parts, page);
    parts.look.draw();
    parts.panels.showAddress(page.address);
} catch (error) {
    parts.status.say("Parts of the page could not be loaded; reload it to have them");
    console.warn(error);
}
