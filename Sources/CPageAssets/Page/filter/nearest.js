// Which known name a mistyped one is nearest to: the server's NearestName.

/**
 * The nearest by insertions, removals, replacements and swaps of neighbours; null when none is near.
 * @param {string} text
 * @param {string[]} names
 * @returns {string | null}
 */
export function nearestName(text, names) {
    const typed = text.toLowerCase().slice(0, 128);
    if (typed.length < 2) return null;
    let bound = Math.max(1, Math.min(3, Math.floor(typed.length / 3)));
    let nearest = null;
    for (const name of names) {
        const far = distance(typed, name.toLowerCase());
        if (far > bound) continue;
        [nearest, bound] = [name, far - 1];
    }
    return nearest;
}

/**
 * The optimal string alignment distance.
 * @param {string} left
 * @param {string} right
 */
function distance(left, right) {
    const rows = [Array.from({ length: right.length + 1 }, (_, column) => column)];
    for (let row = 1; row <= left.length; row += 1) {
        const [last, line] = [rows[row - 1], [row]];
        for (let column = 1; column <= right.length; column += 1) {
            const isSame = left[row - 1] === right[column - 1];
            line[column] = Math.min(last[column] + 1, line[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1));
            if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
                line[column] = Math.min(line[column], rows[row - 2][column - 2] + 1);
            }
        }
        rows.push(line);
    }
    return rows[left.length][right.length];
}
