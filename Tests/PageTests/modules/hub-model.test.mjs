import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Hub } from "../../../Sources/CPageAssets/Page/stream/hub.js";
import { Model } from "../support/model.mjs";

const seeds = Number(process.env.PAGE_SEEDS ?? 30);

test("in any sequence of tabs, cuts and losses no tab lacks an event or has one twice", async () => {
    const first = Number(process.env.PAGE_FIRST_SEED ?? 1);
    for (let seed = first; seed < first + seeds; seed += 1) {
        await new Model(Hub, seed).run(120).catch((error) => {
            error.message = `seed ${seed}: ${error.message}`;
            throw error;
        });
    }
});

const stream = fileURLToPath(new URL("../../../Sources/CPageAssets/Page/stream", import.meta.url));
for (const [bug, file, right, wrong] of [
    ["rows that wait are forgotten when a tab leaves", "shared.js",
        "leave(tab) {\n        this.#sendAll();", "leave(tab) {"],
    ["the ring does not know what it dropped", "ring.js", "this.floor = oldest.ids[oldest.count - 1];", ""],
    ["a tab that is ahead is not remembered", "shared.js", "else if (tab.from > this.state.last ||", "else if ("],
    ["a stream does not resume", "feed.js", '{ ...headers, "Last-Event-ID": resumeID }', "headers"],
    ["another log goes unnoticed", "feedmachine.js", 'before !== "" && before !== log', "false"],
    ["hidden views do not yield first", "hub.js", "byVisibility || other.rank", "other.rank"],
    ["a stream outlives its tabs", "hub.js", "if (!chosen.has(key)) this.#close(key, stream);", ""],
    ["rows are sent twice to who joins", "shared.js", "this.#ring.after(tab.from)", "this.#ring.after(tab.from - 1)"],
]) {
    test(`the model finds it when ${bug}`, async () => {
        const copy = mkdtempSync(join(tmpdir(), "logcast-page-"));
        try {
            cpSync(stream, copy, { recursive: true });
            writeFileSync(join(copy, "package.json"), '{"type":"module"}');
            const source = readFileSync(join(copy, file), "utf8");
            assert.ok(source.includes(right), `${file} does not hold the line any more`);
            writeFileSync(join(copy, file), source.replace(right, wrong));
            const { Hub: Broken } = await import(pathToFileURL(join(copy, "hub.js")).href);
            await assert.rejects(async () => {
                for (let seed = 1; seed <= 150; seed += 1) await new Model(Broken, seed).run(120);
            });
        } finally {
            rmSync(copy, { recursive: true });
        }
    });
}
