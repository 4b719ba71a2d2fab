/* The row elements that exist: one for each row in sight, in the rows' order, in normal flow, so that text can be
   selected across them. An element stays with its row while that is shown or selected, and is used again after. */

const mostSpare = 150;
const mostKept = 1000;

/** An element that is there for layout only.
 *  @param {string} className @param {Element[]} children */
export function box(className, ...children) {
    const element = document.createElement("div");
    element.className = className;
    element.setAttribute("role", "presentation");
    element.append(...children);
    return element;
}

/** Fills, orders and measures the row elements. */
export class Sheet {
    /** Elements by row number.
     *  @type {Map<number, HTMLElement>} */
    #elements = new Map();
    /** @type {WeakMap<Element, number>} */
    #rows = new WeakMap();
    /** Measured heights of the rows that have an element, while wrapped.
     *  @type {Map<number, number>} */
    #heights = new Map();
    /** @type {HTMLElement[]} */
    #spare = [];
    #isStale = false;
    #transform = "";

    /** @param {HTMLElement} element @param {(element: HTMLElement, row: number) => void} fill */
    constructor(element, fill) {
        this.element = element;
        this.fill = fill;
    }

    /** @param {number} row */
    elementOf(row) { return this.#elements.get(row); }

    /** The row whose element holds the node.
     *  @param {Node | null} node @returns {number | null} */
    rowOf(node) {
        const element = node instanceof Element ? node : node?.parentElement;
        const found = element?.closest(".row");
        return (found && this.#rows.get(found)) ?? null;
    }

    /** Rows look different: all are filled again when next shown. */
    invalidate() { this.#isStale = true; }

    /** The width changed. */
    forgetHeights() { this.#heights.clear(); }

    /** @param {number} row */
    heightOf(row) { return this.#heights.get(row); }

    /** The mean height of what was measured.
     *  @param {number} otherwise */
    averageHeight(otherwise) {
        let sum = 0;
        for (const height of this.#heights.values()) sum += height;
        return sum > 0 ? sum / this.#heights.size : otherwise;
    }

    /** Reads the heights that are not known; the one forced layout of a wrapped frame. */
    measure() {
        for (const [row, element] of this.#elements) {
            if (!this.#heights.has(row)) this.#heights.set(row, element.getBoundingClientRect().height);
        }
    }

    /** Makes the elements of the rows from…to, and of selected ones outside, stand in order and nothing else.
     *  @param {number} from @param {number} to */
    show(from, to) {
        const order = this.#order(from, to);
        const free = this.#release(new Set(order));
        let place = this.element.firstElementChild;
        for (const row of order) {
            const element = this.#elements.get(row) ?? this.#bind(row, free);
            while (place && place !== element && free.has(/** @type {HTMLElement} */ (place))) {
                place = place.nextElementSibling;
            }
            if (place === element) place = place.nextElementSibling;
            else this.element.insertBefore(element, place);
        }
        this.#isStale = false;
        for (const element of free) {
            element.remove();
            if (this.#spare.length < mostSpare) this.#spare.push(element);
        }
    }

    /** @param {number} from @param {number} to */
    #order(from, to) {
        const selected = this.#selection();
        const order = [];
        if (selected) {
            const isKept = (/** @type {number} */ row) => row >= selected.from && row <= selected.to;
            const kept = [...this.#elements.keys()].filter((row) => (row < from || row >= to) && isKept(row));
            order.push(...kept.slice(-mostKept));
        }
        for (let row = from; row < to; row += 1) order.push(row);
        return selected ? order.sort((one, other) => one - other) : order;
    }

    #selection() {
        const selection = document.getSelection();
        if (!selection || selection.isCollapsed) return null;
        const one = this.rowOf(selection.anchorNode);
        const other = this.rowOf(selection.focusNode);
        if (one === null && other === null) return null;
        const [start, end] = [one ?? other ?? 0, other ?? one ?? 0];
        return { from: Math.min(start, end), to: Math.max(start, end) };
    }

    /** @param {Set<number>} wanted */
    #release(wanted) {
        /** @type {Set<HTMLElement>} In the document's order. */
        const free = new Set();
        for (const child of this.element.children) {
            const row = this.#rows.get(child) ?? NaN;
            if (wanted.has(row)) {
                if (this.#isStale) this.fill(/** @type {HTMLElement} */ (child), row);
                continue;
            }
            this.#elements.delete(row);
            this.#heights.delete(row);
            this.#rows.delete(child);
            free.add(/** @type {HTMLElement} */ (child));
        }
        return free;
    }

    /** @param {number} row @param {Set<HTMLElement>} free */
    #bind(row, free) {
        const [first] = free;
        const element = first ?? this.#spare.pop() ?? this.#make();
        free.delete(element);
        element.id = `row-${row}`;
        this.#elements.set(row, element);
        this.#rows.set(element, row);
        this.fill(element, row);
        return element;
    }

    #make() {
        const element = document.createElement("div");
        element.className = "row";
        element.setAttribute("role", "option");
        element.setAttribute("aria-setsize", "-1");
        return element;
    }

    /** Moves the whole sheet so that the row's top lies at this many pixels.
     *  @param {number} row @param {number} top @param {(row: number) => number} height */
    place(row, top, height) {
        let above = 0;
        for (const child of this.element.children) {
            const number = this.#rows.get(child) ?? row;
            if (number >= row) break;
            above += height(number);
        }
        const ratio = window.devicePixelRatio || 1;
        const transform = `translateY(${Math.round((top - above) * ratio) / ratio}px)`;
        if (transform !== this.#transform) this.element.style.transform = this.#transform = transform;
    }
}
