// Find: what matches is counted and stepped through on the server, and highlighted in the list without filtering it.

import { pattern, term } from "../panels/find.js";
import { asking } from "./window.js";
import { narrowed, nearest } from "./stepping.js";

export class Search {
    #text = "";
    #round = 0;

    /** @param {import("./page.js").Page} page */
    constructor(page) {
        this.page = page;
    }

    /** @param {string} text */
    async find(text) {
        const { page } = this;
        const { rows, list } = page.parts;
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
        if (!this.#text) return page.parts.findBar.open();
        const view = narrowed(page.view, term(this.#text));
        const ends = { ...(direction > 0 ? { after: 0, max: 1 } : { n: 1 }), fields: "none", cut: 1 };
        const found = (await page.first(nearest(view, page.here(direction), direction))) ?? (await page.first(asking(view, ends)));
        if (!found) return;
        await page.goToEvent(found.id);
        await this.#count(found.id);
    }

    /** @param {number} [at] the event that is found now */
    async #count(at) {
        const { page } = this;
        const { findBar } = page.parts;
        const round = ++this.#round;
        if (!this.#text) return findBar.showCount({ index: null, total: 0 });
        const view = narrowed(page.view, term(this.#text));
        try {
            const { total } = await page.counts(view, {});
            const index = at === undefined ? null : total - (await page.counts(view, { after: at })).total;
            if (round === this.#round) findBar.showCount({ index, total });
        } catch (error) {
            if (round === this.#round) findBar.showError(/** @type {Error} */ (error).message);
        }
    }
}
