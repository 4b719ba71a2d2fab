// Menus that a button opens: actions, links, switches and choices, by pointer and by the keys of the ARIA menu pattern.

import { element } from "./element.js";

/** @typedef {{value: string, label: string}} Option */
/** @typedef {{label: string, value: readonly string[], options: Option[], set: (value: string[]) => void}} Many */
/**
 * What a menu holds. A `choice` shows its options side by side; with `many`, any of them may be on.
 * @typedef {{kind: "action", label: string, hint?: string, run: () => void}
 *     | {kind: "link", label: string, hint?: string, href: string, download?: string}
 *     | {kind: "toggle", label: string, value: boolean, set: (value: boolean) => void}
 *     | {kind: "choice", label: string, value: string, options: Option[], set: (value: string) => void}
 *     | ({kind: "many"} & Many)} Item
 */

/** One menu, filled anew from `items` whenever it opens or something in it changes. */
export class Menu {
    /**
     * @param {HTMLElement} menu
     * @param {HTMLElement} button
     * @param {() => Item[]} items
     */
    constructor(menu, button, items) {
        this.menu = menu;
        this.button = button;
        this.items = items;
        // What lies in no landmark is passed over by those who go from one to the next.
        button.closest("header")?.append(menu);
        menu.setAttribute("role", "menu");
        menu.setAttribute("aria-labelledby", button.id);
        button.addEventListener("click", () => this.isOpen ? this.close(false) : this.open());
        button.addEventListener("keydown", event => {
            if (event.key !== "ArrowDown" || this.isOpen) return;
            event.preventDefault();
            event.stopPropagation();
            this.open();
        });
        menu.addEventListener("keydown", event => this.key(event));
        // Beside the menu: a tap, or a focus that went elsewhere.
        document.addEventListener("pointerdown", event => this.leave(event.target));
        document.addEventListener("focusin", event => this.leave(event.target));
        window.addEventListener("resize", () => this.place());
    }

    get isOpen() { return !this.menu.hidden; }

    open() {
        this.menu.hidden = false;
        this.button.setAttribute("aria-expanded", "true");
        this.fill();
        this.place();
        this.parts[0]?.focus();
    }

    /** @param {boolean} toButton  whether the focus goes back there */
    close(toButton) {
        if (!this.isOpen) return;
        this.menu.hidden = true;
        this.button.setAttribute("aria-expanded", "false");
        if (toButton) this.button.focus();
    }

    /** @param {EventTarget | null} target */
    leave(target) {
        if (!this.isOpen || !(target instanceof Node)) return;
        if (!this.menu.contains(target) && !this.button.contains(target)) this.close(false);
    }

    /** What can have the focus, in order. */
    get parts() { return /** @type {HTMLElement[]} */ ([...this.menu.querySelectorAll("[role^=menuitem]")]); }

    fill() {
        const focused = this.parts.indexOf(/** @type {HTMLElement} */ (document.activeElement));
        this.menu.replaceChildren(...this.items().map(item => this.make(item)));
        if (focused >= 0) this.parts[focused]?.focus();
    }

    place() {
        if (!this.isOpen) return;
        const { bottom, right } = this.button.getBoundingClientRect();
        // Where it lies now would bound its width.
        this.menu.style.left = "0";
        const left = Math.max(8, Math.min(right - this.menu.offsetWidth, innerWidth - this.menu.offsetWidth - 8));
        const maxHeight = `${innerHeight - bottom - 12}px`;
        Object.assign(this.menu.style, { left: `${left}px`, top: `${bottom + 4}px`, maxHeight });
    }

    /**
     * @param {Item} item
     * @returns {HTMLElement}
     */
    make(item) {
        switch (item.kind) {
        case "action":
            return this.part("button", "menuitem", item, { type: "button" }, () => {
                this.close(true);
                item.run();
            });
        case "link":
            return this.part("a", "menuitem", item, { href: item.href, download: item.download },
                () => this.close(true));
        case "toggle":
            return this.part("button", "menuitemcheckbox", item, { type: "button", "aria-checked": item.value },
                () => this.change(() => item.set(!item.value)), item.value);
        case "choice":
            return this.group(item, "menuitemradio", value => value === item.value, value => item.set(value));
        case "many":
            return this.group(item, "menuitemcheckbox", value => item.value.includes(value), value => item.set(
                item.value.includes(value) ? item.value.filter(on => on !== value) : [...item.value, value]));
        }
    }

    /**
     * @param {"button" | "a"} tag
     * @param {string} role
     * @param {{label: string, hint?: string}} what
     * @param {Record<string, any>} attributes
     * @param {() => void} click
     * @param {boolean} [isOn]
     */
    part(tag, role, { label, hint }, attributes, click, isOn) {
        const checked = isOn === undefined ? {} : { "aria-checked": String(isOn) };
        return element(tag, { role, class: "menu-item", tabindex: -1, ...attributes, ...checked, click },
            element("span", { text: label }), ...hint ? [element("span", { class: "menu-hint", text: hint })] : []);
    }

    /**
     * @param {{label: string, options: Option[]}} item
     * @param {string} role
     * @param {(value: string) => boolean} isOn
     * @param {(value: string) => void} set
     */
    group({ label, options }, role, isOn, set) {
        return element("div", { class: "menu-choice", role: "group", "aria-label": label },
            element("span", { class: "menu-label", text: label, "aria-hidden": "true" }),
            element("span", { class: "menu-options", role: "none" }, ...options.map(option => this.part("button", role,
                option, { type: "button" }, () => this.change(() => set(option.value)), isOn(option.value)))));
    }

    /** @param {() => void} set */
    change(set) {
        set();
        this.fill();
    }

    /** @param {KeyboardEvent} event */
    key(event) {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        // The page's single letters stay outside, whatever the key does here.
        event.stopPropagation();
        const { parts } = this;
        const place = parts.indexOf(/** @type {HTMLElement} */ (document.activeElement));
        const places = /** @type {Record<string, number>} */ ({
            ArrowDown: place + 1, ArrowRight: place + 1, ArrowUp: place - 1, ArrowLeft: place - 1, Home: 0, End: -1,
        });
        if (event.key === "Tab") return this.close(true);
        if (event.key === "Escape") this.close(true);
        else if (event.key in places) parts.at(places[event.key] % parts.length)?.focus();
        else if (!this.jump(event.key, place)) return;
        event.preventDefault();
    }

    /**
     * To the next part that begins with a letter.
     * @param {string} key
     * @param {number} place
     */
    jump(key, place) {
        if (key.length !== 1 || key === " ") return false;
        const { parts } = this;
        const found = [...parts.slice(place + 1), ...parts.slice(0, place + 1)].find(part =>
            part.textContent?.toLowerCase().startsWith(key.toLowerCase()));
        found?.focus();
        return found !== undefined;
    }
}
