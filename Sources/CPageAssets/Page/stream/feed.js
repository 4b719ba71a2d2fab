/** One view's events over as many connections as it takes: the I/O around `FeedMachine`. */

import { judge, sentence } from "./answer.js";
import { FeedMachine } from "./feedmachine.js";
import { EventStreamParser } from "./sse.js";

/**
 * The world outside, given so that a test can be it.
 * @typedef {object} Outside
 * @property {(url: string, options: RequestInit) => Promise<Response>} fetch
 * @property {() => number} now  ms since 1970
 * @property {(action: () => void, milliseconds: number) => any} setTimer
 * @property {(timer: any) => void} clearTimer
 * @property {() => number} random  0 ≤ x < 1
 * @property {() => boolean} isOnline
 */

/**
 * Where a feed's events go.
 * @typedef {object} Sink
 * @property {(event: any) => void} onEvent
 * @property {(id: number, json: string) => void} onGap
 * @property {() => void} onOtherLog  what comes now does not continue what came before, and begins with the newest
 * @property {(state: import("./feedmachine.js").State) => void} onState
 * @property {() => Promise<void>|null} onRead  all events of one read were given; reading goes on once it resolves
 */

/** Time for an answer's head; beyond, the attempt has failed. */
const headTime = 15_000;
/** Silence after which a stream is dead: three heartbeats. */
const silenceTime = 45_000;
/** Silence after which a stream is given up when there is a reason to doubt it: a heartbeat is overdue. */
const doubtTime = 20_000;
/**
 * What `bye` says of access that ended; the 401 that follows only says how to get it.
 * @type {Record<string, string>}
 */
const partings = { expired: "your access has expired", revoked: "your access was ended" };

/** Begins at `start()`; then goes on by itself until it is refused, ended, or stopped. */
export class Feed {
    #url;
    #sink;
    #outside;
    #machine;
    /**
     * The connection now; what others still say is not heard.
     * @type {AbortController|null}
     */
    #attempt = null;
    #isRetrying = false;
    /** Whether what comes next does not follow on what came before. */
    #isMissing = false;
    /** Why access ended while this stream was open, or "". */
    #parting = "";
    /** @type {any} */
    #retryTimer;
    /** @type {any} */
    #watchTimer;
    #lastSign = 0;

    /**
     * @param {string} url
     * @param {{from: number, log: string}} place  the ID after which to begin, or 0, and the ID of its log, or ""
     * @param {Sink} sink
     * @param {Outside} outside
     */
    constructor(url, place, sink, outside) {
        this.#url = url;
        this.#sink = sink;
        this.#outside = outside;
        this.#machine = new FeedMachine(place, outside.random, outside.now());
    }

    get state() {
        return this.#machine.state;
    }

    start() {
        this.#connect();
    }

    stop() {
        this.#close();
        this.#outside.clearTimer(this.#retryTimer);
        this.#isRetrying = false;
    }

