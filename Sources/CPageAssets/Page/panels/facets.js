// The panel of fields: how many events each unit, priority, identifier, host and boot has, to choose and to leave out.

import { element } from "./element.js";
import { FacetGroup } from "./facet-group.js";
import { fields, rowsOf, withChosen } from "./facet-order.js";
import { countParameters, problemText } from "./request.js";

/** @typedef {import("./facet-order.js").State} State */
/** @typedef {import("./facet-order.js").Counts} Counts */
/** @typedef {import("./request.js").View} View */

/**
 * Values are as the server spells them: a priority is "0" to "7", a boot its ID.
 * @typedef {object} FacetActions
 * @property {import("./request.js").Load} load
 * @property {(field: string, value: string) => void} onInclude  also to let it go again
 * @property {(field: string, value: string) => void} onExclude  also to let it go again
 * @property {(field: string, value: string) => State} stateOf
 * @property {(field: string) => View} [viewWithout]  the view without what it says of the field
 * @property {(field: string) => string[]} [chosen]  values that the view names, also those that no event has
 */

/** Fills and drives the panel. */
export class Facets {
    /**
     * @param {HTMLElement} aside
     * @param {FacetActions} actions
     */
    constructor(aside, actions) {
        this.aside = aside;
        this.actions = actions;
        /** @type {View | null} */
        this.view = null;
        /** @type {Record<string, Counts>} */
        this.counts = {};
        /** @type {import("./facet-order.js").Boot[]} */
        this.boots = [];
        /** @type {AbortController | null} */
        this.request = null;
        /** @type {import("./clock.js").Zone} */
        this.shownZone = "local";
        this.problem = element("p", { class: "panel-problem", role: "status" });
        this.groups = fields.map(field => new FacetGroup(field, actions));
        aside.replaceChildren(this.problem, ...this.groups.map(group => group.element));
        for (const type of ["pointerenter", "pointerleave", "focusin", "focusout"]) {
            // The focus is nowhere while it goes from one row to the next.
            aside.addEventListener(type, () => setTimeout(() => this.hold()));
        }
    }

    /** The values of each field with their counts: what the filter's suggestions know. */
    get values() {
        return Object.fromEntries(Object.entries(this.counts).map(([field, { values }]) => [field, values]));
    }

    /** The zone of the boots' times. */
    get zone() { return this.shownZone; }
    set zone(zone) {
        this.shownZone = zone;
        this.render();
    }

    /**
     * Counts this view from now on; what is shown stays until its counts are here.
     * @param {View} view
     */
    show(view) {
        this.request?.abort();
        this.request = null;
        this.view = view;
        this.render();
        return this.refresh();
    }

    /** Counts again, unless that is under way. */
    async refresh() {
        if (!this.view || this.request) return;
        const request = this.request = new AbortController();
        try {
            const counts = await this.count(this.view, request.signal);
            if (this.request !== request) return;
            this.counts = counts;
            await this.findBoots(request.signal);
            if (this.request === request) this.problem.textContent = "";
        } catch (error) {
            if (this.request === request) this.problem.textContent = `No counts: ${problemText(error)}`;
        }
        if (this.request !== request) return;
        this.request = null;
        this.render();
    }

    /**
     * The counts of the view; of a field of which it has chosen something, those without that choice, so that a second
     * value can be added to the first.
     * @param {View} view
     * @param {AbortSignal} signal
     * @returns {Promise<Record<string, Counts>>}
     */
    async count(view, signal) {
        const ask = async (/** @type {View} */ of) =>
            (await this.actions.load("/facets", countParameters(of), signal)).facets;
        const counts = await ask(view);
        const { viewWithout } = this.actions;
        if (!viewWithout) return counts;
        await Promise.all(fields.map(async ({ field }) => {
            if (this.chosenOf(field, counts).length === 0) return;
            counts[field] = (await ask(viewWithout(field)))[field];
        }));
        return counts;
    }

    /**
     * @param {string} field
     * @param {Record<string, Counts>} counts
     */
    chosenOf(field, counts) {
        const seen = [...counts[field]?.values ?? [], ...this.counts[field]?.values ?? []].map(({ value }) => value);
        const named = this.actions.chosen?.(field) ?? [];
        return [...named, ...seen].filter(value => this.actions.stateOf(field, value) !== null);
    }

    /**
     * The boots' places and times, asked again when there is one that is not known.
     * @param {AbortSignal} signal
     */
    async findBoots(signal) {
        const known = new Set(this.boots.map(({ boot }) => boot));
        const values = this.counts.boot?.values ?? [];
        if (values.every(({ value }) => known.has(value))) return;
        this.boots = (await this.actions.load("/boots", new URLSearchParams(), signal)).boots;
    }

    /** Keeps rows where they are while the pointer or the focus is among them. */
    hold() {
        const isHeld = this.aside.matches(":hover") || this.aside.contains(document.activeElement);
        const wasHeld = this.groups[0].isHeld;
        for (const group of this.groups) group.isHeld = isHeld;
        if (wasHeld && !isHeld) this.render();
    }

    /** What bounds the units, "" for nothing. */
    set limits(/** @type {string} */ limits) {
        for (const group of this.groups) if (group.field === "unit") group.note.textContent = limits;
    }

    render() {
        for (const group of this.groups) {
            const { field } = group;
            const counts = this.counts[field] ?? { values: [], distinct: 0 };
            const values = withChosen(counts.values, this.chosenOf(field, this.counts));
            const rows = rowsOf(field, values, value => this.actions.stateOf(field, value), {
                boots: this.boots, zone: this.shownZone,
            });
            group.show(rows, counts.distinct);
        }
    }
}
