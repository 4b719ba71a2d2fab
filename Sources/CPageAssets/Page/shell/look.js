// How the view looks: the reader's preferences, over which the address wins.

import { grouped } from "./chip.js";
import { clock } from "../text/moment.js";
import { part } from "./part.js";
import { keepPreferences, readPreferences } from "./preferences.js";

/** @typedef {import("./preferences.js").Preferences} Preferences */
/** @typedef {import("./address.js").View} View */

const TIMES = /** @type {const} */ (["local", "utc", "relative"]);
const COLUMNS = [["time", "Time"], ["host", "Host"], ["unit", "Unit"], ["pid", "Process"]];
/** How often relative times are written anew, in ms. */
const RELATIVE = 5000;

const isNarrow = () => matchMedia("(max-width: 760px)").matches;

export class Look {
    preferences = readPreferences();
    /** @type {Partial<View>} */
    #view = {};
    #drawn = 0;
    /** On a narrow screen they lie over the list, and begin hidden. */
    #showsFacets = this.preferences.facets && !isNarrow();

    /** @param {import("./parts.js").Parts} parts */
    constructor(parts) {
        this.parts = parts;
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    }

    get wrap() {
        return this.#view.wrap || this.preferences.wrap;
    }

    get time() {
        return this.#view.time ?? this.preferences.time;
    }

    get columns() {
        return new Set(this.#view.columns ?? this.preferences.columns);
    }

    /**
     * What the address says of the look.
     * @param {View} view
     */
    apply(view) {
        this.#view = view;
        this.draw();
    }

    /**
     * Changes what the reader prefers; the address says it as well, so that a link shows what is seen.
     * @param {Partial<Preferences>} change
     */
    set(change) {
        this.preferences = { ...this.preferences, ...change };
        keepPreferences(this.preferences);
        const { wrap, time, columns } = change;
        /** @type {Partial<View>} */
        const view = {};
        if (wrap !== undefined) view.wrap = wrap;
        if (time !== undefined) view.time = time;
        if (columns !== undefined) view.columns = columns;
        if (Object.keys(view).length) this.parts.page.lookAt(view);
        this.#view = { ...this.#view, ...view };
        this.draw();
    }

    toggleFacets() {
        const facets = !this.#showsFacets;
        this.#showsFacets = facets;
        if (isNarrow()) this.draw();
        else this.set({ facets });
    }

    nextTime() {
        this.set({ time: TIMES[(TIMES.indexOf(this.time) + 1) % TIMES.length] });
    }

    draw() {
        const { rows, list, panels } = this.parts;
        document.documentElement.dataset.theme = this.#view.theme ?? this.preferences.theme;
        const zone = this.time === "utc" ? "utc" : "local";
        Object.assign(rows.look, { time: this.time, columns: this.columns, wrap: this.wrap });
        rows.dress(list.element);
        list.wrap = this.wrap;
        list.refill();
        if (panels) {
            Object.assign(panels.keys ?? {}, { hasLetters: this.preferences.letters });
            for (const panel of [panels.histogram, panels.facets, panels.timeBox]) if (panel) panel.zone = zone;
        }
        const isShown = this.#showsFacets;
        part("facets").hidden = !isShown;
        part("facets-button").setAttribute("aria-expanded", String(isShown));
    }

    /** How much is loaded, of when, and the last event ID. */
    drawNote() {
        const { columns, window: log, chip } = this.parts;
        const { span } = log;
        const zone = this.time === "utc" ? "utc" : "local";
        const parts = [`${grouped(columns.count)} events loaded`];
        if (span) parts.push(`${clock(span.from, zone)} – ${clock(span.to, zone)}`);
        if (chip.state?.last) parts.push(`last ID ${chip.state.last}`);
        const isEmpty = columns.count === 0 && ["live", "ended", "paused"].includes(String(chip.state?.name));
        part("empty").hidden = !isEmpty;
        const limits = this.parts.panels?.access.limits ?? "";
        if (isEmpty) part("empty").textContent = (log.isFollowing ? "No event so far. What matches appears here. " : "No event matches. ") + limits;
        part("foot-note").textContent = parts.join("  ·  ");
    }

    /** Called each second. */
    tick() {
        this.drawNote();
        if (this.time !== "relative" || Date.now() - this.#drawn < RELATIVE) return;
        this.#drawn = Date.now();
        this.parts.list.refill();
    }

    /** What the View menu holds. */
    items() {
        const { preferences } = this;
        const options = (/** @type {string[][]} */ pairs) => pairs.map(([value, label]) => ({ value, label }));
        return [
            { kind: "toggle", label: "Wrap lines", value: this.wrap, set: (/** @type {boolean} */ wrap) => this.set({ wrap }) },
            { kind: "choice", label: "Time", value: this.time, options: options([["local", "Local"], ["utc", "UTC"], ["relative", "Relative"]]),
                set: (/** @type {any} */ time) => this.set({ time }) },
            { kind: "many", label: "Columns", value: [...this.columns], options: options(COLUMNS),
                set: (/** @type {string[]} */ columns) => this.set({ columns }) },
            { kind: "choice", label: "Theme", value: preferences.theme, options: options([["auto", "Auto"], ["light", "Light"], ["dark", "Dark"]]),
                set: (/** @type {any} */ theme) => this.set({ theme }) },
            { kind: "toggle", label: "Single-letter keys", value: preferences.letters, set: (/** @type {boolean} */ letters) => this.set({ letters }) },
        ];
    }
}
