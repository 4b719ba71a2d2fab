/* Characters that cannot be seen or that reorder what can be, made visible: a log line must not look like another. */

/* C0 and C1 but TAB and LF; soft hyphen; bidi controls; zero-width and blank letters; line and paragraph separators;
   interlinear marks; tag characters; lone surrogates. Variation selectors choose among pictures and stay. */
const hidden = new RegExp(
    "[\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad"
    + "\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b-\\u200f\\u2028-\\u202e"
    + "\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}\\ud800-\\udfff]+", "gu",
);
const pictureBefore = /\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]*$/u;
const pictureAfter = /^\p{Extended_Pictographic}/u;

/** @typedef {{text: string, escaped: boolean}} Piece */

/** @param {string} character */
function escape(character) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
    return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** A zero-width joiner between two pictures makes one of them, as people mean it.
 *  @param {string} text @param {number} index @param {string} run */
function joinsPictures(text, index, run) {
    return run === "\u200d" && pictureBefore.test(text.slice(Math.max(0, index - 6), index))
        && pictureAfter.test(text.slice(index + 1, index + 3));
}

/** The text in pieces; escaped ones stand for a run of characters that would not be seen, as `\x1b` or `U+202E`.
 *  @param {string} text @returns {Piece[]} */
export function visible(text) {
    /** @type {Piece[]} */
    const pieces = [];
    let done = 0;
    for (const match of text.matchAll(hidden)) {
        const index = match.index ?? 0;
        if (joinsPictures(text, index, match[0])) continue;
        if (index > done) pieces.push({ text: text.slice(done, index), escaped: false });
        pieces.push({ text: Array.from(match[0], escape).join(""), escaped: true });
        done = index + match[0].length;
    }
    if (done < text.length) pieces.push({ text: text.slice(done), escaped: false });
    return pieces;
}
