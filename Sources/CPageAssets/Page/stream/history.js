/** Finite requests of the tabs: made here, so that parsing does not stop a page, two at once, the others in turn. */

import { isRedirect, mediaType, sentence } from "./answer.js";
import { BatchBuilder, transferables } from "./batch.js";

/** @typedef {{request: number, view: {path: string, query: string}, as: "batch"|"text"|"json"}} Load */
/** @typedef {(answer: any, transfer?: Transferable[]) => void} Reply */
/** @typedef {{owner: object, load: Load, reply: Reply, stop: AbortController}} Job */

/** Requests at once: with four streams, the six connections that a browser gives an HTTP/1.1 origin. */
const atOnce = 2;
/** Silence after which an answer is given up; a search through everything may say nothing for a while. */
const silenceTime = 120_000;

// Text comes in the format that its query names.
const accepted = { batch: "application/x-ndjson", text: "text/plain", json: "application/json" };

/** What went wrong, as the tab is told. */
class Failure extends Error {
    /** @param {number} status  of HTTP, 0 where it is not that @param {string} detail */
    constructor(status, detail) {
        super(detail);
        this.status = status;
    }
}

/** First come, first served. */
export class History {
    #outside;
    /** @type {Job[]} */
    #queue = [];
    /** @type {Set<Job>} */
    #running = new Set();

    /** @param {import("./feed.js").Outside} outside */
    constructor(outside) {
        this.#outside = outside;
    }

    /** @param {object} owner @param {Load} load @param {Reply} reply */
    load(owner, load, reply) {
        this.#queue.push({ owner, load, reply, stop: new AbortController() });
        this.#startNext();
    }

    /** @param {object} owner @param {number} request */
    cancel(owner, request) {
        this.#drop((job) => job.owner === owner && job.load.request === request);
    }

    /** @param {object} owner */
    leave(owner) {
        this.#drop((job) => job.owner === owner);
    }

    /** @param {(job: Job) => boolean} isUnwanted */
    #drop(isUnwanted) {
        this.#queue = this.#queue.filter((job) => !isUnwanted(job));
        for (const job of this.#running) {
            if (!isUnwanted(job)) continue;
            this.#running.delete(job);
            job.stop.abort();
        }
        this.#startNext();
    }

    #startNext() {
        while (this.#running.size < atOnce) {
            const job = this.#queue.shift();
            if (!job) return;
            this.#running.add(job);
            this.#run(job);
        }
    }

    /** @param {Job} job */
    async #run(job) {
        const { request } = job.load;
        /** @type {any} */
        let answer;
        try {
            answer = await this.#answer(job);
        } catch (error) {
            const { status = 0, message } = /** @type {Failure} */ (error);
            const detail = error instanceof Failure ? message : "the server cannot be reached";
            answer = { position: 0, error: { status, detail } };
        }
        // A job that was dropped meanwhile has made room already, and nobody waits for it.
        if (!this.#running.delete(job)) return;
        job.reply({ type: "loaded", request, ...answer }, answer.batch ? transferables(answer.batch) : []);
        this.#startNext();
    }

    /** @param {Job} job */
    async #answer({ load: { view, as }, stop }) {
        const watch = new Silence(this.#outside, stop);
        try {
            const answer = await this.#outside.fetch(view.query === "" ? view.path : `${view.path}?${view.query}`, {
                headers: { Accept: accepted[as] },
                signal: stop.signal,
                cache: "no-store",
                redirect: "manual",
                credentials: "same-origin",
            });
            if (isRedirect(answer)) throw new Failure(answer.status, "the answer is a redirect: reload the page");
            if (!answer.ok) throw new Failure(answer.status, await sentence(answer));
            if (mediaType(answer) === "text/html") throw new Failure(answer.status, "a web page came: reload the page");
            const position = Number(answer.headers.get("Logcast-Position") ?? 0);
            return { position, [as]: await read(answer, as, watch) };
        } catch (error) {
            throw watch.hasFired ? new Failure(0, "no answer for 120 s") : error;
        } finally {
            watch.end();
        }
    }
}

/** Stops a request whose answer does not go on. */
class Silence {
    #outside;
    #stop;
    /** @type {any} */
    #timer;
    hasFired = false;

    /** @param {import("./feed.js").Outside} outside @param {AbortController} stop */
    constructor(outside, stop) {
        this.#outside = outside;
        this.#stop = stop;
        this.sign();
    }

    sign() {
        this.end();
        this.#timer = this.#outside.setTimer(() => {
            this.hasFired = true;
            this.#stop.abort();
        }, silenceTime);
    }

    end() {
        this.#outside.clearTimer(this.#timer);
    }
}

/** @param {Response} answer @param {Load["as"]} as @param {Silence} watch */
async function read(answer, as, watch) {
    const lines = as === "batch" ? new BatchLines() : null;
    const decoder = new TextDecoder();
    let text = "";
    const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
    try {
        for (;;) {
            const { done, value } = await reader.read();
            if (done) break;
            watch.sign();
            text += decoder.decode(value, { stream: true });
            if (lines) text = lines.take(text);
        }
    } catch (error) {
        throw error instanceof Failure ? error : new Failure(0, "the answer was cut off");
    }
    text += decoder.decode();
    if (lines) return lines.end(text);
    return as === "json" ? parsed(text) : text;
}

/** A batch from NDJSON. */
class BatchLines {
    #builder = new BatchBuilder();

    /**
     * Takes whole lines, and gives back what is left.
     * @param {string} text
     */
    take(text) {
        let start = 0;
        for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
            if (end > start) this.#line(text.slice(start, end));
            start = end + 1;
        }
        return text.slice(start);
    }

    /** @param {string} rest */
    end(rest) {
        if (rest !== "") throw new Failure(0, "the answer was cut off");
        return this.#builder.take();
    }

    /** @param {string} line */
    #line(line) {
        if (this.#builder.isFull) throw new Failure(0, "too many names for one load");
        const { event, ...object } = parsed(line);
        if (event === undefined) return this.#builder.add(object);
        if (event === "error") throw new Failure(0, object.detail);
        if (event !== "gap") return;
        const { id, ...gap } = object;
        this.#builder.addGap(id, JSON.stringify(gap));
    }
}

/** @param {string} json */
function parsed(json) {
    try {
        return JSON.parse(json);
    } catch {
        throw new Failure(0, "the answer is not JSON");
    }
}
