// The page as a whole: what the address says is what is shown, and each decision of the reader is a new address.

import { endpoint, query, read, write } from "./address.js";
import { asking } from "./window.js";

/** @typedef {import("./address.js").Address} Address */
/** @typedef {import("./window.js").View} View */

/** Events on either side when one is shown in context. */
const CONTEXT = 50;

export class Page {
    /** @type {Address} */
    address = read(location);
    /** The last address that was a filter's view, to go back to from an event in context. */
    #before = "/";
    /** Whether the event of the address is in the list; null while that is not known, or it names none. */
    #isThere = /** @type {boolean | null} */ (null);
    /** @type {import("./parts.js").Parts} */
    parts = /** @type {any} */ (null);

    /**
     * One JSON answer, through the worker.
     * @type {import("../panels/request.js").Load}
     */
    load = async (
        /** @type {string} */ path, /** @type {URLSearchParams} */ parameters, /** @type {AbortSignal | undefined} */ signal,
    ) => (await this.parts.client.load({ path, query: parameters.toString() }, "json", signal)).json;

    /** Shows what the address says, and follows it. */
    start() {
        addEventListener("popstate", () => this.#show(read(location)));
        this.#show(this.address);
    }

    /** What the list shows: an event in context stands among all events. @returns {View} */
    get view() {
        const { address } = this;
        return address.eventID === null ? { path: endpoint(address), query: query(address) } : { path: "/logs", query: "" };
    }

    // MARK: Decisions

    /**
     * A new address that shows other events.
     * @param {Partial<Address>} change
     */
    go(change) {
        const view = { ...this.address.view, at: null, open: null, context: null };
        const path = this.address.eventID === null ? this.address.path : "/";
        const address = { ...this.address, path, eventID: null, ...change, view };
        history.pushState(null, "", write(address));
        this.#show(read(location));
    }

    /**
     * The same events, looked at otherwise.
     * @param {Partial<Address["view"]>} change
     */
    lookAt(change) {
        const view = { ...this.address.view, ...change };
        this.address = { ...this.address, view };
        const url = write(this.address);
        if (url !== location.pathname + location.search + location.hash) history.replaceState(null, "", url);
    }

    /**
     * The first event at or after a time; the end where there is none.
     * @param {string} time RFC 3339
     */
    async goToTime(time) {
        const found = await this.first(asking(this.view, { since: time, max: 1, fields: "none", cut: 1 }));
        if (found === null) this.goLive();
        else if (found) await this.goToEvent(found.id, "start");
    }

    /**
     * Brings an event into view, loading what is around it where it is not loaded.
     * @param {number} id
     * @param {"center" | "start"} [where]
     */
    async goToEvent(id, where = "center") {
        const { window: log, columns, list } = this.parts;
        log.pause();
        let row = columns.rowOf(id);
        if (row >= columns.end || columns.id(row) !== id) row = (await log.showAround(this.view, id)) ?? columns.end;
        if (row >= columns.end) return;
        list.active = row;
        list.goTo(row, where);
    }

    /**
     * An event in context, ignoring the filter.
     * @param {number} id
     * @param {number} neighbours
     */
    showContext(id, neighbours = CONTEXT) {
        if (this.address.eventID === null) this.#before = location.pathname + location.search + location.hash;
        const view = { ...this.address.view, context: neighbours, at: null, open: null };
        history.pushState(null, "", write({ ...read({ pathname: `/e/${id}`, search: "", hash: "" }), view }));
        this.#show(read(location));
    }

    /** The page as it was before an event was shown in context. */
    leaveContext() {
        if (this.address.eventID === null) return;
        history.pushState(null, "", this.#before);
        this.#show(read(location));
    }

    togglePause() {
        const { window: log } = this.parts;
        if (log.isFollowing) log.pause();
        else this.goLive();
    }

    /** To the end, and on with what comes; out of an event's context, too. */
    goLive() {
        if (this.address.eventID !== null) return this.leaveContext();
        this.lookAt({ at: null });
        this.parts.window.resume();
    }

    /** While it is paused the address tells where the reader is. */
    keepPlace() {
        const { window: log, columns, list } = this.parts;
        if (log.isFollowing) return this.lookAt({ at: null });
        const row = list.firstVisible;
        if (row >= columns.first && row < columns.end) this.lookAt({ at: columns.id(row) });
    }

    // MARK: Asking

    /** What came since the transfer was stopped; null where that is not known. */
    async countNew() {
        const { window: log } = this.parts;
        if (log.isFollowing || log.newSince === 0 || this.parts.panels?.access.isDenied) return null;
        const counts = await this.counts(this.view, { after: log.newSince });
        log.missed(counts.total);
        return counts;
    }

    /**
     * How many events a view has, in all and per priority.
     * @param {View} view
     * @param {Record<string, number>} more
     * @returns {Promise<{total: number, priorities: number[]}>}
     */
    async counts(view, more) {
        const { query: given } = asking(view, { ...more, buckets: 1 });
        const parameters = new URLSearchParams(given);
        const { unit } = this.address;
        if (unit !== null && view.path !== "/logs") parameters.append("unit", unit);
        const answer = await this.load("/hist", parameters);
        const priorities = new Array(9).fill(0);
        for (const bucket of answer.buckets) for (let i = 0; i < 9; i += 1) priorities[i] += bucket.priorities[i];
        return { total: answer.total, priorities };
    }

    /**
     * The one event of an answer; null where there is none, undefined where it failed and was told.
     * @param {View} view
     * @returns {Promise<{id: number} | null | undefined>}
     */
    async first(view) {
        try {
            const { batch } = await this.parts.client.load(view, "batch");
            return batch?.count ? { id: batch.ids[batch.count - 1] } : null;
        } catch (error) {
            this.parts.status.say(/** @type {Error} */ (error).message);
            return undefined;
        }
    }

    /**
     * The ID from which steps go: the active row's, if it is seen, else that of the edge of what is seen.
     * @param {1 | -1} direction
     */
    here(direction) {
        const { list, columns } = this.parts;
        if (columns.count === 0) return direction > 0 ? 0 : Number.MAX_SAFE_INTEGER;
        const { active } = list;
        const [first, last] = [Math.max(list.firstVisible, columns.first), Math.min(list.lastVisible, columns.end - 1)];
        if (active !== null && active >= first && active <= last) return columns.id(active);
        return direction > 0 ? columns.id(first) - 1 : columns.id(last) + 1;
    }

    // MARK: Showing

    /** Says of the event that the address names whether it is seen, and where not, what bounds what is. */
    tellEvent() {
        const { eventID: id } = this.address;
        if (id === null || this.#isThere === null) return;
        const missing = `Event ${id} is not in the log: it is gone, or never was. ${this.parts.panels?.access.limits ?? ""}`;
        this.parts.showNotice(this.#isThere ? `Event ${id} in context, without a filter` : missing.trim());
    }

    /** @param {Address} address */
    #show(address) {
        this.#isThere = null;
        this.address = address;
        const { parts } = this;
        const { at, context } = address.view;
        parts.showAddress(address);
        if (address.eventID !== null) this.#showEvent(address.eventID, context ?? CONTEXT);
        else if (at !== null) this.#showPlace(at);
        else parts.window.showLive(this.view);
    }

    /** @param {number} id */
    async #showPlace(id) {
        const row = await this.parts.window.showAround(this.view, id);
        if (row !== null) this.parts.list.goTo(row, "start");
    }

    /**
     * @param {number} id
     * @param {number} neighbours
     */
    async #showEvent(id, neighbours) {
        const { window: log, list, columns } = this.parts;
        const row = await log.showAround(this.view, id, neighbours);
        if (this.address.eventID !== id) return;
        this.#isThere = row !== null && columns.id(row) === id;
        this.tellEvent();
        if (row === null) return;
        if (this.#isThere) list.active = row;
        list.goTo(row, "center");
    }
}
