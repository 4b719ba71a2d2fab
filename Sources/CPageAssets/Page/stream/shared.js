/**
 * One stream and the tabs that share it.
 *
 * Invariants. A tab gets every row of the stream once, in order, from where it joined: what it missed comes from the
 * ring in the same turn in which it joins, and rows that wait to be sent are sent before anyone joins or leaves.
 * No state is shown whose `last` lies beyond the rows sent before it: a tab may resume there.
 */

import { BatchBuilder } from "./batch.js";
import { Feed } from "./feed.js";
import { Ring } from "./ring.js";
import { rowAfter, slice } from "./slices.js";

/** @typedef {import("./batch.js").Batch} Batch */
/** @typedef {import("./tab.js").Tab} Tab */
/** @typedef {import("./feed.js").Outside} Outside */
/** @typedef {{path: string, query: string}} View  what a tab looks at: a path and its complete query, without paging */

/** Time between two batches, at least: a frame of the page. */
const pace = 16;
/** Rows of one batch; beyond, the next one begins. */
const batchRows = 5000;
/** Characters of one batch: a few hold 4 KB messages only. */
const batchCharacters = 512 * 1024;

/** Runs from `start()` to `close()`. */
export class SharedStream {
    #outside;
    #tail;
    #feed;
    #ring;
    #builder = new BatchBuilder();
    /**
     * Full batches that wait for their time.
     * @type {Batch[]}
     */
    #waiting = [];
    /**
     * Lets the feed read on.
     * @type {(() => void)|null}
     */
    #resume = null;
    /** @type {any} */
    #timer = null;
    #lastSent = 0;
    /** The ID of the newest row, or where the stream began. */
    #newest;
    #hasCaughtUp = false;
    /** @type {Set<Tab>} */
    #tabs = new Set();

    /**
     * A stream that begins where this tab wants it.
     * @param {Tab} tab
     * @param {Outside} outside
     */
    constructor({ view, from, tail, log }, outside) {
        this.#outside = outside;
        this.#tail = from === 0 ? tail : 0;
        this.#newest = from;
        this.#ring = new Ring(from === 0 ? Infinity : from);
        this.#feed = new Feed(url(view, tail), { from, log: from > 0 ? log : "" }, this, outside);
    }

    get isWanted() {
        return this.#tabs.size > 0;
    }

