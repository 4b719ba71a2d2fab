// The parts without which no line is seen: the stream, the list and what tells of them. All else comes after the first
// lines, see panels.js.

import { Columns } from "../list/columns.js";
import { List } from "../list/list.js";
import { RowFiller } from "../list/row.js";
import { StreamClient } from "../stream/client.js";
import { Chip } from "./chip.js";
import { Look } from "./look.js";
import { part } from "./part.js";
import { Pill } from "./pill.js";
import { StatusLine } from "./status.js";
import { LogWindow } from "./window.js";

/** @typedef {import("../stream/batch.js").Batch} Batch */
/** @typedef {import("../stream/feedmachine.js").State} State */

/** How long the first lines are waited for, in ms, before all else is loaded. */
const PATIENCE = 1000;

export class Parts {
    columns = new Columns();
    rows = new RowFiller(this.columns);
    list = new List(part("list"), this.columns, (element, row) => this.rows.fill(element, row));
    client = new StreamClient({
        onBatch: (/** @type {Batch} */ batch, /** @type {boolean} */ restart) => this.#came(batch, restart),
        onState: (/** @type {State} */ state) => this.#changed(state),
        onDenied: (/** @type {string} */ detail) => this.panels?.access.denied(detail),
    });
    window = new LogWindow(this.columns, this.list, this.client);
    chip = new Chip(part("chip"));
    status = new StatusLine(part("status-line"));
    /** @type {import("./panels.js").Panels | null} */
    panels = null;
    #hasBegun = () => {};
    /**
     * Until the first lines are drawn, or it is known that none will be: what is loaded before would hold them up.
     * @type {Promise<void>}
     */
    beginning = new Promise((resolve) => (this.#hasBegun = resolve));

    /** @param {import("./page.js").Page} page */
    constructor(page) {
        this.page = page;
        this.look = new Look(this);
        this.pill = new Pill(part("pill"), () => page.countNew());
        this.#listen();
    }

    /** The event that keys act on: the active one, else the first that is seen. */
    get chosenID() {
        const { list, columns } = this;
        if (columns.count === 0) return null;
        const row = list.active ?? list.firstVisible;
        return row >= columns.first && row < columns.end ? columns.id(row) : null;
    }

    /** @param {import("./address.js").Address} address */
    showAddress(address) {
        this.showNotice(null);
        this.rows.look.marked = address.eventID;
        this.look.apply(address.view);
        part("filter").value = address.filter;
        this.panels?.showAddress(address);
    }

    /**
     * A sentence over the list, with one way on.
     * @param {string | null} sentence
     * @param {string} label
     * @param {() => void} go
     */
    showNotice(sentence, label = "Back to the filter", go = () => this.page.leaveContext()) {
        const notice = part("notice");
        notice.hidden = sentence === null;
        if (sentence === null) return;
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = label;
        button.addEventListener("click", go);
        notice.replaceChildren(sentence, button);
    }

    /**
     * @param {Batch} batch
     * @param {boolean} restarts
     */
    #came(batch, restarts) {
        this.window.take(batch, restarts);
        if (this.panels) this.panels.hasNews = true;
        let errors = 0;
        for (let i = 0; i < batch.count; i += 1) if (batch.priorities[i] < 4) errors += 1;
        if (this.chip.state?.name === "live") this.status.came(batch.count, errors);
    }

    /** @param {State} state */
    #changed(state) {
        const was = this.chip.state?.name;
        const log = this.chip.state?.log;
        if (log && state.log && log !== state.log) this.showNotice("The log is another one: what was shown is not in it");
        this.chip.show(state);
        this.window.examined(state.last);
        if (this.columns.count === 0 && state.name !== "connecting" && state.name !== "catching-up") this.#hasBegun();
        if (state.name !== was) this.status.say(this.chip.sentence);
        this.panels?.changed(state);
    }

    #listen() {
        const { window: log } = this;
        this.list.label = (row) => this.rows.dayOf(row);
        this.list.onPoint = (element, row) => this.rows.explain(element, row);
        log.onFollow = (isFollowing) => {
            if (isFollowing) this.pill.hide();
            else this.pill.show();
        };
        log.onChange = () => {
            if (this.columns.count === 0) return;
            log.onChange = () => {};
            requestAnimationFrame(() => setTimeout(this.#hasBegun));
        };
        log.onFailure = (detail) => this.status.say(detail);
        part("pill").addEventListener("click", () => this.page.goLive());
        this.chip.element.addEventListener("click", () => this.#chipPressed());
        setTimeout(this.#hasBegun, PATIENCE);
        setInterval(() => this.#tick(), 1000);
    }

    #chipPressed() {
        const name = this.chip.state?.name;
        if (name === "yielded") this.window.reopen();
        else if (name === "reconnecting" || name === "offline" || name === "refused") this.client.retry();
        else this.page.togglePause();
    }

    #tick() {
        if (document.hidden) return;
        this.look.tick();
        this.page.keepPlace();
        this.panels?.tick();
    }
}
