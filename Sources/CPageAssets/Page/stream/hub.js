/**
 * Which tabs share which streams, so that a browser's six connections per origin last: four for streams, two for
 * finite loads.
 *
 * Invariant, after each message: a tab that follows is on the stream of its view, or its view has yielded, which
 * happens only while four views that rank higher have one; a stream that no tab is on is closed.
 */

import { History } from "./history.js";
import { SharedStream } from "./shared.js";
import { Tab } from "./tab.js";

/** Streams at once; beyond, views yield: hidden ones first, then the least recently visible. */
const streamLimit = 4;

/** Serves any number of ports; told by `connect`, by their messages, and by `leave`. */
export class Hub {
    #outside;
    #history;
    /** @type {Map<object, Tab>} */
    #tabs = new Map();
    /** @type {Map<string, SharedStream>} */
    #streams = new Map();
    #ranks = 0;

    /** @param {import("./feed.js").Outside} outside */
    constructor(outside) {
        this.#outside = outside;
        this.#history = new History(outside);
    }

    /** @param {import("./tab.js").Port} port */
    connect(port) {
        this.#tab(port).post({ type: "hello" });
    }

    /**
     * The port is gone, with all that was kept for it.
     * @param {import("./tab.js").Port} port
     */
    leave(port) {
        const tab = this.#tabs.get(port);
        if (!tab) return;
        this.#tabs.delete(port);
        this.#history.leave(port);
        tab.isFollowing = false;
        tab.leaveStream();
        this.#settle();
    }

    /** @param {import("./tab.js").Port} port @param {any} message  of the protocol */
    receive(port, message) {
        if (message.type === "close") return this.leave(port);
        const tab = this.#tab(port);
        switch (message.type) {
            case "open":
                return this.#open(tab, message);
            case "pause":
                return this.#pause(tab);
            case "visible":
                return this.#show(tab, message.visible);
            case "retry":
                return tab.tryNow();
            case "load":
                return this.#history.load(port, message, (answer, transfer) => tab.post(answer, transfer));
            case "cancel":
                return this.#history.cancel(port, message.request);
        }
    }

    /**
     * Also of a tab that comes back after it left, from the browser's back-forward cache.
     * @param {any} port
     */
    #tab(port) {
        const known = this.#tabs.get(port);
        if (known) return known;
        const tab = new Tab(port);
        this.#tabs.set(port, tab);
        return tab;
    }

    /** @param {Tab} tab @param {any} message */
    #open(tab, message) {
        tab.leaveStream();
        tab.open(message);
        if (tab.isVisible) tab.rank = ++this.#ranks;
        this.#settle();
        // A refusal that is years old says nothing to someone who asks now.
        tab.tryNow();
    }

    /** @param {Tab} tab */
    #pause(tab) {
        tab.isFollowing = false;
        tab.leave("paused", this.#outside.now());
        this.#settle();
    }

    /** @param {Tab} tab @param {boolean} isVisible */
    #show(tab, isVisible) {
        // Who is hidden now was seen until now.
        if (isVisible !== tab.isVisible) tab.rank = ++this.#ranks;
        tab.isVisible = isVisible;
        this.#settle();
        if (isVisible) tab.tryNow();
    }

    // MARK: Sharing

    /** Makes the invariant hold. Streams are closed before others are begun, so that no moment sees more than four. */
    #settle() {
        const followers = [...this.#tabs.values()].filter((tab) => tab.isFollowing);
        const chosen = this.#chosen(followers);
        for (const tab of followers) {
            if (!chosen.has(tab.key) && !tab.hasYielded) tab.leave("yielded", this.#outside.now());
        }
        for (const [key, stream] of this.#streams) {
            if (!chosen.has(key)) this.#close(key, stream);
        }
        for (const tab of followers) {
            if (!tab.stream && chosen.has(tab.key)) this.#join(tab);
        }
    }

    /**
     * The keys of the views that have a stream.
     * @param {Tab[]} followers
     */
    #chosen(followers) {
        const ranked = [...followers].sort((one, other) => {
            const byVisibility = Number(other.isVisible) - Number(one.isVisible);
            // Among tabs that were never seen, who has a stream keeps it.
            return byVisibility || other.rank - one.rank || Number(!!other.stream) - Number(!!one.stream);
        });
        return new Set([...new Set(ranked.map((tab) => tab.key))].slice(0, streamLimit));
    }

    /** @param {Tab} tab */
    #join(tab) {
        const known = this.#streams.get(tab.key);
        if (known?.covers(tab)) return tab.joinStream(known);
        const others = known?.tabs ?? [];
        for (const other of others) other.leaveStream();
        if (known) this.#close(tab.key, known);
        // Where others look on, nobody's past is fetched for all: who missed more than is kept gets the newest.
        if (others.length > 0) tab.from = 0;
        const stream = new SharedStream(tab, this.#outside);
        this.#streams.set(tab.key, stream);
        for (const one of [tab, ...others]) one.joinStream(stream);
        stream.start();
    }

    /** @param {string} key @param {SharedStream} stream */
    #close(key, stream) {
        stream.close();
        this.#streams.delete(key);
    }
}
