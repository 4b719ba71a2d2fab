// The panel of one event: the whole message, its JSON, every field, and what can be done with them. The list holds 4 KB
// of a message, so the event is asked for again; of several asked for at once the last one shows.

import { microseconds } from "../text/moment.js";
import { fullText, offset, offsetText } from "./clock.js";
import { button, countText, element } from "./element.js";
import { messageOf } from "./event-fields.js";
import { fieldTable } from "./field-table.js";
import { jsonIn } from "./json.js";
import { fillText } from "./long-text.js";
import { problemText } from "./request.js";
import { separator } from "./separator.js";
import { priorities } from "./severity.js";
import { jsonTree } from "./tree.js";

/**
 * @typedef {object} DetailsActions
 * @property {import("./request.js").Load} load
 * @property {(field: string, value: string) => void} onInclude
 * @property {(field: string, value: string) => void} onExclude
 * @property {(term: string, isExcluded: boolean) => void} [onTerm]  a term of the filter's language, from the JSON tree
 * @property {(id: number, events: number) => void} onContext
 * @property {(kind: "line" | "link" | "json" | "text", id: number, text?: string) => void} onCopy
 * @property {() => void} onClose
 * @property {(step: -1 | 1) => void} onMove
 */

const messagePart = 64 * 1024;

/** Fills and drives the panel. */
export class Details {
    /**
     * @param {HTMLElement} aside
     * @param {DetailsActions} actions
     */
    constructor(aside, actions) {
        this.aside = aside;
        this.actions = actions;
        /** @type {number | null} */
        this.id = null;
        /** @type {AbortController | null} */
        this.request = null;
        this.head = element("div", { class: "details-what" });
        this.body = element("div", {
            class: "details-body", tabindex: 0, role: "region", "aria-label": "Message and fields",
        });
        this.edge = separator(aside, {
            label: "Width of the event's panel", least: 380, most: 520, usual: 440, name: "logcast.details",
        });
        const header = element("header", { class: "details-head" }, this.head, this.walk());
        aside.replaceChildren(this.edge, header, this.tools(), this.body);
        aside.addEventListener("keydown", event => {
            if (event.key !== "Escape" || event.defaultPrevented) return;
            event.preventDefault();
            event.stopPropagation();
            this.close();
        });
    }

    walk() {
        const { onMove } = this.actions;
        return element("div", { class: "details-walk" },
            button("↑", () => onMove(-1), { label: "previous event" }),
            button("↓", () => onMove(1), { label: "next event" }),
            button("×", () => this.close(), { label: "close", title: "close (Escape)" }));
    }

    tools() {
        const { onCopy, onContext } = this.actions;
        const copy = (/** @type {"line" | "link" | "json"} */ kind, /** @type {string} */ name) =>
            button(name, () => this.id !== null && onCopy(kind, this.id), { label: `copy ${name}` });
        const around = (/** @type {number} */ events) => button(`±${events}`,
            () => this.id !== null && onContext(this.id, events),
            { label: `show ±${events} events around this one, whatever the filter` });
        return element("div", { class: "details-tools" },
            element("span", { role: "group", "aria-label": "Copy" }, element("i", { text: "Copy" }),
                copy("line", "line"), copy("link", "link"), copy("json", "JSON")),
            element("span", { role: "group", "aria-label": "Context" }, element("i", { text: "Context" }),
                around(20), around(50), around(200)));
    }

    /**
     * Shows the event; what is shown stays until this one is here.
     * @param {number} id
     */
    async show(id) {
        const isOther = this.id !== id || this.aside.hidden;
        this.id = id;
        this.aside.hidden = false;
        if (!isOther) return;
        this.request?.abort();
        const request = this.request = new AbortController();
        this.aside.setAttribute("aria-busy", "true");
        try {
            const params = new URLSearchParams({ fields: "all", o: "json" });
            const event = await this.actions.load(`/e/${id}`, params, request.signal);
            if (this.request === request) this.fill(event);
        } catch (error) {
            if (this.request === request) this.fail(id, error);
        }
        if (this.request === request) this.aside.setAttribute("aria-busy", "false");
    }

    /** Takes the panel away, without a word to the page. */
    hide() {
        this.request?.abort();
        this.request = null;
        this.id = null;
        this.aside.hidden = true;
        // 200 KB of text are not kept for nobody.
        this.body.replaceChildren();
    }

    close() {
        this.hide();
        this.actions.onClose();
    }

    /**
     * @param {number} id
     * @param {unknown} error
     */
    fail(id, error) {
        this.head.replaceChildren(element("p", { class: "details-id", text: `event ${id}` }));
        this.body.replaceChildren(element("p", { class: "panel-problem", role: "alert", text: problemText(error) }));
    }

    /** @param {Record<string, any>} event */
    fill(event) {
        this.head.replaceChildren(...this.heading(event));
        this.body.replaceChildren(...this.message(event),
            fieldTable(event, { ...this.actions, onText: text => this.copy(text) }));
        this.body.scrollTop = 0;
    }

    /** @param {string} text */
    copy(text) {
        if (this.id !== null) this.actions.onCopy("text", this.id, text);
    }

    /** @param {Record<string, any>} event */
    heading(event) {
        const time = microseconds(event.time ?? "");
        const { name, tone } = event.event ? { name: event.event, tone: "gap" } : priorities[event.priority ?? 8];
        const unit = event.unit ?? event.identifier ?? "";
        return [
            element("p", { class: "details-unit" },
                ...tone === "none" ? [] : [element("span", { class: "badge", "data-tone": tone, text: name })],
                element("b", { text: unit, title: unit })),
            ...Number.isNaN(time) ? [] : this.times(time, event.time),
            element("p", { class: "details-id" }, "event ",
                element("a", { href: `/e/${event.id}`, text: String(event.id), title: "this event's address" })),
        ];
    }

    /**
     * @param {number} time
     * @param {string} datetime
     */
    times(time, datetime) {
        const isUTC = offset(time, "local") === 0;
        return [
            element("p", { class: "details-time" },
                element("time", { datetime, text: fullText(time, "local") }), ` ${offsetText(time)}`),
            element("p", { class: "details-time utc", text: `${fullText(time, "utc")} UTC`, hidden: isUTC }),
        ];
    }

    /** @param {Record<string, any>} event */
    message(event) {
        const message = messageOf(event);
        if (!message) return [];
        const size = message.text.length > 1000 ? `${countText(message.text.length)} characters` : "";
        // A long one scrolls by itself, or the fields would be pages away; what scrolls must be reached by key.
        const isLong = message.text.length > 1500 || message.text.split("\n", 24).length === 24;
        const text = element("pre", isLong
            ? { class: "details-message long", tabindex: 0, role: "region", "aria-label": "Message" }
            : { class: "details-message" });
        fillText(text, message.text, messagePart);
        const name = element("h2", { text: message.isBinary ? "Message, no text: bytes" : "Message" });
        const copy = button("copy", () => this.copy(message.text), { label: "copy the message" });
        const shown = [element("div", { class: "details-part" }, name, element("span", { text: size }), copy), text];
        const json = message.isBinary ? undefined : jsonIn(message.text);
        if (json === undefined) return shown;
        return [...shown, element("div", { class: "details-part" }, element("h2", { text: "JSON" })),
            jsonTree(json, { onPick: this.actions.onTerm })];
    }
}
