/** A clock that a test moves, and timers that fire when it does. */
export class Clock {
    time = 1_000_000;
    #timers = new Map();
    #next = 1;

    now = () => this.time;

    setTimer = (action, milliseconds) => {
        this.#timers.set(this.#next, { action, due: this.time + milliseconds });
        return this.#next++;
    };

    clearTimer = (timer) => this.#timers.delete(timer);

    get pending() {
        return this.#timers.size;
    }

    /** Fires what is due within so many milliseconds, each at its time, and lets everything else come to rest. */
    async advance(milliseconds) {
        const end = this.time + milliseconds;
        await rest();
        for (;;) {
            const [first] = [...this.#timers].sort((one, other) => one[1].due - other[1].due || one[0] - other[0]);
            if (!first || first[1].due > end) break;
            this.#timers.delete(first[0]);
            this.time = Math.max(this.time, first[1].due);
            first[1].action();
            await rest();
        }
        this.time = end;
    }
}

/** Until no promise of streams made in this process is left to go on. */
export async function rest() {
    for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Numbers 0 ≤ x < 1 that a seed decides (mulberry32). */
export function randomFrom(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    };
}
