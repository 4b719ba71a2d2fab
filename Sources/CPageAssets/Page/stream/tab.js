/** What the worker knows of one tab: its port, the view that it follows, and how far it has come. */

import { BatchBuilder } from "./batch.js";
import { start } from "./feedmachine.js";

/** @typedef {import("./batch.js").Batch} Batch */
/** @typedef {import("./feedmachine.js").State} State */
/** @typedef {{postMessage(message: any, transfer: Transferable[]): void}} Port */

/** Ends with its port; the hub's sets are all that refers to it. */
export class Tab {
    #port;
    #epoch = 0;
    /** @type {import("./shared.js").View} */
    view = { path: "", query: "" };
    tail = 500;
    /** The ID after which to go on, when it has no stream; 0 for the last `tail` events. */
    from = 0;
    /** Rows up to this ID are not sent: the tab has them. */
    skipped = 0;
    /** The next batch does not follow on what the tab has. */
    isRestarted = false;
    /** The ID of the log that `from` belongs to; "" while unknown. */
    log = "";
    isFollowing = false;
    hasYielded = false;
    isVisible = false;
    /** Grows each time that a tab is shown or hidden: the least is the least recently visible. */
    rank = 0;
    /** @type {import("./shared.js").SharedStream|null} */
    stream = null;

    /** @param {Port} port */
    constructor(port) {
        this.#port = port;
    }

    /** Streams of equal keys are one. */
    get key() {
        return `${this.view.path}?${this.view.query}`;
    }

    /** @param {{epoch: number, view: import("./shared.js").View, from: number, tail?: number, log?: string}} message */
    open({ epoch, view, from, tail = 500, log = "" }) {
        this.#epoch = epoch;
        this.view = view;
        this.from = from;
        this.tail = tail;
        this.log = log;
        this.skipped = 0;
        this.isRestarted = from === 0;
        this.isFollowing = true;
        this.hasYielded = false;
    }

    /** @param {import("./shared.js").SharedStream} stream */
    joinStream(stream) {
        this.stream = stream;
        this.hasYielded = false;
        stream.join(this);
    }

    leaveStream() {
        this.stream?.leave(this);
        this.stream = null;
    }

    tryNow() {
        this.stream?.tryNow();
    }

    restart() {
        this.isRestarted = true;
        this.skipped = 0;
    }

    /** @param {Batch} batch */
    send(batch) {
        this.post({ type: "batch", epoch: this.#epoch, batch, restart: this.isRestarted, log: this.log });
        this.isRestarted = false;
    }

    /** Tells of a restart that no row has told of: there is none. */
    sendRestart() {
        if (this.isRestarted) this.send(new BatchBuilder().take());
    }

    /** @param {State} state */
    show(state) {
        this.post({ type: "state", epoch: this.#epoch, state });
    }

    /**
     * Takes the tab off its stream, and shows it as paused or yielded.
     * @param {"paused"|"yielded"} name
     * @param {number} now
     */
    leave(name, now) {
        const { head, oldest, log } = this.stream?.state ?? start;
        this.leaveStream();
        this.hasYielded = name === "yielded";
        this.show({ ...start, name, last: this.from, head, oldest, log, since: now });
    }

    /** @param {any} message @param {Transferable[]} transfer */
    post(message, transfer = []) {
        this.#port.postMessage(message, transfer);
    }
}
