/* Where the reader stands: a row and how many of its pixels lie above the top edge. All movement is arithmetic on
   that, so that rows may come and go anywhere else, and heights of rows that are not drawn need not be known. */

/** @typedef {{row: number, offset: number}} Anchor */

/** What the arithmetic needs to know: the rows first…end, the height of the viewport and of each row near the anchor.
 *  @typedef {{first: number, end: number, viewport: number, height: (row: number) => number}} Extent */

/** @typedef {"start" | "center" | "end" | "nearest"} Where */

/** The anchor at which the last row ends at the bottom edge; the start if all rows fit.
 *  @param {Extent} extent @returns {Anchor} */
export function endAnchor({ first, end, viewport, height }) {
    let row = end;
    let room = viewport;
    while (row > first && room > 0) {
        row -= 1;
        room -= height(row);
    }
    return room > 0 ? { row: first, offset: 0 } : { row, offset: -room };
}

/** @param {Anchor} anchor @param {Anchor} other */
function isBeyond(anchor, other) {
    return anchor.row > other.row || (anchor.row === other.row && anchor.offset > other.offset);
}

/** Moves by pixels through the real heights of rows, not beyond the first row nor the end.
 *  @param {Anchor} anchor @param {number} pixels @param {Extent} extent @returns {Anchor} */
export function moved(anchor, pixels, extent) {
    const { first, end, height } = extent;
    if (anchor.row < first) return moved({ row: first, offset: 0 }, pixels, extent);
    if (anchor.row >= end) return endAnchor(extent);
    let { row } = anchor;
    let offset = anchor.offset + pixels;
    while (offset < 0 && row > first) {
        row -= 1;
        offset += height(row);
    }
    while (row < end - 1 && offset >= height(row)) {
        offset -= height(row);
        row += 1;
    }
    const result = { row, offset: Math.max(0, offset) };
    const last = endAnchor(extent);
    return isBeyond(result, last) ? last : result;
}

/** Pixels from the top edge to a row: negative above it, Infinity if it lies wholly below.
 *  @param {number} row @param {Anchor} anchor @param {Extent} extent */
export function topOf(row, anchor, { viewport, height }) {
    if (row < anchor.row) return -Infinity;
    let top = -anchor.offset;
    for (let above = anchor.row; above < row; above += 1) {
        top += height(above);
        if (top >= viewport) return Infinity;
    }
    return top;
}

/** Whether a row is drawn from its first to its last pixel, or fills the viewport.
 *  @param {number} row @param {Anchor} anchor @param {Extent} extent */
export function isWhole(row, anchor, extent) {
    const top = topOf(row, anchor, extent);
    const bottom = top + extent.height(row);
    return (top >= 0 && bottom <= extent.viewport) || (top <= 0 && bottom >= extent.viewport);
}

/** The anchor that shows a row at a place of the viewport.
 *  @param {number} row @param {Where} where @param {Anchor} anchor where the reader stands now
 *  @param {Extent} extent @returns {Anchor} */
export function placed(row, where, anchor, extent) {
    const target = Math.max(extent.first, Math.min(extent.end - 1, row));
    const room = extent.viewport - extent.height(target);
    if (where === "nearest") {
        if (isWhole(target, anchor, extent)) return anchor;
        return placed(target, target <= anchor.row ? "start" : "end", anchor, extent);
    }
    const shift = where === "start" || room < 0 ? 0 : where === "end" ? room : Math.floor(room / 2);
    return moved({ row: target, offset: 0 }, -shift, extent);
}

/** @param {Anchor} anchor @param {Extent} extent */
export function isAtEnd(anchor, extent) {
    const last = endAnchor(extent);
    return anchor.row > last.row || (anchor.row === last.row && anchor.offset >= last.offset - 1);
}

/** The anchor's place in 0…1, for the scroll bar; exact if all rows have the average height.
 *  @param {Anchor} anchor @param {Extent} extent @param {number} average height of a row */
export function fractionOf(anchor, extent, average) {
    const rows = extent.end - extent.first - extent.viewport / average;
    if (rows <= 0) return 0;
    if (isAtEnd(anchor, extent)) return 1;
    const position = anchor.row - extent.first + anchor.offset / extent.height(anchor.row);
    return Math.max(0, Math.min(1, position / rows));
}

/** The inverse: where a scroll bar at this fraction points.
 *  @param {number} fraction @param {Extent} extent @param {number} average @returns {Anchor} */
export function anchorAt(fraction, extent, average) {
    if (fraction >= 1) return endAnchor(extent);
    const rows = Math.max(0, extent.end - extent.first - extent.viewport / average);
    const position = Math.max(0, fraction) * rows;
    const row = extent.first + Math.floor(position);
    return moved({ row, offset: (position % 1) * average }, 0, extent);
}

/** Pixels of rows above and below the viewport, counted up to a few viewports.
 *  @param {Anchor} anchor @param {Extent} extent @returns {{above: number, below: number}} */
export function surroundings(anchor, { first, end, viewport, height }) {
    const most = 3 * viewport;
    let above = anchor.offset;
    for (let row = anchor.row - 1; row >= first && above < most; row -= 1) above += height(row);
    let below = -anchor.offset - viewport;
    for (let { row } = anchor; row < end && below < most; row += 1) below += height(row);
    return { above, below: Math.max(0, below) };
}

/** Rows that may come into sight when the viewport at this row moves by pixels, while only the least height of a row is
 *  known: [from, to]. Near the end it may have to move up, to be full.
 *  @param {number} row @param {number} pixels @param {number} least @param {Extent} extent @returns {[number, number]} */
export function reach(row, pixels, least, { end, viewport }) {
    const rows = Math.ceil(viewport / least);
    const to = row + rows + Math.ceil(Math.max(0, pixels) / least);
    const from = row - Math.ceil(Math.max(0, -pixels) / least);
    return [to >= end ? Math.min(from, end - rows) : from, to];
}
