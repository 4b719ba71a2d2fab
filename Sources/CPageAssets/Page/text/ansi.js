/* Terminal colours in messages. Only SGR sequences are rendered; other control sequences are left out, and whatever
   else begins with an escape character stays in the text, where it is shown as `\x1b` (text/visible.js). */

/** Colours are 0…15 for the theme's, or "#rrggbb".
 *  @typedef {{fg?: number | string, bg?: number | string, bold?: boolean, dim?: boolean, italic?: boolean,
 *  underline?: boolean, inverse?: boolean}} Style */
/** @typedef {{text: string, style: Style | null}} Segment */

/* A control sequence by ECMA-48 §5.4; bounded, so that a hostile line cannot hide in one. */
const sequence = /\x1b\[([0-?]{0,64})([ -/]{0,4})([@-~])/g;
const levels = [0, 95, 135, 175, 215, 255];

/** @param {number[]} channels */
function hex(channels) {
    return `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** One of the 256 colours.
 *  @param {number} index */
function indexed(index) {
    if (index < 16) return index;
    if (index >= 232) return hex([0, 1, 2].map(() => 8 + (index - 232) * 10));
    const cube = index - 16;
    return hex([levels[Math.floor(cube / 36)], levels[Math.floor(cube / 6) % 6], levels[cube % 6]]);
}

/** The colour after 38 or 48, as `5;n`, `2;r;g;b`, or with colons `2::r:g:b`; and how many codes it took.
 *  @param {number[]} codes @param {number} at @returns {{color: number | string | undefined, used: number}} */
function extended(codes, at) {
    const isByte = (/** @type {number} */ value) => value >= 0 && value <= 255;
    if (codes[at] === 5) return { color: isByte(codes[at + 1]) ? indexed(codes[at + 1]) : undefined, used: 2 };
    if (codes[at] !== 2) return { color: undefined, used: 0 };
    const channels = codes.slice(at + 1, at + 4);
    return { color: channels.length === 3 && channels.every(isByte) ? hex(channels) : undefined, used: 4 };
}

/** @param {string} parameters @returns {number[]} */
function codesOf(parameters) {
    // 38:2:SPACE:r:g:b has a colour space that 38;2;r;g;b has not; 4:0 is "no underline", other 4:n are kinds of it.
    const plain = parameters.replace(/([34]8):2:\d*:(\d*:\d*:\d*)/g, "$1:2:$2")
        .replace(/\b4:0\b/g, "24").replace(/\b4:\d/g, "4");
    return plain.split(/[;:]/).map(Number);
}

/** @type {Record<number, (style: Style) => void>} */
const changes = {
    1: (style) => { style.bold = true; },
    2: (style) => { style.dim = true; },
    3: (style) => { style.italic = true; },
    4: (style) => { style.underline = true; },
    7: (style) => { style.inverse = true; },
    21: (style) => { style.underline = true; },
    22: (style) => { delete style.bold; delete style.dim; },
    23: (style) => { delete style.italic; },
    24: (style) => { delete style.underline; },
    27: (style) => { delete style.inverse; },
    39: (style) => { delete style.fg; },
    49: (style) => { delete style.bg; },
};

/** @param {Style} before @param {string} parameters @returns {Style} */
function changed(before, parameters) {
    /** @type {Style} */
    let style = { ...before };
    const codes = codesOf(parameters);
    for (let index = 0; index < codes.length; index += 1) {
        const code = codes[index];
        if (code === 0) style = {};
        else if (code === 38 || code === 48) {
            const { color, used } = extended(codes, index + 1);
            if (color !== undefined) style[code === 38 ? "fg" : "bg"] = color;
            index += used;
        } else if (code >= 30 && code <= 37) style.fg = code - 30;
        else if (code >= 90 && code <= 97) style.fg = code - 82;
        else if (code >= 40 && code <= 47) style.bg = code - 40;
        else if (code >= 100 && code <= 107) style.bg = code - 92;
        else changes[code]?.(style);
    }
    return style;
}

/** The text without its control sequences, in runs of one style (null: none).
 *  @param {string} text @returns {Segment[]} */
export function segments(text) {
    if (!text.includes("\x1b[")) return text === "" ? [] : [{ text, style: null }];
    /** @type {Segment[]} */
    const result = [];
    /** @type {Style} */
    let style = {};
    let done = 0;
    const add = (/** @type {string} */ run) => {
        if (run === "") return;
        result.push({ text: run, style: Object.keys(style).length > 0 ? style : null });
    };
    for (const match of text.matchAll(sequence)) {
        add(text.slice(done, match.index));
        done = (match.index ?? 0) + match[0].length;
        const isRendition = match[3] === "m" && match[2] === "" && /^[\d;:]*$/.test(match[1]);
        if (isRendition) style = changed(style, match[1]);
    }
    add(text.slice(done));
    return result;
}

/** @param {number} channel */
function linear(channel) {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Luminance by WCAG 2.
 *  @param {number[]} rgb */
function luminance(rgb) {
    const [red, green, blue] = rgb.map(linear);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The colour mixed with black or white until its luminance is right.
 *  @param {number[]} rgb @param {number} target @param {(found: number) => boolean} isRight */
function mixed(rgb, target, isRight) {
    for (let part = 0; part < 1; part += 0.05) {
        const mix = rgb.map((channel) => Math.round(channel + (target - channel) * part));
        if (isRight(luminance(mix))) return mix;
    }
    return [target, target, target];
}

/** @type {Map<string, string>} */
const legibleColors = new Map();

/** A CSS colour near this one that can be read on the grounds of both themes: 5 to 1 on the page's, 4.5 on tinted rows.
 *  @param {string} color "#rrggbb" @returns {string} */
export function legible(color) {
    const known = legibleColors.get(color);
    if (known) return known;
    const rgb = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
    const dark = mixed(rgb, 0, (found) => found <= 0.125);
    const light = mixed(rgb, 255, (found) => found >= 0.25);
    const result = `light-dark(${hex(dark)}, ${hex(light)})`;
    if (legibleColors.size >= 512) legibleColors.clear();
    legibleColors.set(color, result);
    return result;
}
