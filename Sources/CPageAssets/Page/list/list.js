/* The virtual list: a million rows, of which those in sight exist. It is drawn from an anchor (a row and a pixel
   offset) in a layer that sticks to the viewport; following means that the anchor is the end. One pass per frame
   does it all. */

import { anchorAt, endAnchor, fractionOf, isAtEnd, isWhole, moved, placed, reach, surroundings } from "./anchor.js";
import { Gestures } from "./gestures.js";
import { box, Sheet } from "./sheet.js";
import { Track } from "./track.js";

/** @typedef {import("./columns.js").Columns} Columns */
/** @typedef {import("./anchor.js").Anchor} Anchor */
/** @typedef {import("./anchor.js").Extent} Extent */
/** @typedef {import("./anchor.js").Where} Where */
/** What the next pass shall show, instead of where the reader stands.
 *  @typedef {{row: number, where: Where} | {fraction: number}} Goal */

/** Rows drawn beyond either end of the viewport. They follow the anchor, not the compositor: more would not be seen. */
const overscan = 2;
/** Rows from an end at which more are asked for. */
const nearness = 400;
/** The log on the screen. Assign the callbacks; call changed() whenever the columns did. */
export class List {
    /** @type {Anchor} */
    #anchor = { row: 0, offset: 0 };
    /** @type {Goal | null} */
    #goal = null;
    /** Pixels that the user scrolled since the last pass. */
    #pixels = 0;
    #isFollowing = true;
    #wrap = false;
    /** @type {number | null} */
    #active = null;
    #activeID = 0;
    #revision = 0;
    #viewport = 0;
    #width = 0;
    #rowHeight = 22;
    #average = 22;
    #last = -1;
    #frame = 0;
    #isGoingDown = false;
    #told = { start: NaN, end: NaN, label: "" };

    /** Whether the end of the columns is where new events come in: only there the list begins to follow by itself. */
    endIsLive = true;
    /** Text over the first row, such as its day.
     *  @type {(row: number) => string} */
    label = () => "";
    /** @type {(isFollowing: boolean) => void} */
    onFollow = () => {};
    /** The first row shown is near the oldest: told once for each change of that or scroll. */
    onNearStart = () => {};
    onNearEnd = () => {};
    /** @type {(row: number | null) => void} */
    onActive = () => {};
    /** @type {(row: number) => void} */
    onOpen = () => {};
    /** The pointer came over an element of a row.
     *  @type {(element: Element, row: number) => void} */
    onPoint = () => {};

