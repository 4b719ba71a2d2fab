// The filter box: a combobox (ARIA 1.2) with its list of suggestions and its error. What is typed becomes the filter
// with Enter, once it can be read; until then the last good filter stays.

import { suggestions } from "./complete.js";
import { parse } from "./language.js";
import { part } from "../shell/part.js";

/** @typedef {import("./complete.js").Suggestion} Suggestion */

/** After so many ms without a key a fault is shown: sooner, every unfinished term would be one. */
const pause = 900;

export class FilterBox {
    /** @type {import("./complete.js").Known} what the log has, as /facets tells it */
    known = {};
    #applied = "";
    /** @type {Suggestion[]} */
    #items = [];
    #range = { from: 0, to: 0 };
    #active = -1;
    #timer = 0;
    #form = part("filter-form", HTMLFormElement);
    #box = part("filter-box", HTMLElement);
    #input = part("filter", HTMLInputElement);
    #list = part("suggestions", HTMLUListElement);
    #error = part("filter-error", HTMLElement);
    #clear = part("filter-clear", HTMLButtonElement);
    #onApply;

    /** @param {{onApply(text: string): Promise<string | null>}} decisions  gives back what is wrong with the filter */
    constructor({ onApply }) {
        this.#onApply = onApply;
        this.#form.addEventListener("submit", (event) => {
            event.preventDefault();
            this.#apply();
        });
        this.#input.addEventListener("input", () => this.#typed());
        this.#input.addEventListener("keydown", (event) => this.#key(event));
        this.#input.addEventListener("blur", () => {
            this.#close();
            this.#check();
        });
        this.#clear.addEventListener("click", () => {
            this.text = "";
            this.#input.focus();
            this.#ask("");
        });
        // Or the press would take the focus from the input, and the list would be gone before the click.
        this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
        this.#list.addEventListener("click", (event) => this.#choose(event.target));
    }

    /** The filter that holds, which need not be what is being typed. */
    get text() {
        return this.#applied;
    }

    set text(text) {
        this.#applied = text;
        // An input has one line: a line end within a value is shown by its sign.
        this.#input.value = text.replaceAll("\n", "␊").replaceAll("\r", "␍");
        this.#close();
        this.showError(null);
        this.#mark();
    }

    /** Puts the caret into the box. */
    focus() {
        this.#input.focus();
        this.#input.select();
    }

    /**
     * What is wrong with the filter, or null.
     * @param {string | null} detail
     */
    showError(detail) {
        clearTimeout(this.#timer);
        this.#error.textContent = detail ?? "";
        this.#error.hidden = detail === null;
        if (detail === null) this.#input.removeAttribute("aria-invalid");
        else this.#input.setAttribute("aria-invalid", "true");
    }

    get #typedText() {
        return this.#input.value.replaceAll("␊", "\n").replaceAll("␍", "\r");
    }

    #apply() {
        this.#close();
        const text = this.#typedText;
        if (this.#check()) this.#ask(text);
    }

    /**
     * What the server refuses is not applied.
     * @param {string} text
     */
    async #ask(text) {
        const refusal = await this.#onApply(text);
        if (refusal !== null && text === this.#typedText) this.showError(refusal);
    }

    /** Shows the fault of what is typed, if any. */
    #check() {
        const { error } = parse(this.#typedText);
        if (error !== null) this.showError(`Column ${error.column}: ${error.detail}`);
        else if (this.#typedText !== this.#applied) this.showError(null);
        return error === null;
    }

    #typed() {
        const { value, selectionStart: caret } = this.#input;
        this.showError(null);
        this.#mark();
        const isWithinTerm = /[^ \t]$/.test(value.slice(0, caret ?? 0));
        if (isWithinTerm) this.#open();
        else this.#close();
        this.#timer = window.setTimeout(() => this.#list.hidden && this.#check(), pause);
    }

    #mark() {
        this.#clear.hidden = this.#input.value === "" && this.#applied === "";
        this.#box.toggleAttribute("data-edited", this.#typedText !== this.#applied);
    }

    /** @param {KeyboardEvent} event */
    #key(event) {
        if (event.isComposing || event.ctrlKey || event.metaKey) return;
        if (event.shiftKey && event.key === "Tab") return;
        if (this.#isTaken(event.key)) event.preventDefault();
    }

    /** @param {string} key */
    #isTaken(key) {
        const isOpen = !this.#list.hidden;
        switch (key) {
            case "ArrowDown": case "ArrowUp":
                if (!isOpen) this.#open();
                this.#move(key === "ArrowDown" ? 1 : -1);
                return true;
            case "Enter": return isOpen && this.#active >= 0 && this.#accept(this.#active);
            case "Tab": return isOpen && this.#accept(Math.max(this.#active, 0));
            case "Escape":
                if (isOpen) this.#close();
                else if (this.#box.hasAttribute("data-edited")) this.text = this.#applied;
                else return false;
                return true;
            default: return false;
        }
    }

    // MARK: Suggestions

    #open() {
        const { value, selectionStart } = this.#input;
        const { from, to, items } = suggestions(value, selectionStart ?? value.length, this.known);
        this.#items = items;
        this.#range = { from, to };
        this.#list.replaceChildren(...items.map(option));
        this.#list.hidden = items.length === 0;
        this.#input.setAttribute("aria-expanded", String(items.length > 0));
        this.#activate(-1);
    }

    #close() {
        this.#items = [];
        this.#list.hidden = true;
        this.#list.replaceChildren();
        this.#input.setAttribute("aria-expanded", "false");
        this.#activate(-1);
    }

    /**
     * Around the ends, with the text itself between them.
     * @param {number} step
     */
    #move(step) {
        const places = this.#items.length + 1;
        this.#activate((this.#active + 1 + step + places) % places - 1);
    }

    /** @param {number} index */
    #activate(index) {
        this.#list.children[this.#active]?.setAttribute("aria-selected", "false");
        this.#active = index;
        const chosen = this.#list.children[index];
        if (chosen === undefined) return this.#input.removeAttribute("aria-activedescendant");
        chosen.setAttribute("aria-selected", "true");
        chosen.scrollIntoView({ block: "nearest" });
        this.#input.setAttribute("aria-activedescendant", chosen.id);
    }

    /** @param {EventTarget | null} target */
    #choose(target) {
        const chosen = target instanceof Element ? target.closest("li") : null;
        const index = chosen === null ? -1 : [...this.#list.children].indexOf(chosen);
        if (index >= 0) this.#accept(index);
    }

    /** @param {number} index */
    #accept(index) {
        const { insert } = this.#items[index];
        const { from, to } = this.#range;
        this.#input.setRangeText(insert, from, to, "end");
        this.#typed();
        return true;
    }
}

/** @param {Suggestion} item @param {number} index */
function option({ label, hint, count }, index) {
    const row = document.createElement("li");
    row.id = `suggestion-${index}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    const parts = [["label", label], ["hint", hint], ["count", count === null ? "" : count.toLocaleString("en")]];
    row.append(...parts.filter(([, text]) => text !== "").map(([name, text]) => {
        const part = document.createElement("span");
        part.className = name;
        part.textContent = text;
        return part;
    }));
    return row;
}
