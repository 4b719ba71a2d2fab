// Makes the page and starts it.

import { bindings } from "./bindings.js";
import { Page } from "./page.js";
import { Parts } from "./parts.js";

const page = new Page();
const parts = new Parts(page);
page.parts = parts;
parts.bind(bindings(parts, page));
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