    /** @param {HTMLElement} element @param {Columns} columns
     *  @param {(element: HTMLElement, row: number) => void} fill */
    constructor(element, columns, fill) {
        this.element = element;
        this.columns = columns;
        this.#revision = columns.revision;
        this.sheet = new Sheet(box("sheet"), (rowElement, row) => {
            fill(rowElement, row);
            rowElement.setAttribute("aria-posinset", `${row - columns.first + 1}`);
            this.#showActive(rowElement, row === this.#active);
        });
        this.day = box("day");
        this.day.setAttribute("aria-hidden", "true");
        this.layer = box("layer", this.sheet.element, this.day);
        const spacer = box("spacer");
        element.append(this.layer, spacer);
        this.track = new Track(element, spacer);
        this.gestures = this.#listen();
        new ResizeObserver(() => this.#resized()).observe(element);
    }

    get isFollowing() { return this.#isFollowing; }
    get firstVisible() { return this.#anchor.row; }
    get lastVisible() { return this.#last; }

    /** The columns grew, shrank or were cleared. */
    changed() {
        if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#pass());
    }

    /** Rows look different. */
    refill() {
        this.sheet.invalidate();
        this.sheet.forgetHeights();
        this.changed();
    }

    /** Goes to the end and sticks to it. */
    follow() {
        this.#goal = null;
        this.#pixels = 0;
        this.#setFollowing(true);
        this.changed();
    }

    /** Stays where it is from now on. */
    hold() { this.#setFollowing(false); }

    /** @param {boolean} isFollowing */
    #setFollowing(isFollowing) {
        if (this.#isFollowing === isFollowing) return;
        this.#isFollowing = isFollowing;
        this.onFollow(isFollowing);
    }

    get wrap() { return this.#wrap; }
    set wrap(wrap) {
        if (this.#wrap === wrap) return;
        this.#wrap = wrap;
        this.element.classList.toggle("wrap", wrap);
        this.#anchor = { row: this.#anchor.row, offset: 0 };
        this.refill();
    }

    /** @param {number} row @param {Where} where */
    goTo(row, where = "center") {
        this.hold();
        this.#pixels = 0;
        this.#goal = { row, where };
        this.changed();
    }

    /** The chosen row; setting it brings it into view. */
    get active() { return this.#active; }
    set active(row) {
        this.#setActive(row);
        if (row !== null && !this.#isShown(row)) this.goTo(row, "nearest");
    }

    /** @param {number | null} row */
    #setActive(row) {
        const { columns, sheet } = this;
        if (row !== null && !(row >= columns.first && row < columns.end)) row = null;
        if (row === this.#active) return;
        const before = sheet.elementOf(this.#active ?? NaN);
        if (before) this.#showActive(before, false);
        this.#active = row;
        this.#activeID = row === null ? 0 : columns.id(row);
        const element = sheet.elementOf(row ?? NaN);
        if (element) this.#showActive(element, true);
        this.#tellDescendant();
        this.onActive(row);
    }

    /** @param {HTMLElement} element @param {boolean} isActive */
    #showActive(element, isActive) {
        element.classList.toggle("active", isActive);
        element.setAttribute("aria-selected", `${isActive}`);
    }

    #tellDescendant() {
        const element = this.sheet.elementOf(this.#active ?? NaN);
        if (!element) this.element.removeAttribute("aria-activedescendant");
        else if (this.element.getAttribute("aria-activedescendant") !== element.id) {
            this.element.setAttribute("aria-activedescendant", element.id);
        }
    }

    /** @param {number} row */
    #isShown(row) {
        return this.#goal === null && row <= this.#last && isWhole(row, this.#anchor, this.#extent());
    }

    /** Moves the active row; from the last row down begins to follow.
     *  @param {number} rows */
    move(rows) {
        const { first, end } = this.columns;
        if (first === end) return;
        if (rows > 0 && this.#active === end - 1) return this.#toEnd();
        if (rows < 0) this.hold();
        this.active = Math.max(first, Math.min(end - 1, this.#stepFrom(rows)));
    }

    /** The active row's neighbour, or the first or last in sight if it is elsewhere.
     *  @param {number} rows */
    #stepFrom(rows) {
        const active = this.#active;
        const isNear = active !== null && (this.#goal !== null || this.sheet.elementOf(active) !== undefined);
        return isNear ? active + rows : rows > 0 ? this.firstVisible : this.lastVisible;
    }

    /** Scrolls by viewports, and the active row with them.
     *  @param {number} pages */
    page(pages) {
        if (pages < 0) this.hold();
        else if (this.#isFollowing) return;
        const { row } = this.#anchor;
        this.#pixels += pages * Math.max(this.#rowHeight, this.#viewport - 2 * this.#rowHeight);
        this.#isGoingDown = pages > 0;
        this.#pass();
        if (this.#active === null) return;
        const moved = this.#anchor.row - row;
        const next = moved === 0 ? (pages < 0 ? this.columns.first : this.columns.end - 1) : this.#active + moved;
        this.#setActive(Math.max(this.columns.first, Math.min(this.columns.end - 1, next)));
    }

    #toEnd() {
        if (this.endIsLive) this.follow();
        else this.goTo(this.columns.end - 1, "end");
    }

    // Drawing

    /** @returns {Extent} */
    #extent() {
        const { first, end } = this.columns;
        const [lineHeight, sheet] = [this.#rowHeight, this.sheet];
        const height = this.#wrap ? (/** @type {number} */ row) => sheet.heightOf(row) ?? lineHeight : () => lineHeight;
        return { first, end, viewport: this.#viewport, height };
    }

    #pass() {
        cancelAnimationFrame(this.#frame);
        this.#frame = 0;
        if (this.#viewport === 0) return;
        this.#checkRevision();
        const extent = this.#extent();
        if (this.#wrap) {
            this.#show(...this.#reach(extent));
            this.sheet.measure();
        }
        this.#anchor = this.#decide(extent);
        this.#last = this.#lastRow(extent);
        if (!this.#wrap) this.#show(this.#anchor.row - overscan, this.#last + 1 + overscan);
        this.sheet.place(this.#anchor.row, -this.#anchor.offset, extent.height);
        this.#syncTrack(extent);
        this.#tell(extent);
    }

    /** Rows may have other events now than what their elements show. */
    #checkRevision() {
        const { columns } = this;
        if (columns.revision !== this.#revision) {
            this.#revision = columns.revision;
            this.sheet.invalidate();
            this.sheet.forgetHeights();
        }
        const active = this.#active;
        if (active === null) return;
        const isHeld = active >= columns.first && active < columns.end && columns.id(active) === this.#activeID;
        if (!isHeld) this.#setActive(null);
    }

    /** @param {number} from @param {number} to */
    #show(from, to) {
        const { first, end } = this.columns;
        this.sheet.show(Math.max(first, Math.min(end, from)), Math.max(first, Math.min(end, to)));
    }

    /** Rows that a pass may need, while their heights are not known: [from, to].
     *  @param {Extent} extent @returns {[number, number]} */
    #reach(extent) {
        const goal = this.#goal;
        let { row } = this.#anchor;
        if (this.#isAtTheEnd) row = extent.end;
        else if (goal) row = "row" in goal ? goal.row : anchorAt(goal.fraction, extent, this.#average).row;
        const pixels = goal && "row" in goal ? -this.#viewport : this.#pixels;
        const [from, to] = reach(Math.min(extent.end, row), pixels, this.#rowHeight, extent);
        return [from - overscan, to + overscan];
    }

    get #isAtTheEnd() { return this.#isFollowing && !this.gestures.isPressed; }

    /** @param {Extent} extent @returns {Anchor} */
    #decide(extent) {
        const [goal, pixels, isGoingDown] = [this.#goal, this.#pixels, this.#isGoingDown];
        this.#goal = null;
        this.#pixels = 0;
        this.#isGoingDown = false;
        if (this.#isAtTheEnd || extent.first === extent.end) return endAnchor(extent);
        let anchor = this.#anchor;
        if (goal) {
            anchor = "row" in goal
                ? placed(goal.row, goal.where, anchor, extent)
                : anchorAt(goal.fraction, extent, this.#average);
        }
        anchor = moved(anchor, pixels, extent);
        if (isGoingDown && this.endIsLive && isAtEnd(anchor, extent)) this.#setFollowing(true);
        return anchor;
    }

    /** @param {Extent} extent */
    #lastRow({ end, viewport, height }) {
        let row = this.#anchor.row;
        let bottom = -this.#anchor.offset;
        while (row < end && bottom < viewport) {
            bottom += height(row);
            row += 1;
        }
        return row - 1;
    }

    /** Writes where the reader stands to the scroll bar, unless someone is using it.
     *  @param {Extent} extent */
    #syncTrack(extent) {
        const { isIdle, isBarHeld } = this.gestures;
        if (isIdle && this.#wrap) this.#average = this.sheet.averageHeight(this.#rowHeight);
        else if (!this.#wrap) this.#average = this.#rowHeight;
        const fraction = this.#isAtTheEnd ? 1 : fractionOf(this.#anchor, extent, this.#average);
        const position = { fraction, ...surroundings(this.#anchor, extent) };
        if (!isIdle && (isBarHeld || !this.track.isStuck(position))) return;
        this.track.set(this.columns.count * this.#average, this.#viewport, position);
    }

    /** @param {Extent} extent */
    #tell({ first, end }) {
        this.#tellDescendant();
        const label = first < end ? this.label(this.#anchor.row) : "";
        if (label !== this.#told.label) {
            this.#told.label = label;
            this.day.textContent = label;
        }
        if (this.#anchor.row - first < nearness && this.#told.start !== first) {
            this.#told.start = first;
            this.onNearStart();
        }
        if (!this.#isFollowing && end - this.#last < nearness && this.#told.end !== end) {
            this.#told.end = end;
            this.onNearEnd();
        }
    }

    #resized() {
        const { clientHeight, clientWidth } = this.element;
        this.#rowHeight = parseFloat(getComputedStyle(this.element).getPropertyValue("--row")) || this.#rowHeight;
        if (clientWidth !== this.#width) this.sheet.forgetHeights();
        this.#width = clientWidth;
        this.#viewport = clientHeight;
        this.layer.style.height = `${clientHeight}px`;
        this.track.scrolled();
        this.#pass();
    }

    // What the user does

    #listen() {
        return new Gestures(this.element, {
            changed: () => this.changed(),
            scrolled: () => this.#scrolled(),
            // Not through a frame, which would be drawn also where nothing is left to do.
            settled: () => this.#pass(),
            wheeled: (isDown) => this.#wheeled(isDown),
            clicked: (node) => this.#clicked(node),
            pointed: (element) => {
                const row = this.sheet.rowOf(element);
                if (row !== null) this.onPoint(element, row);
            },
            actionOf: (key) => this.#actionOf(key),
        });
    }

    #scrolled() {
        // What the browser clamps when the viewport grows is not the user's scrolling.
        if (this.element.clientHeight !== this.#viewport) return this.#resized();
        const { delta, fraction } = this.track.scrolled();
        if (delta === 0) return;
        this.gestures.keepScrolling();
        this.#told.start = this.#told.end = NaN;
        if (delta < 0) this.hold();
        this.#isGoingDown = delta > 0;
        if (this.gestures.isBarHeld || Math.abs(delta) > 3 * this.#viewport) {
            this.#pixels = 0;
            this.#goal = { fraction };
        } else this.#pixels += delta;
        this.changed();
    }

    /** Leaves at once: the position that a stream writes in the same frame would undo the start of a smooth scroll.
     *  @param {boolean} isDown */
    #wheeled(isDown) {
        const extent = this.#extent();
        if (!isDown) {
            const end = endAnchor(extent);
            if (end.row > extent.first || end.offset > 0) this.hold();
        } else if (!this.#isFollowing && this.endIsLive && isAtEnd(this.#anchor, extent)) this.follow();
    }

    /** @param {Node} node */
    #clicked(node) {
        const row = this.sheet.rowOf(node);
        if (row === null) return;
        this.#setActive(row);
        this.onOpen(row);
    }

    /** @param {string} key @returns {(() => void) | undefined} */
    #actionOf(key) {
        switch (key) {
        case "ArrowUp": return () => this.move(-1);
        case "ArrowDown": return () => this.move(1);
        case "PageUp": return () => this.page(-1);
        case "PageDown": return () => this.page(1);
        case "Home": return () => this.goTo(this.columns.first, "start");
        case "End": return () => this.#toEnd();
        case "Enter": return () => { if (this.#active !== null) this.onOpen(this.#active); };
        }
    }
}
