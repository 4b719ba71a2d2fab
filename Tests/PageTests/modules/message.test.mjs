import assert from "node:assert/strict";
import { test } from "node:test";
import { runsOf } from "../../../Sources/CPageAssets/Page/list/message.js";

const look = { wrap: false, ansi: true, highlights: [] };
const plain = (text) => ({ text, style: null, mark: "", kind: "plain" });
const textOf = ({ runs }) => runs.map((run) => run.text).join("");

test("a plain message is one plain run", () => {
    assert.deepEqual(runsOf("plain\ttext", look), { runs: [plain("plain\ttext")], isWhole: true });
    assert.deepEqual(runsOf("", look), { runs: [], isWhole: true });
});

test("line ends are signs in one line and real ones when wrapped", () => {
    assert.deepEqual(runsOf("a\n\nb\n", look).runs.map(({ text, kind }) => [text, kind]),
        [["a", "plain"], ["⏎⏎", "newline"], ["b", "plain"], ["⏎", "newline"]]);
    assert.deepEqual(runsOf("a\nb", { ...look, wrap: true }).runs, [plain("a\nb")]);
});

test("a highlight goes through colours, and colours go on after it", () => {
    const { runs } = runsOf("a\x1b[31mbc\x1b[0mdef", { ...look, highlights: [{ pattern: /bcd/, name: "find" }] });
    assert.deepEqual(runs.map(({ text, style, mark }) => [text, style, mark]),
        [["a", null, ""], ["bc", null, "find"], ["d", null, "find"], ["ef", null, ""]]);
    const half = runsOf("\x1b[31mabc", { ...look, highlights: [{ pattern: /b/, name: "pin-1" }] }).runs;
    assert.deepEqual(half.map(({ text, style, mark }) => [text, style, mark]),
        [["a", { fg: 1 }, ""], ["b", null, "pin-1"], ["c", { fg: 1 }, ""]]);
});

test("highlights are of the text without its colours", () => {
    const { runs } = runsOf("er\x1b[31mror", { ...look, highlights: [{ pattern: /error/, name: "find" }] });
    assert.equal(runs.filter((run) => run.mark === "find").map((run) => run.text).join(""), "error");
});

test("with colours off their sequences are shown", () => {
    assert.deepEqual(runsOf("\x1b[31mx", { ...look, ansi: false }).runs.map(({ text, kind }) => [text, kind]),
        [["\\x1b", "escape"], ["[31mx", "plain"]]);
});

test("one line draws at most 1,000 characters, a wrapped message 4,096, and says that there is more", () => {
    for (const [wrap, most] of [[false, 1000], [true, 4096]]) {
        for (const unit of ["x", "\u202e", "\n", "\x1b[31ma", "a\0"]) {
            const drawn = runsOf(unit.repeat(100_000), { ...look, wrap });
            assert.ok(textOf(drawn).length <= most, `${JSON.stringify(unit)}: ${textOf(drawn).length}`);
            assert.equal(drawn.isWhole, false);
        }
    }
    assert.equal(runsOf("x".repeat(1000), look).isWhole, true);
});

test("no surrogate pair is cut in two", () => {
    const drawn = textOf(runsOf(`x${"🦀".repeat(600)}`, look));
    assert.equal(drawn, `x${"🦀".repeat(499)}`);
});

test("a line makes at most 61 nodes, a wrapped message 81, and no text is lost by that", () => {
    for (const [wrap, most, count] of [[false, 61, 90], [true, 81, 250]]) {
        const drawn = runsOf("a\x1b[31mb\x1b[0m".repeat(count), { ...look, wrap });
        assert.equal(drawn.runs.length, most);
        assert.equal(textOf(drawn), "ab".repeat(count));
    }
});

test("text beyond the last of the nodes is escaped like any other", () => {
    const drawn = textOf(runsOf(`${"a\x1b[31mb\x1b[0m".repeat(150)}\u202e`, { ...look, wrap: true }));
    assert.ok(drawn.endsWith("U+202E"));
});
