import assert from "node:assert/strict";
import { test } from "node:test";
import { limitsText, whoText } from "../../../Sources/CPageAssets/Page/shell/access.js";

const who = (more) => ({ name: "ci", kind: "session", units: ["*"], expires: null, ...more });
const many = ["a", "b", "c", "d", "e", "f", "g"];

for (const [units, text] of [
    [["*"], ""],
    [["nginx*", "*"], ""],
    [["nginx*"], "You may read: nginx*."],
    [["nginx*", "app.service"], "You may read: nginx*, app.service."],
    [many, "You may read: a, b, c, d, e and 2 more."],
    [many.slice(0, 6), "You may read: a, b, c, d, e, f."],
    [[], "You may read no unit."],
]) {
    test(`a grant of ${JSON.stringify(units)} is told as ${JSON.stringify(text)}`, () => assert.equal(limitsText(units), text));
}

for (const [more, text] of [
    [{}, "ci"],
    [{ units: ["nginx*"] }, "ci · may read nginx*"],
    [{ units: [] }, "ci · may read nothing"],
    [{ expires: "2026-12-01T14:05:09Z" }, "ci · until Tue 1 Dec 2026 14:05"],
    [{ units: many, expires: "2027-01-01T00:00:00Z" }, "ci · may read a, b, c, d, e and 2 more · until Fri 1 Jan 2027 00:00"],
    [{ expires: "some day" }, "ci"],
]) {
    test(`who one is, ${JSON.stringify(more)}, is told as ${text}`, () => assert.equal(whoText(who(more), "utc"), text));
}