    get tabs() {
        return [...this.#tabs];
    }

    get state() {
        return this.#feed.state;
    }

    start() {
        this.#feed.start();
    }

    close() {
        this.#feed.stop();
        this.#outside.clearTimer(this.#timer);
        this.#resume?.();
    }

    tryNow() {
        this.#feed.tryNow();
    }

    /**
     * Whether a tab gets here what it would get from a stream of its own, or the newest events as well as there.
     * @param {Tab} tab
     */
    covers(tab) {
        if (tab.from > 0 && this.#continues(tab)) return true;
        const hasTail = Math.max(this.#ring.count, this.#tail) >= tab.tail;
        // Alone it may as well have its own place, or what is newest where this stream is far behind.
        return hasTail && (this.isWanted || (tab.from === 0 && this.#hasCaughtUp));
    }

    /** @param {Tab} tab */
    join(tab) {
        this.#sendAll();
        const continues = tab.from > 0 && this.#continues(tab);
        const rows = continues ? this.#ring.after(tab.from) : this.#ring.newest(tab.tail);
        if (!continues) tab.restart();
        // It may have seen more than this stream has come to, or will begin with.
        else if (tab.from > this.state.last || this.#ring.floor === Infinity) tab.skipped = tab.from;
        this.#tabs.add(tab);
        this.#tellLog(tab);
        if (rows) tab.send(rows);
        if (this.#hasCaughtUp) tab.sendRestart();
        tab.show(this.state);
    }

    /** @param {Tab} tab */
    leave(tab) {
        this.#sendAll();
        this.#tabs.delete(tab);
        const isSettled = tab.skipped === 0 || this.#ring.floor !== Infinity;
        tab.from = isSettled ? Math.max(tab.skipped, this.state.last) : tab.skipped;
        tab.skipped = 0;
    }

    /**
     * Whether all after the tab's place comes from here. While it is not known where the newest events begin it may:
     * `#settle` decides.
     * @param {Tab} tab
     */
    #continues(tab) {
        const isSameLog = tab.log === "" || this.state.log === "" || tab.log === this.state.log;
        return isSameLog && (tab.from >= this.#ring.floor || this.#ring.floor === Infinity);
    }

    /** It is known where the rows begin: for a tab whose place lies before, they are a restart. */
    #settle() {
        for (const tab of this.#tabs) if (tab.skipped > 0 && tab.skipped < this.#ring.floor) tab.restart();
    }

    /** @param {Tab} tab */
    #tellLog(tab) {
        const { log } = this.state;
        if (log === "" || log === tab.log) return;
        // It joined before it was known which log this is.
        if (tab.log !== "" && tab.skipped > 0) tab.restart();
        tab.log = log;
    }

    // MARK: What the feed says

    /** @param {any} event */
    onEvent(event) {
        // A proxy that loses Last-Event-ID makes the server begin anew.
        if (event.id <= this.#newest) return;
        this.#newest = event.id;
        this.#builder.add(event);
        this.#takeFull();
    }

    /** @param {number} id @param {string} json */
    onGap(id, json) {
        if (id <= this.#newest) return;
        this.#newest = id;
        this.#builder.addGap(id, json);
        this.#takeFull();
    }

    onOtherLog() {
        this.#sendAll();
        this.#ring.clear();
        this.#newest = 0;
        this.#hasCaughtUp = false;
        for (const tab of this.#tabs) tab.restart();
    }

    /** @param {import("./feedmachine.js").State} state */
    onState(state) {
        this.#sendAll();
        if (state.name === "live") this.#catchUp();
        for (const tab of this.#tabs) {
            this.#tellLog(tab);
            tab.show(state);
        }
    }

    /** What a read brought goes out at once, unless something went out just before. */
    onRead() {
        this.#sendDue();
        if (this.#waiting.length === 0) return null;
        return /** @type {Promise<void>} */ (new Promise((resolve) => (this.#resume = resolve)));
    }

    #catchUp() {
        this.#hasCaughtUp = true;
        if (this.#ring.floor === Infinity) {
            // Nothing in the whole log: who stands anywhere in it has missed nothing.
            this.#ring.floor = this.state.oldest - 1;
            this.#settle();
        }
        for (const tab of this.#tabs) tab.sendRestart();
    }

    // MARK: Sending

    #takeFull() {
        const { count, characters, isFull } = this.#builder;
        if (count >= batchRows || characters >= batchCharacters || isFull) this.#waiting.push(this.#builder.take());
    }

    #sendDue() {
        if (this.#timer !== null) return;
        const left = pace - (this.#outside.now() - this.#lastSent);
        // A clock that was set back must not hold anything up.
        if (left <= 0 || left > pace) this.#sendOne();
        if (this.#waiting.length + this.#builder.count === 0) return;
        this.#timer = this.#outside.setTimer(() => {
            this.#timer = null;
            this.#sendOne();
            this.#sendDue();
        }, left > 0 && left <= pace ? left : pace);
    }

    #sendOne() {
        if (this.#waiting.length === 0 && this.#builder.count > 0) this.#waiting.push(this.#builder.take());
        const batch = this.#waiting.shift();
        if (batch) this.#send(batch);
        if (this.#waiting.length > 0) return;
        this.#resume?.();
        this.#resume = null;
    }

    /** Sends what waits without regard to the pace. */
    #sendAll() {
        while (this.#waiting.length + this.#builder.count > 0) this.#sendOne();
    }

    /** @param {Batch} batch */
    #send(batch) {
        this.#lastSent = this.#outside.now();
        const isFirst = this.#ring.floor === Infinity;
        this.#ring.push(batch);
        if (isFirst) this.#settle();
        for (const tab of this.#tabs) {
            const first = tab.skipped > 0 ? rowAfter(batch, tab.skipped) : 0;
            if (first < batch.count) tab.send(first === 0 ? batch : slice(batch, first));
        }
    }
}

/** @param {View} view @param {number} tail */
function url({ path, query }, tail) {
    return `${path}?${query === "" ? "" : `${query}&`}f&fields=none&cut=4096&n=${tail}`;
}
