import { rows } from "./rows.mjs";

/** A tab as the page is one: takes messages late, drops those of other epochs, and holds rows. */
export class SimulatedTab {
    /** Rows held: {id, message, kind}. */
    rows = [];
    restarts = 0;
    batches = 0;
    state = null;
    states = [];
    loaded = [];
    isVisible = false;
    isFollowing = false;
    view = null;
    /** The log that the rows are of. */
    log = "";
    #hub;
    #epoch = 0;
    #inbox = [];

    constructor(hub) {
        this.#hub = hub;
        hub.connect(this);
    }

    postMessage(message, transfer) {
        this.#inbox.push(structuredClone(message, { transfer }));
    }

    send(message) {
        this.#hub.receive(this, message);
    }

    /** Takes what has arrived. */
    drain() {
        for (const message of this.#inbox.splice(0)) {
            if (message.type === "loaded") this.loaded.push(message);
            if (message.epoch !== this.#epoch) continue;
            if (message.type === "batch") this.#take(message);
            if (message.type === "state") this.states.push((this.state = message.state));
        }
        return this;
    }

    /** Drops what it holds when it opens from 0, as the page does when the view changes. */
    open(path, from = 0, tail = 500) {
        this.view = path;
        this.isFollowing = true;
        if (from === 0) this.rows = [];
        this.send({ type: "open", epoch: ++this.#epoch, view: { path, query: "" }, from, tail, log: this.log });
        return this;
    }

    /** Goes on behind the last row; without one, from the tail. */
    resume() {
        this.drain();
        return this.open(this.view, this.rows.at(-1)?.id ?? 0);
    }

    pause() {
        this.isFollowing = false;
        this.send({ type: "pause" });
        return this;
    }

    show(isVisible) {
        this.isVisible = isVisible;
        this.send({ type: "visible", visible: isVisible });
        return this;
    }

    get ids() {
        return this.drain().rows.map((row) => row.id);
    }

    get name() {
        return this.drain().state?.name;
    }

    #take({ batch, restart, log }) {
        this.log = log;
        this.batches += 1;
        if (restart) {
            this.restarts += 1;
            this.rows = [];
        }
        for (const { id, message, kind } of rows(batch)) this.rows.push({ id, message, kind });
    }
}
