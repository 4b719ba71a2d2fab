// The parts around the list, which come after the first lines: the filter, the histogram, the fields, an event's
// details, find, the menus and the keys. They make new addresses; the page shows what an address says.

import { Conditions } from "../filter/conditions.js";
import { FilterBox } from "../filter/box.js";
import { state as termState } from "../filter/edit.js";
import { Details } from "../panels/details.js";
import { Facets } from "../panels/facets.js";
import { FindBar } from "../panels/find.js";
import { Histogram } from "../panels/histogram.js";
import { KeyHelp } from "../panels/keyhelp.js";
import { Menu } from "../panels/menus.js";
import { TimeBox } from "../panels/timebox.js";
import { rfc3339 } from "../text/moment.js";
import { Access } from "./access.js";
import { bindings } from "./bindings.js";
import { Choosing } from "./choosing.js";
import { Keys } from "./keys.js";
import { part } from "./part.js";
import { Search } from "./search.js";
import { Sharing } from "./sharing.js";

/** How often the histogram and the fields are counted anew while events come, in ms. */
const REFRESH = 5000;

export class Panels {
    /** Whether events came that are not counted yet. */
    hasNews = false;
    #refreshed = 0;

    /**
     * @param {import("./parts.js").Parts} parts
     * @param {import("./page.js").Page} page
     */
    constructor(parts, page) {
        this.parts = parts;
        this.page = page;
        this.search = new Search(parts, page);
        this.choosing = new Choosing(parts, page);
        this.sharing = new Sharing(parts, page);
        this.#makeBar();
        this.#makeSides();
        this.#makeMenus();
        this.access = new Access(parts, page, (limits) => this.facets && (this.facets.limits = limits));
    }

    #makeBar() {
        const { page, search } = this;
        const range = (/** @type {string | null} */ since, /** @type {string | null} */ until) =>
            page.go({ since: since ?? "", until: until ?? "" });
        const text = (/** @type {number | null} */ time) => (time === null ? null : rfc3339(time));
        this.filterBox = new FilterBox({ onApply: (filter) => this.choosing.apply(filter) });
        this.conditions = new Conditions({ onChange: (remaining) => page.go(remaining) });
        this.timeBox = new TimeBox({
            onMoment: (time) => page.goToTime(rfc3339(time)), onRange: (since, until) => range(text(since), text(until)),
            onClear: () => range(null, null),
        });
        this.findBar = new FindBar(part("find"), {
            onChange: (text) => search.find(text), onStep: (direction) => search.step(direction), onClose: () => this.#closeFind(),
        });
        this.histogram = new Histogram(part("histogram"), {
            load: page.load, onRange: range, onJump: (time) => page.goToTime(time),
        });
    }

    #makeSides() {
        const { page, choosing, sharing } = this;
        const onInclude = (/** @type {string} */ field, /** @type {string} */ value) => choosing.toggle("in", field, value);
        const onExclude = (/** @type {string} */ field, /** @type {string} */ value) => choosing.toggle("out", field, value);
        this.facets = new Facets(part("facets"), {
            load: page.load, onInclude, onExclude, stateOf: (field, value) => termState(page.address.filter, field, value),
            viewWithout: (field) => choosing.viewWithout(field),
        });
        this.details = new Details(part("details"), {
            load: page.load, onInclude, onExclude, onContext: (id, count) => page.showContext(id, count),
            onCopy: (kind, id, text) => sharing.copyEvent(kind, id, text), onClose: () => this.closeDetails(),
            onMove: (step) => this.moveDetails(step), onTerm: (term, isExcluded) => choosing.add(isExcluded ? `-${term}` : term),
        });
        this.parts.list.onOpen = (row) => this.openDetails(this.parts.columns.id(row));
    }

    #makeMenus() {
        const { look } = this.parts;
        const menu = (/** @type {string} */ name, /** @type {() => any[]} */ items) =>
            new Menu(part(`${name}-menu`), part(`${name}-button`), items);
        this.menus = [menu("view", () => look.items()), menu("share", () => this.sharing.items())];
        const table = bindings(this.parts, this, this.page);
        this.keys = new Keys(table);
        this.keyHelp = new KeyHelp(part("keys"), {
            lines: table, areLettersOn: () => look.preferences.letters, onLetters: (letters) => look.set({ letters }),
        });
        part("find-button").addEventListener("click", () => this.findBar?.open());
        part("facets-button").addEventListener("click", () => look.toggleFacets());
        part("keys-button").addEventListener("click", () => this.keyHelp?.open());
    }

    // MARK: What they show

    /** @param {import("./address.js").Address} address */
    showAddress(address) {
        const { filterBox, conditions, timeBox, histogram, facets, details, page } = this;
        const { since, until, filter, view } = address;
        if (filterBox) filterBox.text = filter;
        filterBox?.showError(null);
        conditions?.show(address);
        timeBox?.show(since || until ? `${since}..${until}` : "");
        histogram?.show(page.view);
        facets?.show(page.view).then(() => filterBox && (filterBox.known = facets.values));
        if (view.open) details?.show(view.open);
        else details?.hide();
        if (view.find && view.find !== this.findBar?.text) this.findBar?.open(view.find);
        if (view.find) this.search.find(view.find);
    }

    /**
     * A filter that the server refuses says so under its box.
     * @param {import("../stream/feedmachine.js").State} state
     */
    changed(state) {
        this.filterBox?.showError(state.name === "refused" && state.status === 400 ? state.reason : null);
        this.access.changed(state);
    }

    /** Counts anew what may have changed, and marks what the list shows of it. */
    tick() {
        const { list, columns } = this.parts;
        if (columns.count && list.lastVisible >= list.firstVisible) {
            const [first, last] = [Math.max(list.firstVisible, columns.first), Math.min(list.lastVisible, columns.end - 1)];
            this.histogram?.showWindow(columns.time(first), columns.time(last));
        }
        if (!this.hasNews || Date.now() - this.#refreshed < REFRESH) return;
        this.hasNews = false;
        this.#refreshed = Date.now();
        this.histogram?.refresh();
        if (!part("facets").hidden) this.facets?.refresh();
    }

    #closeFind() {
        this.search.find("");
        this.parts.list.element.focus();
    }

    // MARK: Details

    /** @param {number} id */
    openDetails(id) {
        this.details?.show(id);
        this.page.lookAt({ open: id });
        // The panel takes its room from the list.
        requestAnimationFrame(() => this.parts.list.goTo(this.parts.columns.rowOf(id), "nearest"));
    }

    closeDetails() {
        this.details?.hide();
        this.page.lookAt({ open: null });
        this.parts.list.element.focus();
    }

    /** @param {number} step */
    moveDetails(step) {
        this.parts.list.move(step);
        if (this.parts.chosenID !== null) this.openDetails(this.parts.chosenID);
    }

    /**
     * Closes what lies in front.
     * @param {KeyboardEvent} event
     */
    escape(event) {
        if (event.defaultPrevented) return;
        if (!part("find").hidden) this.findBar?.close();
        else if (!part("details").hidden) this.closeDetails();
    }
}
