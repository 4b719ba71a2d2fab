/* The native scroll bar, which is only a hint: its height is capped, because browsers lose precision beyond some ten
   million pixels, and it is set to where the reader stands once nobody holds it. */

const mostPixels = 8_000_000;

export class Track {
    #range = 0;
    #top = 0;

    /** @param {HTMLElement} scroller @param {HTMLElement} spacer what makes it as high as the log */
    constructor(scroller, spacer) {
        this.scroller = scroller;
        this.spacer = spacer;
    }

    /** What the user did since the last call: pixels moved, and where the bar is now in 0…1. */
    scrolled() {
        const top = Math.max(0, Math.min(this.#range, this.scroller.scrollTop));
        const delta = top - this.#top;
        // Browsers snap what is set to device pixels: that is no scrolling, and small scrolling adds up.
        if (Math.abs(delta) < 1) return { delta: 0, fraction: this.#fraction };
        this.#top = top;
        return { delta, fraction: this.#fraction };
    }

    get #fraction() { return this.#range > 0 ? this.#top / this.#range : 0; }

    /** Whether the bar can go no further although the log can.
     *  @param {number} fraction where the reader stands */
    isStuck(fraction) {
        return (this.#top <= 0 && fraction > 0) || (this.#top >= this.#range - 1 && fraction < 1);
    }

    /** Sets the bar to where the reader stands.
     *  @param {number} height of all rows @param {number} viewport
     *  @param {number} fraction */
    set(height, viewport, fraction) {
        const range = Math.max(0, Math.round(Math.min(mostPixels, height) - viewport));
        if (range !== this.#range) {
            this.#range = range;
            this.spacer.style.height = `${range}px`;
        }
        const top = fraction * range;
        if (Math.abs(top - this.#top) < 1 && this.#top <= range) return;
        this.scroller.scrollTop = top;
        this.#top = top;
    }
}
