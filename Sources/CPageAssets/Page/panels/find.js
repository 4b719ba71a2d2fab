// The find bar: a text or an expression that is looked for without filtering, how many there are, which one this is.

import { quoted } from "../filter/language.js";

/** Keys that follow each other sooner, in ms, are one change. */
const pause = 150;

/**
 * What stands between the slashes of `/…/`.
 * @param {string} text
 */
function expressionOf(text) {
    return text.length > 2 && text.startsWith("/") && text.endsWith("/") ? text.slice(1, -1) : null;
}

/**
 * What marks the matches; null for nothing, or for an expression that JavaScript does not have. Case matters once there
 * is a capital A to Z, as for the server.
 * @param {string} text
 * @returns {RegExp | null}
 */
export function pattern(text) {
    if (text === "") return null;
    const expression = expressionOf(text);
    const source = expression ?? text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    const flags = /[A-Z]/.test(source) ? "g" : "gi";
    // With `u` a character is a code point, but needless escapes are refused.
    for (const set of [`${flags}u`, flags]) {
        try {
            return new RegExp(source, set);
        } catch { /* the next */ }
    }
    return null;
}

/**
 * The term of `q` that matches the same events; "" for nothing.
 * @param {string} text
 */
export function term(text) {
    const expression = expressionOf(text);
    if (expression === null) return text === "" ? "" : quoted(text);
    const closed = expression.replace(/\\[^]|[\\/]/g, (part) => (part.length === 1 ? `\\${part}` : part));
    return `/${closed}/`;
}

export class FindBar {
    #section;
    #decisions;
    #input = document.createElement("input");
    #count = document.createElement("output");
    #error = document.createElement("p");
    #timer = 0;
    #told = "";

    /**
     * @param {HTMLElement} section  #find
     * @param {object} decisions
     * @param {(text: string, how: {regex: boolean}) => void} decisions.onChange
     * @param {(direction: 1 | -1) => void} decisions.onStep
     * @param {() => void} decisions.onClose
     */
    constructor(section, decisions) {
        this.#section = section;
        this.#decisions = decisions;
        this.#build();
        section.addEventListener("submit", (event) => event.preventDefault());
        section.addEventListener("keydown", (event) => this.#key(event));
        this.#input.addEventListener("input", () => {
            clearTimeout(this.#timer);
            this.#timer = window.setTimeout(() => this.#tell(), pause);
        });
    }

    get isOpen() {
        return !this.#section.hidden;
    }

    get text() {
        return this.#input.value;
    }

    /**
     * Shows the bar with the caret in it.
     * @param {string} [text]
     */
    open(text) {
        this.#section.hidden = false;
        if (text !== undefined) this.#input.value = text;
        this.#input.focus();
        this.#input.select();
        this.#tell();
    }

    close() {
        if (this.#section.hidden) return;
        clearTimeout(this.#timer);
        this.#section.hidden = true;
        this.#told = "";
        this.#decisions.onClose();
    }

    /**
     * @param {object} found
     * @param {number | null} found.index  of the match that is shown, from 1
     * @param {number} found.total
     * @param {boolean} [found.isPartial]  there may be more
     */
    showCount({ index, total, isPartial = false }) {
        const all = `${total.toLocaleString("en")}${isPartial ? "+" : ""}`;
        if (this.#input.value === "") this.#count.textContent = "";
        else if (total === 0) this.#count.textContent = isPartial ? "searching…" : "no match";
        else this.#count.textContent = index === null ? `${all} found` : `${index.toLocaleString("en")} of ${all}`;
    }

    /**
     * What is wrong with the expression, or null.
     * @param {string | null} detail
     */
    showError(detail) {
        this.#error.textContent = detail ?? "";
        this.#error.hidden = detail === null;
        this.#input.toggleAttribute("aria-invalid", detail !== null);
        if (detail !== null) this.#count.textContent = "";
    }

    #build() {
        this.#input.type = "text";
        this.#input.placeholder = "Find: text or /regex/";
        this.#input.setAttribute("aria-label", "Find in messages");
        this.#input.setAttribute("aria-describedby", "find-error");
        this.#input.setAttribute("enterkeyhint", "next");
        this.#input.spellcheck = false;
        this.#input.autocapitalize = "off";
        this.#error.id = "find-error";
        this.#error.setAttribute("role", "alert");
        this.#error.hidden = true;
        this.#section.replaceChildren(
            this.#input, this.#count,
            button("↑", "Previous match (Shift+Enter)", () => this.#step(-1)),
            button("↓", "Next match (Enter)", () => this.#step(1)),
            button("×", "Close (Escape)", () => this.close()), this.#error);
    }

    /** @param {KeyboardEvent} event */
    #key(event) {
        if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === "Escape") this.close();
        else if (event.key === "Enter" && event.target === this.#input) this.#step(event.shiftKey ? -1 : 1);
        else return;
        event.preventDefault();
        event.stopPropagation();
    }

    /** @param {1 | -1} direction */
    #step(direction) {
        this.#tell();
        if (this.#input.value !== "") this.#decisions.onStep(direction);
    }

    #tell() {
        clearTimeout(this.#timer);
        const text = this.#input.value;
        if (text === this.#told) return;
        this.#told = text;
        this.showError(null);
        this.#count.textContent = "";
        this.#decisions.onChange(text, { regex: expressionOf(text) !== null });
    }
}

/** @param {string} text @param {string} name @param {() => void} press */
function button(text, name, press) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.title = name;
    made.setAttribute("aria-label", name);
    made.addEventListener("click", press);
    return made;
}
