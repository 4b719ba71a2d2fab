// The window on the log: one contiguous run of the view's events, and how it grows at both ends.
//
// It follows or it is paused, never both. While the list sticks to the end the stream is open and appends; as soon as
// the reader leaves the end the transfer stops, and pages come from history on demand, in both directions. `#position`
// is the ID through which the run is complete at its end, so that following goes on exactly there.

/** @typedef {import("../list/columns.js").Columns} Columns */
/** @typedef {import("../list/list.js").List} List */
/** @typedef {import("../stream/client.js").StreamClient} StreamClient */
/** @typedef {import("../stream/batch.js").Batch} Batch */
/** @typedef {{path: string, query: string}} View */

/** Events of a stream's beginning. */
const TAIL = 500;
/** Events of a page of history. */
const PAGE = 1000;
/** The most that is caught up with by streaming; beyond it the window starts anew at the end. */
const CATCH_UP = 20_000;
/** The most rows held, and the most bytes of their columns; beyond it the far end is dropped and loaded again on demand. */
const MOST_ROWS = 1_000_000;
const MOST_BYTES = 256 << 20;

/**
 * The view's request with more parameters; those replace the view's own of the same name.
 * @param {View} view
 * @param {Record<string, string | number>} more
 * @returns {View}
 */
export function asking(view, more) {
    const query = new URLSearchParams(view.query);
    for (const [name, value] of Object.entries(more)) query.set(name, String(value));
    return { path: view.path, query: query.toString() };
}

export class LogWindow {
    #client;
    #list;
    /** @type {View} */
    #view = { path: "/logs", query: "" };
    #position = 0;
    #older = { isLoading: false, isAtEnd: true };
    #newer = { isLoading: false, isAtEnd: true };
    #loads = new AbortController();
    #isOpen = false;

    /** The ID after which events are new to the reader. */
    newSince = 0;
    /** Called when following begins or ends. */
    onFollow = (/** @type {boolean} */ _isFollowing) => {};
    /** Called when rows came or went. */
    onChange = () => {};
    /** Called with a sentence when a page of history could not be had. */
    onFailure = (/** @type {string} */ _detail) => {};

    /**
     * @param {Columns} columns
     * @param {List} list
     * @param {StreamClient} client
     */
    constructor(columns, list, client) {
        this.columns = columns;
        this.#list = list;
        this.#client = client;
        list.onFollow = (isFollowing) => (isFollowing ? this.resume() : this.pause());
        list.onNearStart = () => this.#loadOlder();
        list.onNearEnd = () => this.#loadNewer();
    }

    get view() {
        return this.#view;
    }

    /** Whether the stream is wanted. */
    get isFollowing() {
        return this.#isOpen;
    }

    /** The first and the last event's time in µs, or null. */
    get span() {
        const { columns } = this;
        return columns.count ? { from: columns.time(columns.first), to: columns.time(columns.end - 1) } : null;
    }

    // MARK: Where to look

    /**
     * The newest events, and what comes.
     * @param {View} view
     */
    showLive(view) {
        this.#begin(view);
        this.#older.isAtEnd = false;
        this.#list.follow();
        this.#open(0);
        this.onFollow(true);
    }

    /**
     * An event with its neighbours; paused.
     * @param {View} view
     * @param {number} id
     * @param {number} [neighbours] on either side
     * @returns {Promise<number | null>} its row, or that of the next one; null where there is nothing
     */
    async showAround(view, id, neighbours = 200) {
        const loads = this.#begin(view);
        this.#stop();
        const [before, after] = await Promise.all([
            this.#load(asking(view, { before: id, n: neighbours }), loads),
            this.#load(asking(view, { after: id - 1, max: neighbours + 1 }), loads),
        ]);
        if (loads.aborted || !before || !after) return null;
        this.columns.append(before.batch);
        this.columns.append(after.batch);
        this.#older.isAtEnd = before.batch.count < neighbours;
        this.#newer.isAtEnd = after.batch.count <= neighbours;
        this.#position = this.#newer.isAtEnd ? Math.max(after.position, id - 1) : this.#lastID;
        this.newSince ||= this.#position;
        this.#grew();
        if (this.columns.count === 0) return null;
        return Math.min(this.columns.rowOf(id), this.columns.end - 1);
    }

    /**
     * The oldest events; paused.
     * @param {View} view
     */
    async showOldest(view) {
        const loads = this.#begin(view);
        this.#stop();
        const page = await this.#load(asking(view, { after: 0, max: PAGE }), loads);
        if (loads.aborted || !page) return;
        this.columns.append(page.batch);
        this.#newer.isAtEnd = page.batch.count < PAGE;
        this.#position = this.#newer.isAtEnd ? page.position : this.#lastID;
        this.newSince ||= this.#position;
        this.#grew();
        if (this.columns.count) this.#list.goTo(this.columns.first, "start");
    }

