// The parts of the page, made once and told about each other.

import { Columns } from "../list/columns.js";
import { List } from "../list/list.js";
import { RowFiller } from "../list/row.js";
import { StreamClient } from "../stream/client.js";
import { Conditions } from "../filter/conditions.js";
import { FilterBox } from "../filter/box.js";
import { state as termState } from "../filter/edit.js";
import { Details } from "../panels/details.js";
import { Facets } from "../panels/facets.js";
import { FindBar } from "../panels/find.js";
import { Histogram } from "../panels/histogram.js";
import { KeyHelp } from "../panels/keyhelp.js";
import { TimeBox } from "../panels/timebox.js";
import { rfc3339 } from "../text/moment.js";
import { Chip } from "./chip.js";
import { Keys } from "./keys.js";
import { Look } from "./look.js";
import { Pill } from "./pill.js";
import { Sharing } from "./sharing.js";
import { StatusLine } from "./status.js";
import { LogWindow } from "./window.js";

/** @typedef {import("./page.js").Page} Page */
/** @typedef {import("../stream/batch.js").Batch} Batch */
/** @typedef {import("../stream/feedmachine.js").State} State */

/** How often the histogram and the fields are counted anew while events come, in ms. */
const REFRESH = 5000;

/**
 * @param {string} id
 * @returns {any}
 */
export const part = (id) => document.getElementById(id);

export class Parts {
    columns = new Columns();
    rows = new RowFiller(this.columns);
    list = new List(part("list"), this.columns, (element, row) => this.rows.fill(element, row));
    client = new StreamClient({
        onBatch: (/** @type {Batch} */ batch, /** @type {boolean} */ restart) => this.#came(batch, restart),
        onState: (/** @type {State} */ state) => this.#changed(state),
    });
    window = new LogWindow(this.columns, this.list, this.client);
    chip = new Chip(part("chip"));
    status = new StatusLine(part("status-line"));
    note = part("foot-note");
    /** @type {import("./keys.js").Keys | null} */
    keys = null;
    /** @type {KeyHelp | null} */
    keyHelp = null;
    #refreshed = 0;
    #hasNews = false;

    /** @param {Page} page */
    constructor(page) {
        this.page = page;
        const onInclude = (/** @type {string} */ field, /** @type {string} */ value) => page.toggle("in", field, value);
        const onExclude = (/** @type {string} */ field, /** @type {string} */ value) => page.toggle("out", field, value);
        this.load = (/** @type {string} */ path, /** @type {URLSearchParams} */ parameters, /** @type {AbortSignal | undefined} */ signal = undefined) =>
            this.client.load({ path, query: parameters.toString() }, "json", signal).then((answer) => answer.json);
        this.look = new Look(this);
        this.sharing = new Sharing(this);
        const text = (/** @type {number | null} */ time) => (time === null ? "" : rfc3339(time));
        this.pill = new Pill(part("pill"), () => page.countNew());
        this.filterBox = new FilterBox({ onApply: (text) => page.go({ filter: text }) });
        this.conditions = new Conditions({ onChange: (change) => page.go(change) });
        this.timeBox = new TimeBox({
            onMoment: (time) => page.goToTime(rfc3339(time)), onRange: (since, until) => page.go({ since: text(since), until: text(until) }),
            onClear: () => page.go({ since: "", until: "" }),
        });
        /** @type {FindBar} */
        this.findBar = new FindBar(part("find"), {
            onChange: (text) => page.search.find(text), onStep: (direction) => page.search.step(direction),
            onClose: () => page.search.find(""),
        });
        this.histogram = new Histogram(part("histogram"), {
            load: this.load, onRange: (since, until) => page.go({ since: since ?? "", until: until ?? "" }),
            onJump: (time) => page.goToTime(time),
        });
        this.facets = new Facets(part("facets"), {
            load: this.load, onInclude, onExclude, stateOf: (field, value) => termState(page.address.filter, field, value),
            viewWithout: (field) => page.viewWithout(field),
        });
        this.details = new Details(part("details"), {
            load: this.load, onInclude, onExclude, onContext: (id, count) => page.showContext(id, count),
            onCopy: (kind, id, text) => this.sharing.copyEvent(kind, id, text), onClose: () => this.closeDetails(), onMove: (step) => this.moveDetails(step),
            onTerm: (term, isExcluded) => page.addTerm(isExcluded ? `-${term}` : term),
        });
        this.#listen();
    }

