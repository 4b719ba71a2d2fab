import assert from "node:assert/strict";
import { test } from "node:test";
import { legible, segments } from "../../../Sources/CPageAssets/Page/text/ansi.js";
import { demandCPU } from "./cpu.mjs";

const styleOf = (codes) => segments(`\x1b[${codes}mx`)[0].style;

test("a text without escapes is one segment without style, and an empty one is none", () => {
    assert.deepEqual(segments("plain [31m text"), [{ text: "plain [31m text", style: null }]);
    assert.deepEqual(segments(""), []);
});

test("a style begins and ends where its sequences stand", () => {
    assert.deepEqual(segments("a\x1b[31mb\x1b[1mc\x1b[0md"), [
        { text: "a", style: null }, { text: "b", style: { fg: 1 } }, { text: "c", style: { fg: 1, bold: true } },
        { text: "d", style: null },
    ]);
});

for (const [codes, style] of [
    ["", null], ["0", null], ["1", { bold: true }], ["2", { dim: true }], ["3", { italic: true }],
    ["4", { underline: true }],
    ["7", { inverse: true }], ["30", { fg: 0 }], ["97", { fg: 15 }], ["90", { fg: 8 }], ["47", { bg: 7 }],
    ["100", { bg: 8 }],
    ["107", { bg: 15 }], ["1;3;33;44", { bold: true, italic: true, fg: 3, bg: 4 }], ["1;31;22;39", null],
    ["38;5;9", { fg: 9 }], ["38;5;16", { fg: "#000000" }], ["38;5;208", { fg: "#ff8700" }],
    ["48;5;255", { bg: "#eeeeee" }],
    ["38;2;1;2;255;1", { fg: "#0102ff", bold: true }], ["38:2::1:2:3", { fg: "#010203" }],
    ["38:2:1:2:3", { fg: "#010203" }],
    ["38:5:12", { fg: 12 }], ["4:3", { underline: true }], ["4;4:0", null], ["38;5;256", null], ["38;2;1;2;999", null],
    ["38;2;1", null], ["8", null], ["5", null], ["999999999999", null],
]) {
    test(`SGR ${codes || "(nothing)"} is ${JSON.stringify(style)}`, () => assert.deepEqual(styleOf(codes), style));
}

test("no number of colours is taken for another attribute", () => {
    assert.deepEqual(styleOf("38;5;1"), { fg: 1 });
    assert.deepEqual(styleOf("48;2;4;7;3"), { bg: "#040703" });
});

test("cursor movements and erasures are left out, so that nothing is hidden or overwritten", () => {
    assert.deepEqual(segments("secret\x1b[2K\x1b[1Gfake\x1b[?25l\x1b[10D!\x1b[>4;2m."), [
        { text: "secret", style: null }, { text: "fake", style: null }, { text: "!", style: null },
        { text: ".", style: null },
    ]);
});

test("titles, links and other strings stay as text, with their escape character", () => {
    for (const text of ["\x1b]0;title\x07", "\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\", "\x1bP1$r\x1b\\", "\x1bc",
        "\x9b31m"]) {
        assert.equal(segments(`\x1b[1m${text}`).map((segment) => segment.text).join(""), text);
    }
});

test("an unfinished or endless sequence stays as text", () => {
    for (const text of ["\x1b[", "\x1b[31", `\x1b[${"1;".repeat(100)}m`, "\x1b[\x1b"]) {
        assert.equal(segments(text).map((segment) => segment.text).join(""), text);
    }
});

test("a message full of escapes takes linear time", () => {
    demandCPU(5, () => {
        segments("\x1b[".repeat(100_000));
        segments("\x1b[38;5;".repeat(20_000));
    });
});

function contrast(one, other) {
    const luminance = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
        .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
    const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
}

test("every colour can be read on the grounds of both themes, rows with an error included", () => {
    for (const color of ["#000000", "#ffffff", "#fbfbf9", "#14171a", "#0000ff", "#ffff00", "#808080", "#ff0000",
        "#010203"]) {
        const [, light, dark] = /light-dark\((#\w{6}), (#\w{6})\)/.exec(legible(color));
        for (const ground of ["#fbfbf9", "#fdeeec"]) assert.ok(contrast(light, ground) >= 4.5,
            `${color}: ${light} on ${ground}`);
        for (const ground of ["#14171a", "#2f1c1d"]) assert.ok(contrast(dark, ground) >= 4.5,
            `${color}: ${dark} on ${ground}`);
    }
});

test("a colour that can be read is left as it is", () => {
    assert.match(legible("#b3201b"), /light-dark\(#b3201b,/);
    assert.match(legible("#ff8a80"), /, #ff8a80\)/);
});
