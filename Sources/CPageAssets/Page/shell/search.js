// Looking for events without filtering: find, and the next error. What matches is counted and stepped through on the
// server, and marked in the list.

import { pattern, term } from "../panels/find.js";
import { asking } from "./window.js";
import { atLeast, narrowed, nearest } from "./stepping.js";

export class Search {
    #text = "";
    #round = 0;

    /**
     * @param {import("./parts.js").Parts} parts
     * @param {import("./page.js").Page} page
     */
    constructor(parts, page) {
        this.parts = parts;
        this.page = page;
    }

    /** @param {string} text */
    async find(text) {
        const { page } = this;
        const { rows, list } = this.parts;
        this.#text = text;
        page.lookAt({ find: text });
        const found = text ? pattern(text) : null;
        rows.look.highlights = found ? [{ pattern: found, name: "find" }] : [];
        list.refill();
        await this.#count();
    }

    /**
     * @param {1 | -1} direction
     * @returns {Promise<void>}
     */
    async step(direction) {
        const { page } = this;
        if (!this.#text) return this.parts.panels?.findBar?.open();
        const view = narrowed(page.view, term(this.#text));
        const ends = { ...(direction > 0 ? { after: 0, max: 1 } : { n: 1 }), fields: "none", cut: 1 };
        const found = (await page.first(nearest(view, page.here(direction), direction))) ?? (await page.first(asking(view, ends)));
        if (!found) return;
        await page.goToEvent(found.id);
        await this.#count(found.id);
    }

    /**
     * To the next or previous event that is this severe.
     * @param {string} priority
     * @param {1 | -1} direction
     */
    async severe(priority, direction) {
        const { page } = this;
        const found = await page.first(nearest(atLeast(page.view, priority), page.here(direction), direction));
        if (found) await page.goToEvent(found.id);
        else if (found === null) this.parts.status.say(`No ${direction > 0 ? "later" : "earlier"} event of priority ${priority} or worse`);
    }

    /** @param {number} [at] the event that is found now */
    async #count(at) {
        const { page } = this;
        const findBar = this.parts.panels?.findBar;
        const round = ++this.#round;
        if (!this.#text) return findBar?.showCount({ index: null, total: 0 });
        const view = narrowed(page.view, term(this.#text));
        try {
            const { total } = await page.counts(view, {});
            const index = at === undefined ? null : total - (await page.counts(view, { after: at })).total;
            if (round === this.#round) findBar?.showCount({ index, total });
        } catch (error) {
            if (round === this.#round) findBar?.showError(/** @type {Error} */ (error).message);
        }
    }
}
