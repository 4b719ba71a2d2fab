// What a click on a field's value does to the filter.

import { exclude, include, state, without } from "../filter/edit.js";
import { parse } from "../filter/language.js";
import { endpoint, query } from "./address.js";

export class Choosing {
    /**
     * @param {import("./parts.js").Parts} parts
     * @param {import("./page.js").Page} page
     */
    constructor(parts, page) {
        this.parts = parts;
        this.page = page;
    }

    /**
     * Shows what a filter lets through, if the server understands it; else the view stays as it is.
     * @param {string} filter
     * @returns {Promise<string | null>} what is wrong with it
     */
    async apply(filter) {
        const { address } = this.page;
        try {
            const asked = `${query({ ...address, filter })}&n=0`;
            await this.parts.client.load({ path: endpoint(address), query: asked.replace(/^&/, "") }, "text");
        } catch (error) {
            // Where the server cannot be asked the stream will tell.
            if (/** @type {any} */ (error).status === 400) return /** @type {Error} */ (error).message;
        }
        this.page.go({ filter });
        return null;
    }

    /**
     * Lets a field's value in or out, or takes that back.
     * @param {"in" | "out"} way
     * @param {string} field
     * @param {string} value
     */
    toggle(way, field, value) {
        const { filter } = this.page.address;
        const edit = state(filter, field, value) === way ? without : way === "in" ? include : exclude;
        const changed = edit(filter, field, value);
        if (changed === null) this.parts.status.say("This value cannot be written as a filter");
        else this.page.go({ filter: changed });
    }

    /** @param {string} term of the filter's language */
    add(term) {
        this.page.go({ filter: `${this.page.address.filter} ${term}`.trim() });
    }

    /**
     * The view without what its filter says of a field, to count what else could be chosen.
     * @param {string} field
     */
    viewWithout(field) {
        const { address } = this.page;
        const terms = parse(address.filter).terms.filter((each) => each.field !== field);
        return { path: endpoint(address), query: query({ ...address, filter: terms.map((each) => each.canonical).join(" ") }) };
    }
}
