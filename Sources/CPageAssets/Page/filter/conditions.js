// What the address asks for beside the filter box, such as `p=err` or the unit of its path: a chip each, which takes it
// away.

import { part } from "../shell/part.js";

/** @typedef {{unit: string | null, conditions: [name: string, value: string][]}} Chosen */

export class Conditions {
    #list = part("conditions", HTMLUListElement);
    #onChange;

    /** @param {{onChange(remaining: Chosen): void}} decisions */
    constructor({ onChange }) {
        this.#onChange = onChange;
    }

    /** @param {Chosen} chosen */
    show({ unit, conditions }) {
        const before = unit === null ? 0 : 1;
        const chips = conditions.map(([name, value], index) => chip(value === "" ? name : `${name}=${value}`, () => {
            this.#change(index + before, { unit, conditions: conditions.filter((_, place) => place !== index) });
        }));
        if (unit !== null) chips.unshift(chip(unit, () => this.#change(0, { unit: null, conditions })));
        this.#list.replaceChildren(...chips);
        this.#list.hidden = chips.length === 0;
    }

    /** @param {number} index @param {Chosen} remaining */
    #change(index, remaining) {
        this.#onChange(remaining);
        this.show(remaining);
        // The button that had the focus is gone.
        const buttons = this.#list.querySelectorAll("button");
        (buttons[Math.min(index, buttons.length - 1)] ?? part("filter", HTMLInputElement)).focus();
    }
}

/** @param {string} text @param {() => void} remove */
function chip(text, remove) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.title = `${text}: remove this condition`;
    button.setAttribute("aria-label", `Remove ${text}`);
    const label = document.createElement("span");
    label.textContent = text;
    const cross = document.createElement("span");
    cross.textContent = "×";
    button.append(label, cross);
    button.addEventListener("click", remove);
    item.append(button);
    return item;
}
