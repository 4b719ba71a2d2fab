// Who one is to the server: what one may read, until when, and what the page says and does where that ends.

import { isRedirect, sentence } from "../stream/answer.js";
import { element } from "../panels/element.js";
import { clockText } from "../panels/clock.js";
import { day, microseconds } from "../text/moment.js";
import { part } from "./part.js";

/** @typedef {{name: string, kind: string, units: string[], expires: string | null}} Who  as `GET /whoami` tells */

/** Unit patterns that are named one by one; the rest are counted. */
const FEW = 5;

/**
 * A list as a sentence has it, shortened.
 * @param {readonly string[]} units
 */
function listed(units) {
    const rest = units.length - FEW;
    return rest > 1 ? `${units.slice(0, FEW).join(", ")} and ${rest} more` : units.join(", ");
}

/**
 * What bounds the events that are seen; "" where nothing does.
 * @param {readonly string[]} units
 */
export function limitsText(units) {
    if (units.includes("*")) return "";
    return units.length === 0 ? "You may read no unit." : `You may read: ${listed(units)}.`;
}

/**
 * `ci · may read nginx*, app · until Tue 1 Dec 2026 14:05`.
 * @param {Who} who
 * @param {"local" | "utc"} zone
 */
export function whoText({ name, units, expires }, zone) {
    const may = units.includes("*") ? "" : `may read ${listed(units) || "nothing"}`;
    const time = expires === null ? null : microseconds(expires);
    const until = time === null || Number.isNaN(time) ? "" : `until ${day(time, zone)} ${clockText(time, zone, "minute")}`;
    return [name, may, until].filter(Boolean).join(" · ");
}

/**
 * A reason as a sentence of its own.
 * @param {string} reason
 */
function told(reason) {
    return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}${/[.!?]$/.test(reason) ? "" : "."}`;
}

export class Access {
    /** Whether the server wants a login: until something changed, what is asked again and again is not asked. */
    isDenied = false;
    /** What bounds the events that are seen, as a sentence; "" for nothing. */
    limits = "";
    #line = element("p", { id: "who", hidden: true });
    /** What the browser's tabs tell each other, the login's page among them: "in" and "out". */
    #tabs = new BroadcastChannel("logcast");
    /** What the notice says of access, "" for nothing. */
    #said = "";
    /** @type {string | undefined} */
    #was;

    /**
     * @param {import("./parts.js").Parts} parts
     * @param {import("./page.js").Page} page
     * @param {(limits: string) => void} onLimits
     */
    constructor(parts, page, onLimits) {
        this.parts = parts;
        this.page = page;
        this.onLimits = onLimits;
        part("foot").append(this.#line);
        this.#tabs.addEventListener("message", ({ data }) => (data === "out" ? location.reload() : this.#hope()));
        document.addEventListener("visibilitychange", () => !document.hidden && this.isDenied && this.ask());
        if (parts.chip.state) this.changed(parts.chip.state);
        this.ask();
    }

    /** Asks who one is. */
    async ask() {
        try {
            this.#show(await this.page.load("/whoami", new URLSearchParams()));
        } catch { /* a 401 is told by `denied`; without an answer nothing is known, and nothing said */ }
    }

    /**
     * A stream that is refused for want of access says what to do.
     * @param {import("../stream/feedmachine.js").State} state
     */
    changed(state) {
        const { name, status, reason } = state;
        const was = this.#was;
        this.#was = name;
        if (name === "live" || name === "catching-up") {
            if (was === "refused" || this.isDenied) this.ask();
            return this.#allowed();
        }
        if (name !== "refused") return;
        if (status === 401) this.denied(reason);
        this.#tellUngranted(state);
    }

    /** @param {import("../stream/feedmachine.js").State | null} state */
    #tellUngranted(state) {
        if (state?.name !== "refused" || state.status !== 403) return;
        const sentence = `${told(state.reason)} ${this.limits}`.trim();
        this.#notice(sentence, "Show what I may read", () => this.#showGranted());
    }

    /**
     * The server wants a login.
     * @param {string} reason
     */
    denied(reason) {
        // Why it ended is worth more than that it is over.
        if (this.isDenied && this.#isSaid) return;
        this.isDenied = true;
        this.#line.hidden = true;
        // The address stays: the server answers it with the login, which leads back to it.
        this.#notice(told(reason), "Log in", () => location.reload());
    }

    #allowed() {
        this.isDenied = false;
        if (this.#isSaid) this.parts.showNotice(null);
    }

    /** Whether the notice is this one's. */
    get #isSaid() {
        const notice = part("notice");
        return !notice.hidden && notice.firstChild?.textContent === this.#said;
    }

    /** Another tab has logged in. */
    #hope() {
        if (this.#was === "refused") this.parts.client.retry();
        this.ask();
    }

    /** @param {string} sentence @param {string} label @param {() => void} go */
    #notice(sentence, label, go) {
        this.#said = sentence;
        this.parts.showNotice(sentence, label, go);
    }

    #showGranted() {
        this.page.go({ path: "/", unit: null, filter: "", since: "", until: "", conditions: [] });
    }

    /** @param {Who} who */
    #show(who) {
        if (this.#was === "refused") this.isDenied = false;
        else this.#allowed();
        const isNamed = who.kind !== "open" && who.kind !== "socket";
        this.limits = limitsText(who.units);
        this.onLimits(this.limits);
        this.page.tellEvent();
        this.#tellUngranted(this.parts.chip.state);
        this.#line.hidden = !isNamed;
        if (!isNamed) return;
        const text = whoText(who, this.parts.look.time === "utc" ? "utc" : "local");
        const out = element("button", { type: "button", text: "Log out", click: () => this.logOut() });
        const title = `${who.name} (${who.kind})\n${who.units.join("\n")}`;
        this.#line.replaceChildren(element("span", { text, title }), ...(who.kind === "session" ? [out] : []));
    }

    // MARK: Logging out

    /** Ends the session, for all tabs of the browser. */
    async logOut() {
        try {
            const answer = await fetch("/logout", { method: "POST", redirect: "manual", cache: "no-store" });
            // Who is not logged in any more is out as well.
            if (!isRedirect(answer) && !answer.ok && answer.status !== 401) throw new Error(await sentence(answer));
        } catch (error) {
            const why = error instanceof TypeError ? "the server cannot be reached" : /** @type {Error} */ (error).message;
            return this.parts.status.say(`Not logged out: ${why}`);
        }
        this.#tabs.postMessage("out");
        // What is replaced is not in the back-forward cache.
        location.replace("/login");
    }
}
