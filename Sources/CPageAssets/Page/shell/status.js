// What is said to those who do not see the list: seldom, and only what changed.

/** Milliseconds between two sentences about events; a change of state is told at once. */
const PERIOD = 15_000;

export class StatusLine {
    #said = 0;
    #events = 0;
    #errors = 0;

    /**
     * @param {HTMLElement} element a live region
     * @param {() => number} now
     */
    constructor(element, now = Date.now) {
        this.element = element;
        this.now = now;
    }

    /** @param {string} sentence */
    say(sentence) {
        this.#said = this.now();
        if (this.element.textContent !== sentence) this.element.textContent = sentence;
    }

    /**
     * Counts what came, and tells of it when enough time has passed.
     * @param {number} events
     * @param {number} errors
     */
    came(events, errors) {
        this.#events += events;
        this.#errors += errors;
        if (this.now() - this.#said < PERIOD || this.#events === 0) return;
        this.say(`${this.#events} new events, ${this.#errors} errors`);
        this.#events = 0;
        this.#errors = 0;
    }
}
