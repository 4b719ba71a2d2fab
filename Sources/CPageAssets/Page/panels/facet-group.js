// One field of the panel: its values as rows that are updated in place, so that neither focus nor what is pointed at
// moves.

import { button, countText, element } from "./element.js";
import { isShown, manyRows, steadyOrder, visibleRows } from "./facet-order.js";

/** @typedef {import("./facet-order.js").Row} Row */
/** @typedef {{item: HTMLLIElement, choose: HTMLButtonElement, name: Element, count: Element, bar: HTMLElement,
 *     exclude: HTMLButtonElement}} Shown */

/** The rows of a field. */
export class FacetGroup {
    /**
     * @param {{field: string, label: string, isAlways: boolean}} field
     * @param {import("./field-table.js").Picks} actions
     */
    constructor({ field, label, isAlways }, actions) {
        this.field = field;
        this.isAlways = isAlways;
        this.actions = actions;
        /** @type {Row[]} */
        this.rows = [];
        /** @type {Map<string, Shown>} */
        this.shown = new Map();
        this.isOpen = false;
        this.isHeld = false;
        this.distinct = 0;
        this.total = element("span", { class: "facet-total" });
        this.search = element("input", {
            class: "facet-search", type: "search", placeholder: "find…", "aria-label": `Find ${label.toLowerCase()}`,
            spellcheck: "false", autocomplete: "off", hidden: true, input: () => this.render(),
        });
        this.list = element("ul");
        this.rest = element("p", { class: "facet-rest", hidden: true });
        this.note = element("p", { class: "facet-rest" });
        this.more = button("", () => this.toggle(), { class: "facet-more" });
        this.element = element("section", { class: "facet-group", "aria-label": label, hidden: true },
            element("h2", {}, label, this.total), this.search, this.list, this.rest, this.more, this.note);
    }

    /**
     * @param {Row[]} rows
     * @param {number} distinct  how many there are, also beyond those listed
     */
    show(rows, distinct) {
        this.rows = rows;
        this.distinct = Math.max(distinct, rows.length);
        this.element.hidden = !isShown(this.isAlways, rows);
        this.render(this.isHeld ? this.shown : null);
    }

    toggle() {
        this.isOpen = !this.isOpen;
        this.render();
    }

    /** @param {Map<string, Shown> | null} [kept]  rows that stay */
    render(kept = null) {
        this.total.textContent = this.distinct > 1 ? countText(this.distinct) : "";
        this.search.hidden = this.rows.length <= manyRows;
        const { shown, left } = visibleRows(this.rows, { isOpen: this.isOpen, search: this.search.value, kept });
        const top = Math.max(1, ...this.rows.map(({ count }) => count));
        const byValue = new Map(shown.map(row => [row.value, row]));
        const order = this.isHeld ? steadyOrder([...this.shown.keys()], [...byValue.keys()]) : [...byValue.keys()];
        for (const [value, { item }] of this.shown) if (!byValue.has(value)) item.remove();
        const now = new Map();
        order.forEach((value, place) => {
            const row = /** @type {Row} */ (byValue.get(value));
            const made = this.shown.get(value) ?? this.make(row);
            now.set(value, made);
            this.fill(made, row, top);
            // Moving an element that has the focus would take it away.
            const there = this.list.children[place] ?? null;
            if (there !== made.item) this.list.insertBefore(made.item, there);
        });
        this.shown = now;
        // The server lists the most frequent; the filter's text takes any.
        this.rest.hidden = left > 0 || this.distinct === this.rows.length;
        this.rest.textContent = `the most frequent of ${countText(this.distinct)}`;
        this.more.hidden = left === 0 && !this.isOpen;
        this.more.textContent = this.isOpen ? "fewer" : `more (${countText(left)})`;
        this.more.setAttribute("aria-expanded", String(this.isOpen));
    }

    /**
     * @param {Row} row
     * @returns {Shown}
     */
    make({ value, label }) {
        const bar = element("span", { class: "facet-bar", "aria-hidden": "true" });
        const [name, count] = [element("span", { class: "facet-name" }), element("span", { class: "count" })];
        const choose = element("button", {
            type: "button", class: "facet-value", click: () => this.actions.onInclude(this.field, value),
        }, bar, name, count);
        const exclude = button("−", () => this.actions.onExclude(this.field, value), {
            class: "facet-exclude", label: `exclude ${label}`,
        });
        return { item: element("li", { class: "facet" }, choose, exclude), choose, name, count, bar, exclude };
    }

    /**
     * @param {Shown} shown
     * @param {Row} row
     * @param {number} top
     */
    fill({ item, choose, name, count, bar, exclude }, { value, count: number, state, label, hint, tone }, top) {
        const set = (/** @type {Element} */ of, /** @type {string} */ attribute, /** @type {string} */ to) => {
            if (of.getAttribute(attribute) !== to) of.setAttribute(attribute, to);
        };
        set(item, "data-state", state ?? "");
        if (tone) set(item, "data-tone", tone);
        set(choose, "aria-pressed", String(state === "in"));
        set(choose, "title", hint === label ? value : `${label}, ${hint}`);
        set(exclude, "aria-pressed", String(state === "out"));
        if (name.textContent !== label) name.textContent = label;
        const text = countText(number);
        if (count.textContent !== text) count.textContent = text;
        bar.style.transform = `scaleX(${(number / top).toFixed(4)})`;
    }
}
