/** The tab's end of the worker: one stream of batches and states, and finite loads. */

import { start } from "./feedmachine.js";

/** @typedef {import("./batch.js").Batch} Batch */
/** @typedef {import("./feedmachine.js").State} State */
/** @typedef {import("./shared.js").View} View */
/** @typedef {{resolve(answer: any): void, reject(error: unknown): void}} Pending */

/** Time until a worker that could not be loaded is tried again. */
const reloadTime = 5000;

const workerURL = new URL("./worker.js", import.meta.url).href;

// The page's one policy: what makes a script of a string passes the worker's own address, and nothing else.
const policy = globalThis.trustedTypes?.createPolicy("logcast", {
    createScriptURL(url) {
        if (url !== workerURL) throw new TypeError(`not the page's worker: ${url}`);
        return url;
    },
});

/** A load that failed: the status of HTTP or 0, and the server's sentence as its message. */
export class LoadError extends Error {
    /** @param {{status: number, detail: string}} error */
    constructor({ status, detail }) {
        super(detail);
        this.name = "LoadError";
        this.status = status;
    }
}

/** Lives as long as the page, and comes back with it from the back-forward cache. */
export class StreamClient {
    #onBatch;
    #onState;
    #onDenied;
    /** @type {any} */
    #port = null;
    /** @type {SharedWorker|Worker|null} */
    #worker = null;
    #isGreeted = false;
    #epoch = 0;
    /** The ID of the log that the last rows are of: from an ID in it, nothing else goes on. */
    #log = "";
    #request = 0;
    /**
     * What to ask a new worker for; null while nothing is followed.
     * @type {{view: View, from: number, tail: number}|null}
     */
    #opened = null;
    /** @type {Map<number, Pending>} */
    #pending = new Map();
    /** @type {any} */
    #timer;
    #leaving = new AbortController();

