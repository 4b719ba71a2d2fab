/* A message as elements: terminal colours, highlights and escapes woven into runs of text, bounded so that no line,
   however long or hostile, costs a frame. All of it is text nodes: nothing of a log is ever parsed as HTML. */

import { legible, segments } from "../text/ansi.js";
import { marks } from "../text/highlight.js";
import { visible } from "../text/visible.js";

/** What is drawn of one message, by mode. The rest of the characters is in the details; the rest of the runs is plain. */
const wrapped = { characters: 4096, runs: 80 };
const inLine = { characters: 1000, runs: 60 };

/** @typedef {import("../text/ansi.js").Style} Style */
/** One stretch that looks the same: of a highlight's name, else of a style.
 *  @typedef {{text: string, style: Style | null, mark: string, kind: "plain" | "escape" | "newline"}} Run */
/** @typedef {{wrap: boolean, ansi: boolean, highlights: import("../text/highlight.js").Highlight[]}} MessageLook */

/** The first characters of a text, without half a character at the end.
 *  @param {string} text @param {number} most */
function head(text, most) {
    if (text.length <= most) return text;
    const isHalf = (text.charCodeAt(most - 1) & 0xfc00) === 0xd800;
    return text.slice(0, isHalf ? most - 1 : most);
}

/** Stretches of one style or highlight.
 *  @param {string} text @param {MessageLook} look */
function* stretches(text, look) {
    const styled = look.ansi ? segments(text) : [{ text, style: null }];
    const plain = styled.length === 1 ? styled[0].text : styled.map((segment) => segment.text).join("");
    const found = look.highlights.length > 0 ? marks(plain, look.highlights) : [];
    let next = 0;
    let from = 0;
    for (const segment of styled) {
        const end = from + segment.text.length;
        for (let at = from; at < end;) {
            while (next < found.length && found[next].end <= at) next += 1;
            const mark = found[next];
            const isInside = mark !== undefined && mark.start <= at;
            const to = isInside ? Math.min(mark.end, end) : Math.min(mark?.start ?? end, end);
            const [style, name] = isInside ? [null, mark.name] : [segment.style, ""];
            yield { text: plain.slice(at, to), style, mark: name };
            at = to;
        }
        from = end;
    }
}

/** @param {string} text @param {boolean} wrap */
function pieces(text, wrap) {
    /** @type {{text: string, kind: Run["kind"]}[]} */
    const result = [];
    for (const piece of visible(text)) {
        if (piece.escaped) result.push({ text: piece.text, kind: "escape" });
        else if (wrap || !piece.text.includes("\n")) result.push({ text: piece.text, kind: "plain" });
        else {
            for (const part of piece.text.split(/(\n+)/)) {
                if (part[0] === "\n") result.push({ text: "⏎".repeat(part.length), kind: "newline" });
                else if (part !== "") result.push({ text: part, kind: "plain" });
            }
        }
    }
    return result;
}

/** The message in runs, at most so many characters and runs; isWhole tells whether that was all.
 *  @param {string} text @param {MessageLook} look @returns {{runs: Run[], isWhole: boolean}} */
export function runsOf(text, look) {
    const most = look.wrap ? wrapped : inLine;
    const start = head(text, most.characters);
    let isWhole = start.length === text.length;
    let room = most.characters;
    /** @type {Run[]} */
    const runs = [];
    let rest = "";
    for (const stretch of stretches(start, look)) {
        for (const piece of pieces(stretch.text, look.wrap)) {
            isWhole &&= room > 0;
            if (room <= 0) break;
            const shown = head(piece.text, room);
            isWhole &&= shown.length === piece.text.length;
            room -= piece.text.length;
            if (runs.length < most.runs) runs.push({ ...stretch, ...piece, text: shown });
            else rest += shown;
        }
    }
    if (rest !== "") runs.push({ text: rest, style: null, mark: "", kind: "plain" });
    return { runs, isWhole };
}

/** @param {HTMLElement} element @param {Style} style */
function paint(element, style) {
    const { classList } = element;
    for (const name of /** @type {const} */ (["bold", "dim", "italic", "underline"])) {
        if (style[name]) classList.add(`ansi-${name}`);
    }
    const [fg, bg] = style.inverse ? [style.bg, style.fg ?? "text"] : [style.fg, style.bg];
    // A ground is a tint of its colour, so that text of any colour, also the same, can be read on it;
    // black and white text would suit the full colour, not the tint.
    if (typeof fg === "number" && !(bg !== undefined && fg % 8 % 7 === 0)) classList.add(`ansi-${fg % 8}`);
    else if (typeof fg === "string") element.style.color = legible(fg);
    if (typeof bg === "number" || bg === "text") classList.add(`ansi-on-${typeof bg === "number" ? bg % 8 : bg}`);
    else if (bg) element.style.backgroundColor = `color-mix(in srgb, ${bg} 16%, var(--ground))`;
}

/** @param {Run} run @returns {Node} */
function nodeOf({ text, style, mark, kind }) {
    if (!style && mark === "" && kind === "plain") return document.createTextNode(text);
    const element = document.createElement(mark === "" ? "span" : "mark");
    element.textContent = text;
    if (kind !== "plain") element.classList.add(kind);
    if (mark !== "") element.classList.add(mark);
    else if (style) paint(element, style);
    return element;
}

/** Fills an element with a message; whether that was all of it.
 *  @param {HTMLElement} element @param {string} text @param {MessageLook} look */
export function drawMessage(element, text, look) {
    const { runs, isWhole } = runsOf(text, look);
    const only = element.firstChild;
    const [run] = runs;
    const isPlain = runs.length === 1 && !run.style && run.mark === "" && run.kind === "plain";
    // Most messages are one plain run, and most elements held one: a text node is cheaper changed than made.
    if (isPlain && only instanceof Text && !only.nextSibling) only.data = run.text;
    else element.replaceChildren(...runs.map(nodeOf));
    return isWhole;
}
