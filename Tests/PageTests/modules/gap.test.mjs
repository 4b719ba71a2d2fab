import assert from "node:assert/strict";
import { test } from "node:test";
import { gapText } from "../../../Sources/CPageAssets/Page/text/gap.js";

for (const [gap, text] of [
    [{ reason: "vacuumed", missed: 312, input: "journal" }, "312 events not available: journal vacuumed"],
    [{ reason: "retention", missed: 1 }, "1 event not available: older than this log keeps"],
    [{ reason: "quarantine", missed: 1234567 },
        "1,234,567 events not available: a damaged part of this log was put aside"],
    [{ reason: "unknown-id" }, "events not available: this log never gave the position asked for"],
    [{ reason: "rotated", input: "app" }, "events not available: log file rotated away before it was read (app)"],
    [{ reason: "truncated" }, "events not available: log file truncated before it was read"],
    [{ reason: "corrupt", input: "journal" }, "events not available: the journal has entries that cannot be read"],
    [{ reason: "suppressed", missed: 9 }, "9 events not available: their writer was rate-limited by journald"],
    [{ reason: "released" }, "events not available: deleted log file let go to free its disk space"],
    [{ reason: "something-new" }, "events not available: something-new"],
    [{ reason: "vacuumed", from: "2026-11-23T14:02:11Z", to: 1795442715000000 },
        "events not available: journal vacuumed, 14:02:11–14:05:15"],
    [{ reason: "vacuumed", from: "2026-11-23T14:02:11Z" }, "events not available: journal vacuumed, from 14:02:11"],
    [{ reason: "vacuumed", to: "2026-11-23T14:02:11Z", from: "whenever" },
        "events not available: journal vacuumed, until 14:02:11"],
]) {
    test(`${JSON.stringify(gap)} reads "${text}"`, () => assert.equal(gapText(JSON.stringify(gap), "utc"), text));
}

for (const json of ["", "{", "null", "7", "[]"]) {
    test(`the gap ${JSON.stringify(json)} still says that something is missing`, () =>
        assert.equal(gapText(json, "utc"), "events not available: reason unknown"));
}
