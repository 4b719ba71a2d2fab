/* What hands do on the list: whether someone holds rows, the scroll bar or the screen, or has just scrolled. While
   they do, the list neither moves the bar nor rows under a selection that is being made. */

/** ms without a scroll event after which scrolling is over. */
const settling = 150;

/** @typedef {object} Answers
 *  @property {() => void} changed a hold began or ended
 *  @property {() => void} scrolled
 *  @property {() => void} settled scrolling is over
 *  @property {(isDown: boolean) => void} wheeled
 *  @property {(node: Node) => void} clicked nothing was selected by it
 *  @property {(element: Element) => void} pointed the pointer came over it
 *  @property {(key: string) => (() => void) | undefined} actionOf what a key does */

export class Gestures {
    #settle = 0;
    #isTouched = false;
    /** A mouse button is down on rows. */
    isPressed = false;
    isBarHeld = false;

    /** @param {HTMLElement} element @param {Answers} answers */
    constructor(element, answers) {
        this.element = element;
        this.answers = answers;
        /** @param {string} type @param {(event: any) => void} listener @param {EventTarget} target */
        const on = (type, listener, target = element) => target.addEventListener(type, listener, { passive: true });
        on("scroll", () => answers.scrolled());
        on("wheel", (event) => { if (!event.ctrlKey && event.deltaY !== 0) answers.wheeled(event.deltaY > 0); });
        on("pointerdown", (event) => this.#pressed(event));
        for (const type of ["pointerup", "pointercancel", "blur"]) on(type, () => this.#released(), window);
        on("touchstart", (event) => this.#touched(event));
        on("click", (event) => {
            if (document.getSelection()?.isCollapsed !== false) answers.clicked(event.target);
        });
        on("pointerover", (event) => answers.pointed(event.target));
        element.addEventListener("keydown", (event) => this.#keyDown(event));
    }

    /** Whether the scroll bar may be set. */
    get isIdle() { return this.#settle === 0 && !this.#isTouched && !this.isBarHeld; }

    /** The user scrolled: more may follow. */
    keepScrolling() {
        clearTimeout(this.#settle);
        this.#settle = setTimeout(() => {
            this.#settle = 0;
            this.answers.settled();
        }, settling);
    }

    /** @param {PointerEvent} event */
    #pressed(event) {
        if (event.pointerType !== "mouse") return;
        const isOnBar = event.target === this.element && event.offsetX >= this.element.clientWidth;
        if (isOnBar) this.isBarHeld = true;
        else if (event.button === 0) this.isPressed = true;
    }

    #released() {
        if (!this.isPressed && !this.isBarHeld) return;
        this.isPressed = false;
        this.isBarHeld = false;
        this.answers.changed();
    }

    /** The end of a touch is told to the element where it began, and bubbles no further once that row was let go.
     *  @param {TouchEvent} event */
    #touched({ target }) {
        this.#isTouched = true;
        const end = (/** @type {any} */ event) => {
            if (event.touches.length > 0) return;
            target?.removeEventListener("touchend", end);
            target?.removeEventListener("touchcancel", end);
            this.#isTouched = false;
            this.answers.changed();
        };
        target?.addEventListener("touchend", end);
        target?.addEventListener("touchcancel", end);
    }

    /** @param {KeyboardEvent} event */
    #keyDown(event) {
        const isOther = event.defaultPrevented || event.target !== this.element;
        if (isOther || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
        const action = this.answers.actionOf(event.key);
        if (!action) return;
        event.preventDefault();
        action();
    }
}