    /**
     * Makes the keys and their help.
     * @param {import("./keys.js").KeyBinding[]} table
     */
    bind(table) {
        this.keys = new Keys(table);
        this.keyHelp = new KeyHelp(part("keys"), {
            lines: table, areLettersOn: () => this.look.preferences.letters, onLetters: (letters) => this.look.set({ letters }),
        });
    }

    // MARK: What the page shows

    /** @param {import("./address.js").Address} address */
    showAddress(address) {
        this.filterBox.text = address.filter;
        this.filterBox.showError(null);
        this.conditions.show(address);
        this.timeBox.show([address.since, address.until].some(Boolean) ? `${address.since}..${address.until}` : "");
        this.showNotice(null);
        this.look.apply(address.view);
        this.rows.look.marked = address.eventID;
        const view = this.page.view;
        this.histogram.show(view);
        this.facets.show(view).then(() => (this.filterBox.known = this.facets.values));
    }

    /** @param {string | null} sentence */
    showNotice(sentence) {
        const notice = part("notice");
        notice.hidden = sentence === null;
        if (sentence === null) return;
        const back = document.createElement("button");
        back.type = "button";
        back.textContent = "Back to the filter";
        back.addEventListener("click", () => this.page.leaveContext());
        notice.replaceChildren(sentence, back);
    }

    /** The event that keys act on: the active one, else the first that is seen. */
    get chosenID() {
        const { list, columns } = this;
        if (columns.count === 0) return null;
        const row = list.active ?? list.firstVisible;
        return row >= columns.first && row < columns.end ? columns.id(row) : null;
    }

    /** @param {number} id */
    openDetails(id) {
        this.details.show(id);
        this.page.lookAt({ open: id });
    }

    closeDetails() {
        this.details.hide();
        this.page.lookAt({ open: null });
        this.list.element.focus();
    }

    /** @param {number} step */
    moveDetails(step) {
        this.list.move(step);
        if (this.chosenID !== null) this.openDetails(this.chosenID);
    }

    /**
     * Closes what lies in front.
     * @param {KeyboardEvent} event
     */
    escape(event) {
        if (event.defaultPrevented) return;
        if (!part("find").hidden) this.findBar.close();
        else if (!part("details").hidden) this.closeDetails();
    }

    toggleFacets() {
        this.look.set({ facets: !this.look.preferences.facets });
    }

    // MARK: What comes

    /**
     * @param {Batch} batch
     * @param {boolean} restarts
     */
    #came(batch, restarts) {
        this.window.take(batch, restarts);
        this.#hasNews = true;
        let errors = 0;
        for (let i = 0; i < batch.count; i += 1) if (batch.priorities[i] < 4) errors += 1;
        if (this.chip.state?.name === "live") this.status.came(batch.count, errors);
    }

    /** @param {State} state */
    #changed(state) {
        const was = this.chip.state?.name;
        this.chip.show(state);
        if (state.last) this.window.examined(state.last);
        if (state.name !== was) this.status.say(this.chip.sentence);
        this.filterBox.showError(state.name === "refused" && state.status === 400 ? state.reason : null);
    }

    #listen() {
        const { list, window: log } = this;
        log.onFollow = (isFollowing) => {
            if (isFollowing) this.pill.hide();
            else this.pill.show();
        };
        log.onFailure = (detail) => this.status.say(detail);
        list.onOpen = (row) => this.openDetails(this.columns.id(row));
        part("pill").addEventListener("click", () => this.page.goLive());
        part("chip").addEventListener("click", () => this.#chipPressed());
        part("find-button").addEventListener("click", () => this.findBar.open());
        part("facets-button").addEventListener("click", () => this.toggleFacets());
        part("keys-button").addEventListener("click", () => this.keyHelp?.open());
        setInterval(() => this.#refresh(), 1000);
    }

    #chipPressed() {
        const name = this.chip.state?.name;
        if (name === "reconnecting" || name === "offline" || name === "refused") this.client.retry();
        else this.page.togglePause();
    }

    /** Counts anew what may have changed, and what the list shows of it. */
    #refresh() {
        const { list, columns } = this;
        if (document.hidden) return;
        if (columns.count && list.lastVisible >= list.firstVisible) {
            const last = Math.min(list.lastVisible, columns.end - 1);
            this.histogram.showWindow(columns.time(Math.max(list.firstVisible, columns.first)), columns.time(last));
        }
        this.look.drawNote();
        this.look.tick();
        this.page.keepPlace();
        if (!this.#hasNews || Date.now() - this.#refreshed < REFRESH) return;
        this.#hasNews = false;
        this.#refreshed = Date.now();
        this.histogram.refresh();
        if (!part("facets").hidden) this.facets.refresh();
    }
}
