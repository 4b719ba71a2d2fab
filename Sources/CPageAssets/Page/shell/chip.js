// The state chip: one word that is true at every moment, and why.

/** @typedef {import("../stream/feedmachine.js").State} State */

/** @type {Record<State["name"], string>} */
const NAMES = {
    connecting: "CONNECTING", "catching-up": "CATCHING UP", live: "LIVE", paused: "PAUSED", yielded: "PAUSED",
    reconnecting: "RECONNECTING", offline: "OFFLINE", refused: "REFUSED", ended: "ENDED",
};

/**
 * A state with its last ID moved to the head where it had reached that: after a restart of the agent the head is far
 * beyond the last event, and nothing lies between.
 * @param {State} state
 * @param {{last: number, head: number}} reached when the stream was last known to be at the head
 * @returns {State}
 */
export function atHead(state, reached) {
    return state.last === reached.last ? { ...state, last: Math.max(state.last, reached.head - 1) } : state;
}

/**
 * What stands beside the word.
 * @param {State} state
 * @param {number} now ms since 1970
 */
export function chipDetail(state, now) {
    const seconds = Math.max(0, Math.ceil((state.retryAt - now) / 1000));
    const again = state.retryAt ? (seconds ? `in ${seconds} s` : "now") : "";
    switch (state.name) {
        case "live": return `lag ${lag(state)}`;
        case "catching-up": return state.head > state.last && state.last ? `${lag(state)} behind` : "";
        case "reconnecting": return [again, state.reason].filter(Boolean).join(" · ");
        case "offline": return [again && `retry ${again}`, state.reason].filter(Boolean).join(" · ");
        case "yielded": return "other tabs have the streams";
        default: return state.reason;
    }
}

/** @param {State} state */
function lag(state) {
    return grouped(Math.max(0, state.head - state.last - 1));
}

/**
 * A whole number with its thousands apart. The browser's own formatting takes 15 ms when it is first asked, and this is
 * asked for before the first lines are drawn.
 * @param {number} count
 */
export function grouped(count) {
    return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * All of it, for the tooltip.
 * @param {State} state
 * @param {State} [behind] the same, for the lag
 */
export function chipTitle(state, behind = state) {
    const lines = [state.reason, state.last ? `last event ID ${state.last}` : "", state.head ? `head ${state.head}` : ""];
    if (state.last && state.head) lines.push(`lag ${lag(behind)} events`);
    lines.push({ live: "click to pause", paused: "click to resume", yielded: "click to resume" }[String(state.name)] ?? "click to try now");
    return lines.filter(Boolean).join("\n");
}

export class Chip {
    /** @type {State | null} */
    #state = null;
    #reached = { last: 0, head: 0 };

    /** @param {HTMLElement} element with `#chip-name` and `#chip-detail` in it */
    constructor(element) {
        this.element = element;
        this.name = /** @type {HTMLElement} */ (element.querySelector("#chip-name"));
        this.detail = /** @type {HTMLElement} */ (element.querySelector("#chip-detail"));
        setInterval(() => this.#draw(), 500);
    }

    get state() {
        return this.#state;
    }

    /** The state in words. */
    get sentence() {
        const state = this.#state;
        return state ? [NAMES[state.name].toLowerCase(), chipDetail(atHead(state, this.#reached), Date.now())].filter(Boolean).join(", ") : "";
    }

    /** @param {State} state */
    show(state) {
        if (state.name === "live" && this.#state?.name !== "live") this.#reached = { last: state.last, head: state.head };
        this.#state = state;
        this.#draw();
    }

    #draw() {
        const state = this.#state;
        if (!state) return;
        this.element.dataset.state = state.name === "yielded" ? "paused" : state.name;
        const behind = atHead(state, this.#reached);
        const detail = chipDetail(behind, Date.now());
        set(this.name, NAMES[state.name]);
        set(this.detail, detail);
        const title = chipTitle(state, behind);
        if (this.element.title !== title) this.element.title = title;
    }
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 */
function set(element, text) {
    if (element.textContent !== text) element.textContent = text;
}
