/* Where highlighted expressions match in a message. The expressions come from a link, the text from anyone:
   together they must not stop the page, which JavaScript's backtracking would allow, so both are bounded before
   they meet. */

/** @typedef {{pattern: RegExp, name: string}} Highlight */
/** @typedef {{start: number, end: number, name: string}} Mark */

const mostMarks = 200;
const mostCharacters = 4096;
/** Steps that one search may take at worst: some 0.1 s. The length of what is searched follows from it. */
const mostSteps = 5e7;
/** Steps that are no matter in any row: all that an expression gets once it was slow, as a frame searches sixty rows. */
const fewSteps = 5e5;
/** ms. */
const slow = 10;

/** What an expression costs at worst: its bounded parts match in so many ways, and each part that repeats without bound
 *  multiplies the steps by the length of the text.
 *  @typedef {{ways: number, repeats: number}} Cost */

/** @param {string} source @param {number} at where a quantifier may stand
 *  @returns {{least: number, most: number, length: number} | null} */
function quantifier(source, at) {
    const match = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/.exec(source.slice(at, at + 24));
    if (!match) return null;
    const sign = match[0][0];
    const { length } = match[0];
    if (sign !== "{") return { least: sign === "+" ? 1 : 0, most: sign === "?" ? 1 : Infinity, length };
    const least = Number(match[1]);
    const most = match[2] === "" ? least : match[3] === "" ? Infinity : Number(match[3]);
    return { least, most, length };
}

/** The cost of a repeated atom: Infinity if each round multiplies the ways.
 *  @param {Cost} atom @param {{least: number, most: number}} times @returns {Cost} */
function repeated(atom, { least, most }) {
    const varies = atom.ways > 1 || atom.repeats > 0;
    if (most === Infinity) return { ways: varies ? Infinity : 1, repeats: 1 };
    return { ways: atom.ways ** most * (most - least + 1), repeats: atom.repeats * most };
}

/** The index of the last character of the atom that begins here, groups apart.
 *  @param {string} source @param {number} at */
function endOfAtom(source, at) {
    if (source[at] === "\\") return at + 1;
    if (source[at] !== "[") return at;
    let end = at + 1;
    while (end < source.length && source[end] !== "]") end += source[end] === "\\" ? 2 : 1;
    return end;
}

/** Reads an expression's shape.
 *  @param {string} source @returns {Cost} */
export function costOf(source) {
    /** @type {Cost[]} */
    const open = [{ ways: 1, repeats: 0 }];
    for (let at = 0; at < source.length; at += 1) {
        const group = open[open.length - 1];
        let atom = { ways: 1, repeats: 0 };
        if (source[at] === "(") {
            open.push({ ways: 1, repeats: 0 });
            at += /^\(\?(?:[:=!]|<[=!]|<\w+>)?/.exec(source.slice(at, at + 64))?.[0].length ?? 1;
            at -= 1;
            continue;
        } else if (source[at] === "|") {
            group.ways += 1;
            continue;
        } else if (source[at] === ")" && open.length > 1) {
            atom = group;
            open.pop();
        } else {
            // A back-reference makes matching exponential by itself.
            if (/^\\[1-9k]/.test(source.slice(at, at + 2))) atom.ways = Infinity;
            at = endOfAtom(source, at);
        }
        const times = quantifier(source, at + 1);
        if (times) {
            at += times.length;
            atom = repeated(atom, times);
        }
        const outer = open[open.length - 1];
        outer.ways *= atom.ways;
        outer.repeats += atom.repeats;
    }
    return open[0];
}

/** @param {number} steps @param {Cost} cost @returns {number} characters */
function lengthFor(steps, { ways, repeats }) {
    return Math.min(mostCharacters, Math.floor((steps / ways) ** (1 / (1 + repeats))));
}

/** @type {WeakMap<RegExp, {pattern: RegExp, length: number, least: number}>} */
const prepared = new WeakMap();

/** @param {RegExp} pattern */
function prepare(pattern) {
    let known = prepared.get(pattern);
    if (!known) {
        const cost = costOf(pattern.source);
        const length = lengthFor(mostSteps, cost);
        const flags = pattern.flags.replace(/[gy]/g, "") + "g";
        known = {
            pattern: new RegExp(pattern.source, flags),
            length: length < 16 ? 0 : length,
            least: lengthFor(fewSteps, cost),
        };
        prepared.set(pattern, known);
    }
    return known;
}

/** The matches in order, without overlaps: an earlier highlight wins over a later one.
 *  @param {string} text as shown @param {Highlight[]} highlights @returns {Mark[]} */
export function marks(text, highlights) {
    /** @type {Mark[]} */
    const found = [];
    for (const { pattern, name } of highlights) {
        const known = prepare(pattern);
        if (known.length === 0) continue;
        const begin = performance.now();
        found.push(...matches(text.slice(0, known.length), known.pattern, name, found));
        if (performance.now() - begin > slow) known.length = known.least;
    }
    return found.sort((one, other) => one.start - other.start);
}

/** @param {string} text @param {RegExp} pattern @param {string} name @param {Mark[]} taken */
function matches(text, pattern, name, taken) {
    const own = [];
    for (const match of text.matchAll(pattern)) {
        if (taken.length + own.length >= mostMarks) break;
        const start = match.index ?? 0;
        const end = start + match[0].length;
        const isFree = !taken.some((other) => start < other.end && other.start < end);
        if (end > start && isFree) own.push({ start, end, name });
    }
    return own;
}