    /**
     * `onDenied` is told of a load that wants a login, beside who asked for it.
     * @param {{onBatch(batch: Batch, restart: boolean): void, onState(state: State): void, onDenied?(detail: string): void}} listener
     */
    constructor({ onBatch, onState, onDenied }) {
        this.#onBatch = onBatch;
        this.#onState = onState;
        this.#onDenied = onDenied;
        const { signal } = this.#leaving;
        document.addEventListener("visibilitychange", () => this.#tellVisible(), { signal });
        addEventListener("online", () => this.retry(), { signal });
        addEventListener("pagehide", () => this.#disconnect(), { signal });
        addEventListener("pageshow", (event) => event.persisted && this.#connect("SharedWorker"), { signal });
        this.#connect("SharedWorker");
    }

    /**
     * Follows a view instead of what was followed: strictly after the ID `from`, or, from 0, the last `tail` events
     * first, whose first batch says restart.
     * @param {View} view
     * @param {number} from
     * @param {number} tail
     */
    open(view, from = 0, tail = 500) {
        this.#epoch += 1;
        this.#opened = { view, from, tail };
        this.#postOpen();
    }

    /** No more batches; `open` with the last ID goes on. */
    pause() {
        this.#opened = null;
        this.#post({ type: "pause" });
    }

    /** Tries at once what would be tried later. */
    retry() {
        if (this.#port) this.#post({ type: "retry" });
        else this.#connect("SharedWorker");
    }

    /**
     * One finite answer; `view.query` is complete. Fails with LoadError, or with the signal's reason.
     * @param {View} view
     * @param {"batch"|"text"|"json"} as
     * @param {AbortSignal} [signal]
     * @returns {Promise<{batch?: Batch, text?: string, json?: any, position: number}>}
     */
    load(view, as, signal) {
        const request = ++this.#request;
        return new Promise((resolve, reject) => {
            if (signal?.aborted) return reject(signal.reason);
            if (!this.#port) return reject(new LoadError({ status: 0, detail: "the server cannot be reached" }));
            const cancel = () => {
                this.#pending.delete(request);
                this.#post({ type: "cancel", request });
                reject(signal?.reason);
            };
            signal?.addEventListener("abort", cancel);
            const settled = () => signal?.removeEventListener("abort", cancel);
            this.#pending.set(request, {
                resolve: (answer) => (settled(), resolve(answer)),
                reject: (error) => (settled(), reject(error)),
            });
            this.#post({ type: "load", request, view, as });
        });
    }

    /** For good. */
    close() {
        this.#leaving.abort();
        this.#disconnect();
    }

    // MARK: The worker

    /** @param {"SharedWorker"|"Worker"} kind */
    #connect(kind) {
        this.#disconnect();
        const made = this.#make(kind);
        this.#worker = made;
        this.#port = "port" in made ? made.port : made;
        this.#port.onmessage = (/** @type {MessageEvent} */ event) => this.#receive(event.data);
        made.onerror = () => made === this.#worker && !this.#isGreeted && this.#missWorker(made);
        this.#tellVisible();
        this.#postOpen();
    }

    /** @param {"SharedWorker"|"Worker"} kind */
    #make(kind) {
        const url = /** @type {any} */ (policy ? policy.createScriptURL(workerURL) : workerURL);
        // Not there in Chrome for Android, and forbidden where storage is.
        if (kind === "SharedWorker" && "SharedWorker" in globalThis) {
            try {
                return new SharedWorker(url, { type: "module", name: "logcast" });
            } catch {}
        }
        return new Worker(url, { type: "module" });
    }

    #disconnect() {
        clearTimeout(this.#timer);
        if (this.#worker) {
            this.#post({ type: "close" });
            if (this.#worker instanceof Worker) this.#worker.terminate();
            else this.#port.close();
        }
        this.#worker = this.#port = null;
        this.#isGreeted = false;
        for (const { reject } of this.#pending.values()) reject(new DOMException("the page was left", "AbortError"));
        this.#pending.clear();
    }

    /**
     * A browser may lack modules in one kind of worker; otherwise the script is not there.
     * @param {object} made
     */
    async #missWorker(made) {
        if (!(made instanceof Worker)) return this.#connect("Worker");
        this.#disconnect();
        const status = await fetch(workerURL, { method: "HEAD" }).then((answer) => answer.status, () => 0);
        const now = Date.now();
        const state = { ...start, status, since: now };
        if (status === 404 || status === 410) {
            return this.#onState({ ...state, name: "refused", reason: "the page is older than the server: reload" });
        }
        if (status === 200) {
            return this.#onState({ ...state, name: "refused", reason: "this browser cannot run the page's worker" });
        }
        this.#timer = setTimeout(() => this.#connect("SharedWorker"), reloadTime);
        const reason = status === 0 ? "the server cannot be reached" : `HTTP ${status}`;
        this.#onState({ ...state, name: "offline", reason, retryAt: now + reloadTime });
    }

    #tellVisible() {
        this.#post({ type: "visible", visible: document.visibilityState === "visible" });
    }

    #postOpen() {
        if (this.#opened) this.#post({ type: "open", epoch: this.#epoch, log: this.#log, ...this.#opened });
    }

    /** @param {any} message */
    #post(message) {
        this.#port?.postMessage(message);
    }

    /** @param {any} message */
    #receive(message) {
        switch (message.type) {
            case "hello":
                this.#isGreeted = true;
                return;
            case "batch":
                if (message.epoch === this.#epoch) this.#takeBatch(message);
                return;
            case "state":
                if (message.epoch === this.#epoch) this.#onState(message.state);
                return;
            case "loaded":
                return this.#takeLoaded(message);
        }
    }

    /** @param {{batch: Batch, restart: boolean, log: string}} message */
    #takeBatch({ batch, restart, log }) {
        this.#log = log;
        // A new worker goes on where this one is left.
        if (this.#opened && batch.count > 0) this.#opened.from = batch.ids[batch.count - 1];
        this.#onBatch(batch, restart);
    }

    /** @param {any} message */
    #takeLoaded({ type, request, error, ...answer }) {
        const pending = this.#pending.get(request);
        this.#pending.delete(request);
        if (error?.status === 401) this.#onDenied?.(error.detail);
        if (error) pending?.reject(new LoadError(error));
        else pending?.resolve(answer);
    }
}
