/* Where highlighted expressions match in a message. The expressions come from a link, the text from anyone: together they
   must not stop the page, which JavaScript's backtracking would allow, so both are bounded before they meet. */

/** @typedef {{pattern: RegExp, name: string}} Highlight */
/** @typedef {{start: number, end: number, name: string}} Mark */

const mostMarks = 200;
/** Characters searched, by how many parts of the expression may repeat without bound: each one more multiplies the work by
 *  the length once more. */
const lengths = [4096, 4096, 400, 120, 60];

/** What is worth knowing of an expression before it runs.
 *  @typedef {{isTame: boolean, repeats: number}} Cost */

/** @param {string} source @param {number} at where a quantifier may stand
 *  @returns {{least: number, most: number, length: number} | null} */
function quantifier(source, at) {
    const match = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/.exec(source.slice(at, at + 24));
    if (!match) return null;
    const sign = match[0][0];
    if (sign !== "{") return { least: sign === "+" ? 1 : 0, most: sign === "?" ? 1 : Infinity, length: match[0].length };
    const least = Number(match[1]);
    const most = match[2] === "" ? least : match[3] === "" ? Infinity : Number(match[3]);
    return { least, most, length: match[0].length };
}

/** Reads an expression's shape: a group that can match one text in several ways may not repeat often, since each round
 *  multiplies the ways; repetitions side by side are counted.
 *  @param {string} source @returns {Cost} */
export function costOf(source) {
    /** @type {{repeats: number, varies: boolean}[]} */
    const open = [{ repeats: 0, varies: false }];
    let isTame = true;
    for (let at = 0; at < source.length; at += 1) {
        const group = open[open.length - 1];
        let atom = { repeats: 0, varies: false };
        const character = source[at];
        if (character === "(") { open.push({ repeats: 0, varies: false }); continue; }
        if (character === "|") { group.varies = true; continue; }
        if (character === "\\") {
            if (/[1-9k]/.test(source[at + 1] ?? "")) isTame = false;
            at += 1;
        } else if (character === "[") {
            while (at + 1 < source.length && source[at + 1] !== "]") at += source[at + 1] === "\\" ? 2 : 1;
            at += 1;
        } else if (character === ")" && open.length > 1) {
            atom = group;
            open.pop();
        }
        const times = quantifier(source, at + 1);
        const outer = open[open.length - 1];
        if (times) {
            at += times.length;
            if (atom.varies && times.most > 4) isTame = false;
            atom.repeats = atom.repeats * Math.min(times.most, 4) + (times.most > 16 ? 1 : 0);
            atom.varies ||= times.most !== times.least;
        }
        outer.repeats += atom.repeats;
        outer.varies ||= atom.varies;
    }
    return { isTame, repeats: open[0].repeats };
}

/** @type {WeakMap<RegExp, {pattern: RegExp, length: number}>} */
const prepared = new WeakMap();

/** @param {RegExp} pattern */
function prepare(pattern) {
    let known = prepared.get(pattern);
    if (!known) {
        const { isTame, repeats } = costOf(pattern.source);
        const flags = pattern.flags.replace(/[gy]/g, "") + "g";
        known = { pattern: new RegExp(pattern.source, flags), length: isTame ? lengths[Math.min(repeats, 4)] : 0 };
        prepared.set(pattern, known);
    }
    return known;
}

/** Whether an expression is one that marks() searches for; others it passes over.
 *  @param {RegExp} pattern */
export function isSearched(pattern) { return prepare(pattern).length > 0; }

/** The matches in order, without overlaps: an earlier highlight wins over a later one.
 *  @param {string} text as shown @param {Highlight[]} highlights @returns {Mark[]} */
export function marks(text, highlights) {
    /** @type {Mark[]} */
    const found = [];
    for (const { pattern, name } of highlights) {
        const { pattern: global, length } = prepare(pattern);
        if (length === 0) continue;
        const own = [];
        for (const match of text.slice(0, length).matchAll(global)) {
            if (found.length + own.length >= mostMarks) break;
            const start = match.index ?? 0;
            const end = start + match[0].length;
            if (end > start && !found.some((other) => start < other.end && other.start < end)) own.push({ start, end, name });
        }
        found.push(...own);
    }
    return found.sort((one, other) => one.start - other.start);
}
