/* The native scroll bar, which is only a hint: its height is capped, because browsers lose precision beyond some
   ten million pixels, and it is set to where the reader stands once nobody holds it. */

const mostPixels = 8_000_000;

/** Where the reader stands: in 0…1, and the pixels of log above and below the viewport, up to some viewports.
 *  @typedef {{fraction: number, above: number, below: number}} Position */

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
     *  @param {Position} position */
    isStuck({ above, below }) {
        return (this.#top < 1 && above > 0) || (this.#top > this.#range - 1 && below > 0);
    }

    /** Sets the bar to where the reader stands.
     *  @param {number} height of all rows @param {number} viewport @param {Position} position */
    set(height, viewport, { fraction, above, below }) {
        const range = Math.max(0, Math.round(Math.min(mostPixels, height) - viewport));
        if (range !== this.#range) {
            this.#range = range;
            this.spacer.style.height = `${range}px`;
        }
        // Where a pixel of the bar is several of the log, the bar would end before the log does: leave room for that.
        const room = range / 3;
        const top = Math.max(Math.min(above, room), Math.min(range - Math.min(below, room), fraction * range));
        if (Math.abs(top - this.#top) < 1 && this.#top <= range) return;
        this.scroller.scrollTop = top;
        this.#top = top;
    }
}
