/** The course of one stream over all its connections: pure, so that time, chance and the network come in as values. */

import { Backoff } from "./backoff.js";

/**
 * What a tab shows of its stream.
 * @typedef {object} State
 * @property {"connecting"|"catching-up"|"live"|"paused"|"yielded"|"reconnecting"|"offline"|"refused"|"ended"} name
 * @property {string} reason
 * @property {number} status   of HTTP, 0 for none
 * @property {number} retryAt  ms since 1970 of the next attempt; 0 while there is none to wait for
 * @property {number} last     the ID examined so far
 * @property {number} head     the ID that the next event will have, or a later one
 * @property {number} oldest   the ID of the oldest event in the log
 * @property {string} log      the log's ID
 * @property {number} since    ms since 1970 of entering the state
 */

/** @type {State} */
export const start = {
    name: "connecting", reason: "", status: 0, retryAt: 0, last: 0, head: 0, oldest: 0, log: "", since: 0,
};

/** A stream that lived this long was no failure. */
const lifetime = 5000;
/** Attempts that fail in a row before the state says so. */
const offlineAfter = 3;

/** Knows what to show, what to send as Last-Event-ID, and when to come again. */
export class FeedMachine {
    /** @type {State} */
    #state;
    #backoff;
    #openedAt = 0;
    /** What the server's `retry:` asked for, in milliseconds. */
    #least = 0;
    /** Last-Event-ID of the next request; "" for none. */
    resumeID;

    /**
     * @param {{from: number, log: string}} place  the ID after which to begin, or 0, and the ID of its log, or ""
     * @param {() => number} random
     * @param {number} now
     */
    constructor({ from, log }, random, now) {
        this.#backoff = new Backoff(random);
        this.#state = { ...start, last: from, log, since: now };
        this.resumeID = from > 0 ? String(from) : "";
    }

    get state() {
        return this.#state;
    }

    /** Whether the attempt that failed may be followed by one that does not, once a person did something. */
    get mayBeAllowed() {
        return this.#state.name === "refused" && ![400, 413, 414, 431].includes(this.#state.status);
    }

    /** An attempt begins: what was shown before stays, without a time to wait for. */
    attempt() {
        const { name, retryAt } = this.#state;
        if (name === "refused") this.#state = { ...this.#state, name: "connecting", reason: "", status: 0 };
        else if (retryAt > 0) this.#state = { ...this.#state, retryAt: 0 };
    }

    /** @param {number} now */
    opened(now) {
        this.#openedAt = now;
        this.#enter("catching-up", now);
    }

    /** @param {number} milliseconds */
    askedToWait(milliseconds) {
        this.#least = milliseconds;
    }

    /**
     * A comment, of which the opening tells of the log. Whether it is not the log in which the stream stands.
     * @param {string} text
     */
    comment(text) {
        const opening = /^ ?logcast log=(\S+) oldest=(\d+) head=(\d+)/.exec(text);
        if (!opening) return false;
        const before = this.#state.log;
        const [log, oldest, head] = [opening[1], Number(opening[2]), Number(opening[3])];
        this.#state = { ...this.#state, log, oldest, head };
        return this.#state.last > 0 && before !== "" && before !== log;
    }

    /** The place is none any more: the next request asks for the newest events. */
    forgetPlace() {
        this.resumeID = "";
        this.#state = { ...this.#state, last: 0 };
    }

    /**
     * An event or a gap was taken.
     * @param {string} id
     */
    taken(id) {
        this.#backoff.reset();
        this.examined(id);
    }

    /**
     * All through this ID was looked at.
     * @param {string} id  as the stream has it; "end" and the like are no place
     */
    examined(id) {
        if (!/^\d+$/.test(id)) return;
        this.resumeID = id;
        this.#state.last = Number(id);
        this.#state.head = Math.max(this.#state.head, this.#state.last + 1);
    }

    /** @param {string} id @param {number} head @param {number} now */
    caughtUp(id, head, now) {
        this.heartbeat(id, head);
        this.#enter("live", now);
    }

    /** @param {string} id @param {number} head */
    heartbeat(id, head) {
        this.examined(id);
        this.#state = { ...this.#state, head: head || this.#state.head };
    }

    /**
     * The attempt failed, or the stream is over and goes on later: milliseconds until the next attempt.
     * @param {{reason: string, status?: number, least?: number, isServerUp?: boolean}} failure
     * @param {number} now
     * @param {boolean} isOnline
     */
    failed(failure, now, isOnline) {
        if (this.#openedAt > 0 && now - this.#openedAt >= lifetime) this.#backoff.reset();
        this.#openedAt = 0;
        const delay = this.#backoff.next(Math.max(failure.least ?? 0, this.#least));
        const isLost = this.#backoff.failures >= offlineAfter && !failure.isServerUp;
        this.#enter(isOnline && !isLost ? "reconnecting" : "offline", now, failure.reason, failure.status);
        this.#state.retryAt = now + delay;
        return delay;
    }

    /** @param {string} reason @param {number} status @param {number} now */
    refused(reason, status, now) {
        this.#openedAt = 0;
        this.#enter("refused", now, reason, status);
    }

    /** @param {string} reason @param {number} now */
    ended(reason, now) {
        this.#enter("ended", now, reason);
    }

    /** @param {State["name"]} name @param {number} now @param {string} reason @param {number} status */
    #enter(name, now, reason = "", status = 0) {
        const since = name === this.#state.name ? this.#state.since : now;
        this.#state = { ...this.#state, name, reason, status, retryAt: 0, since };
    }
}