    /** There is hope: the network is back, somebody looks or has clicked. */
    tryNow() {
        if (this.#isRetrying || (!this.#attempt && this.#machine.mayBeAllowed)) return this.#connect();
        const isOpen = this.#attempt && (this.state.name === "live" || this.state.name === "catching-up");
        if (!isOpen || this.#outside.now() - this.#lastSign < doubtTime) return;
        this.#fail({ reason: "silent for too long" });
        this.#connect();
    }

    #connect() {
        this.stop();
        const attempt = (this.#attempt = new AbortController());
        const before = this.state;
        this.#machine.attempt();
        if (this.state !== before) this.#tell();
        this.#watch(headTime, "no answer for 15 s");
        this.#run(attempt).catch((error) => {
            if (attempt !== this.#attempt) return;
            const wasOpen = this.state.name === "live" || this.state.name === "catching-up";
            this.#fail({ reason: wasOpen ? "the connection was cut" : unreachable(error) });
        });
    }

    /** @param {AbortController} attempt */
    async #run(attempt) {
        const answer = await this.#outside.fetch(this.#url, {
            headers: this.#headers(),
            signal: attempt.signal,
            cache: "no-store",
            redirect: "manual",
            credentials: "same-origin",
        });
        if (attempt !== this.#attempt) return;
        const { kind, reason, status, least } = judge(answer, this.#outside.now());
        if (kind === "stream") return this.#read(answer, attempt);
        if (kind === "retry") return this.#fail({ reason, status, least });
        const why = kind === "refused" && status >= 400 ? await sentence(answer).catch(() => reason) : reason;
        if (attempt === this.#attempt) this.#end(kind, (status === 401 && this.#parting) || why, status);
    }

    #headers() {
        const { resumeID } = this.#machine;
        const headers = { Accept: "text/event-stream" };
        return resumeID === "" ? headers : { ...headers, "Last-Event-ID": resumeID };
    }

    /** @param {Response} answer @param {AbortController} attempt */
    async #read(answer, attempt) {
        this.#machine.opened(this.#outside.now());
        this.#parting = "";
        this.#watch(silenceTime, "silent for 45 s");
        this.#tell();
        const parser = new EventStreamParser({
            onEvent: (type, data, id) => attempt === this.#attempt && this.#take(type, data, id),
            onComment: (text) => attempt === this.#attempt && this.#comment(text),
            onRetry: (milliseconds) => this.#machine.askedToWait(milliseconds),
        });
        const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
        for (;;) {
            const { done, value } = await reader.read();
            if (attempt !== this.#attempt) return;
            if (done) return this.#fail({ reason: "the connection was closed" });
            this.#lastSign = this.#outside.now();
            parser.feed(value);
            const room = this.#sink.onRead();
            if (room) await room;
            if (attempt !== this.#attempt) return;
            // Time in which nobody read is no silence of the server's.
            this.#lastSign = this.#outside.now();
        }
    }

    /** @param {string} text */
    #comment(text) {
        const before = this.state;
        if (this.#machine.comment(text)) return this.#beginAnew();
        if (this.state !== before) this.#tell();
    }

    /**
     * The place where the stream stands is not in the server's log. From there on the server tells what comes; the
     * newest events are worth more, and an ID of another log may lie anywhere.
     */
    #beginAnew() {
        this.#machine.forgetPlace();
        this.#sink.onOtherLog();
        this.#isMissing = true;
        this.#connect();
    }

    /** @param {string} type @param {string} data @param {string} id */
    #take(type, data, id) {
        switch (type) {
            case "":
                this.#takeEvent(data, id);
                return this.#machine.taken(id);
            case "gap":
                if (object(data).reason === "unknown-id") return this.#beginAnew();
                this.#sink.onGap(Number(id), data);
                return this.#machine.taken(id);
            case "caught-up":
                this.#machine.caughtUp(id, object(data).head, this.#outside.now());
                return this.#tell();
            case "heartbeat":
                this.#machine.heartbeat(id, object(data).head);
                return this.#tell();
            case "end":
                this.#machine.examined(String(object(data).last));
                return this.#end("ended", object(data).reason ?? "", 0);
            case "bye":
                return this.#bye(String(object(data).reason ?? "bye"));
            case "busy":
                return this.#fail({ reason: `the server is busy: ${object(data).reason ?? ""}`, isServerUp: true });
            case "error":
                return this.#fail({ reason: object(data).detail ?? "the server broke off" });
        }
    }

    /**
     * An event that cannot be read is a gap: asking for it again would yield it again.
     * @param {string} data
     * @param {string} id
     */
    #takeEvent(data, id) {
        let event;
        try {
            event = JSON.parse(data);
        } catch {
            return this.#sink.onGap(Number(id), '{"reason":"corrupt","detail":"the event is not JSON"}');
        }
        // What was shown is gone from the list; that it does not continue stands before the first event that follows.
        if (this.#isMissing) this.#sink.onGap(Number(id) - 1, '{"reason":"unknown-id"}');
        this.#isMissing = false;
        this.#sink.onEvent(event);
    }

    /** @param {string} reason */
    #bye(reason) {
        this.#parting = partings[reason] ?? "";
        this.#fail({ reason: this.#parting || `the server goes: ${reason}`, isServerUp: true });
    }

    /** @param {Parameters<FeedMachine["failed"]>[0]} failure */
    #fail(failure) {
        this.#close();
        const delay = this.#machine.failed(failure, this.#outside.now(), this.#outside.isOnline());
        this.#isRetrying = true;
        this.#retryTimer = this.#outside.setTimer(() => this.#connect(), delay);
        this.#tell();
    }

    /** @param {string} kind @param {string} reason @param {number} status */
    #end(kind, reason, status) {
        this.#close();
        if (kind === "ended") this.#machine.ended(reason, this.#outside.now());
        else this.#machine.refused(reason, status, this.#outside.now());
        this.#tell();
    }

    #close() {
        const attempt = this.#attempt;
        this.#attempt = null;
        this.#outside.clearTimer(this.#watchTimer);
        attempt?.abort();
    }

    #tell() {
        this.#sink.onState({ ...this.state });
    }

    /**
     * Fails the connection after so much time without a sign. One timer runs through, and looks at the clock when it
     * fires: a timer set anew for each read would cost as much as the read.
     * @param {number} limit
     * @param {string} reason
     */
    #watch(limit, reason) {
        this.#outside.clearTimer(this.#watchTimer);
        this.#lastSign = this.#outside.now();
        const look = () => {
            const now = this.#outside.now();
            // A clock that was set back must not stretch the wait to the time by which it was.
            this.#lastSign = Math.min(this.#lastSign, now);
            const left = limit - (now - this.#lastSign);
            if (left <= 0) return this.#fail({ reason });
            this.#watchTimer = this.#outside.setTimer(look, left);
        };
        this.#watchTimer = this.#outside.setTimer(look, limit);
    }
}

/** @param {unknown} error */
function unreachable(error) {
    return error instanceof TypeError ? "the server cannot be reached" : String(error);
}

/**
 * The data of a control event; what is not an object counts as an empty one.
 * @param {string} data
 * @returns {any}
 */
function object(data) {
    try {
        return Object(JSON.parse(data));
    } catch {
        return {};
    }
}