    /** Stops the transfer; the list stays where it is. */
    pause() {
        if (!this.#isOpen) return;
        this.#stop();
    }

    /** Goes on at the end: from where it stopped, or with the newest events where that is too far. */
    resume() {
        if (this.#isOpen) return;
        if (!this.#newer.isAtEnd || this.columns.count === 0) return this.showLive(this.#view);
        this.#list.follow();
        this.#open(this.#position);
        this.onFollow(true);
    }

    /**
     * So many events came since the transfer was stopped; too many are not streamed but had page by page.
     * @param {number} total
     */
    missed(total) {
        if (this.#isOpen || total <= CATCH_UP) return;
        this.#newer.isAtEnd = false;
        this.#list.endIsLive = false;
    }

    /** Asks for the stream once more, where other tabs had them all. */
    reopen() {
        this.#client.pause();
        this.#client.open(this.#view, this.#position, TAIL);
    }

    // MARK: What comes

    /**
     * @param {Batch} batch
     * @param {boolean} restarts whether it does not follow on what is held
     */
    take(batch, restarts) {
        if (!this.#isOpen) return;
        if (restarts) {
            this.columns.clear();
            this.#older = { isLoading: false, isAtEnd: false };
            this.#position = 0;
        }
        this.columns.append(batch);
        this.#position = Math.max(this.#position, this.#lastID);
        this.#bound("newest");
        this.#grew();
    }

    /**
     * The stream has looked at everything through this ID.
     * @param {number} id
     */
    examined(id) {
        if (this.#isOpen) this.#position = Math.max(this.#position, id);
    }

    // MARK: Inside

    get #lastID() {
        return this.columns.count ? this.columns.id(this.columns.end - 1) : 0;
    }

    /** @param {View} view */
    #begin(view) {
        this.#loads.abort();
        this.#loads = new AbortController();
        this.#view = view;
        this.#position = 0;
        this.#older = { isLoading: false, isAtEnd: true };
        this.#newer = { isLoading: false, isAtEnd: true };
        this.columns.clear();
        this.#grew();
        return this.#loads.signal;
    }

    /** @param {number} from */
    #open(from) {
        this.#isOpen = true;
        this.#client.open(this.#view, from, TAIL);
    }

    #stop() {
        this.newSince = Math.max(this.newSince, this.#position);
        this.#isOpen = false;
        this.#client.pause();
        this.#list.hold();
        this.onFollow(false);
    }

    async #loadOlder() {
        const { columns } = this;
        if (this.#older.isLoading || this.#older.isAtEnd || columns.count === 0) return;
        const older = this.#older;
        older.isLoading = true;
        // A gap of this stream alone has the ID before the next event's, which may be that of another event.
        const event = columns.nextWhere(columns.first - 1, 1, (row) => (columns.kind(row) & 1) === 0) ?? columns.first;
        const page = await this.#load(asking(this.#view, { before: columns.id(event), n: PAGE }));
        older.isLoading = false;
        if (!page || older !== this.#older) return;
        older.isAtEnd = page.batch.count < PAGE;
        if (page.batch.count) columns.dropOldest(event - columns.first);
        columns.prepend(page.batch);
        this.#bound("oldest");
        this.#grew();
    }

    async #loadNewer() {
        if (this.#isOpen || this.#newer.isLoading || this.#newer.isAtEnd || this.columns.count === 0) return;
        const newer = this.#newer;
        newer.isLoading = true;
        const page = await this.#load(asking(this.#view, { after: this.#position, max: PAGE }));
        newer.isLoading = false;
        if (!page || newer !== this.#newer || this.#isOpen) return;
        newer.isAtEnd = page.batch.count < PAGE;
        this.columns.append(page.batch);
        this.#position = newer.isAtEnd ? Math.max(page.position, this.#position) : this.#lastID;
        this.#bound("newest");
        this.#grew();
    }

    /**
     * @param {View} view
     * @param {AbortSignal} [signal]
     * @returns {Promise<{batch: Batch, position: number} | null>} null where it was given up, or failed and was told
     */
    async #load(view, signal = this.#loads.signal) {
        const { path, query } = asking(view, { fields: "none", cut: 4096 });
        try {
            return /** @type {{batch: Batch, position: number}} */ (await this.#client.load({ path, query }, "batch", signal));
        } catch (error) {
            if (!signal.aborted) this.onFailure(/** @type {Error} */ (error).message);
            return null;
        }
    }

    /**
     * Drops what is too much at the far end from where rows came.
     * @param {"newest" | "oldest"} came
     */
    #bound(came) {
        const { columns } = this;
        let excess = Math.max(0, columns.count - MOST_ROWS);
        if (columns.bytes > MOST_BYTES) excess = Math.max(excess, columns.count >> 4);
        if (excess === 0) return;
        if (came === "newest") {
            columns.dropOldest(excess);
            this.#older.isAtEnd = false;
        } else {
            columns.dropNewest(excess);
            this.#newer.isAtEnd = false;
            this.#position = this.#lastID;
        }
    }

    #grew() {
        this.#list.endIsLive = this.#newer.isAtEnd;
        this.#list.changed();
        this.onChange();
    }
}
