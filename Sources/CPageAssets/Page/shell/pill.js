// The pill over the list while it is paused: how much is new since, and the way back.

import { grouped } from "./chip.js";

/**
 * @param {number} total
 * @param {number} errors
 */
export function pillText(total, errors) {
    if (total === 0) return "▼ Go live";
    const few = `▼ ${grouped(total)} new`;
    return errors ? `${few} · ${grouped(errors)} error${errors === 1 ? "" : "s"}` : few;
}

/** How often the server is asked while the pill is seen. */
const PERIOD = 2000;

export class Pill {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    #timer;
    #round = 0;

    /**
     * @param {HTMLElement} element
     * @param {() => Promise<{total: number, priorities: number[]} | null>} count what is new; null where it cannot be known
     */
    constructor(element, count) {
        this.element = element;
        this.count = count;
    }

    show() {
        if (!this.element.hidden) return;
        this.element.hidden = false;
        this.#draw(0, 0);
        this.#ask();
    }

    hide() {
        this.#round += 1;
        clearTimeout(this.#timer);
        this.element.hidden = true;
    }

    async #ask() {
        clearTimeout(this.#timer);
        const round = ++this.#round;
        if (!document.hidden) {
            const counted = await this.count().catch(() => null);
            if (round !== this.#round) return;
            if (counted) this.#draw(counted.total, counted.priorities.slice(0, 4).reduce((a, b) => a + b, 0));
        }
        this.#timer = setTimeout(() => this.#ask(), PERIOD);
    }

    /**
     * @param {number} total
     * @param {number} errors
     */
    #draw(total, errors) {
        const text = pillText(total, errors);
        if (this.element.textContent !== text) this.element.textContent = text;
        this.element.classList.toggle("errors", errors > 0);
    }
}
