/** How long to wait before the next attempt: 1 s, doubled up to 30 s, spread so that tabs do not come back as one. */

/** The longest wait that a server's word is followed for; a click comes first anyway. */
const longest = 3_600_000;

/** Failures in a row, and the delays they lead to. */
export class Backoff {
    #random;
    #failures = 0;

    /** @param {() => number} random  0 ≤ x < 1 */
    constructor(random) {
        this.#random = random;
    }

    /** Attempts that failed since the last one that did not. */
    get failures() {
        return this.#failures;
    }

    reset() {
        this.#failures = 0;
    }

    /**
     * One more failure: milliseconds until the next attempt.
     * @param {number} least  what the server asked for, in milliseconds; 0 for nothing
     */
    next(least) {
        const spread = 1 + this.#random() / 4;
        const own = Math.min(1000 * 2 ** this.#failures, 24_000);
        this.#failures += 1;
        return Math.round(Math.max(own, Math.min(least, longest)) * spread);
    }
}

/**
 * `Retry-After` in milliseconds from now (RFC 9110 §10.2.3): seconds or a date; 0 where it is neither.
 * @param {string|null} value
 * @param {number} now  ms since 1970
 */
export function retryAfter(value, now) {
    if (!value) return 0;
    if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
    const date = Date.parse(value);
    return date > now ? date - now : 0;
}
