import assert from "node:assert/strict";
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import test from "node:test";
import { promisify } from "node:util";

import { read, write } from "../../../Sources/CPageAssets/Page/shell/address.js";
import { curlCommand, shellQuoted } from "../../../Sources/CPageAssets/Page/shell/curl.js";

const origin = "http://web1:8514";

/** @param {string} url @param {{follow?: boolean, lines?: number | "all"}} [how] */
const command = (url, how) => curlCommand({ origin, address: read(new URL(url, origin)), ...how });

/** The words that bash makes of a command. @param {string} line */
function words(line) {
    const out = execFileSync("bash", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" });
    return out.split("\0").slice(0, -1);
}

test("the command is what a person would type", () => {
    assert.equal(command("/"), "curl -s 'http://web1:8514/logs'");
    assert.equal(
        command("/logs/nginx?q=timeout+-healthz+unit:ng*&p=err", { follow: true, lines: 100 }),
        "curl -sN 'http://web1:8514/logs/nginx?f&n=100&p=err&q=timeout+-healthz+unit:ng*'");
    assert.equal(
        command("/logs?since=-10m&until=now#wrap&at=5&find=x", { lines: "all" }),
        "curl -s 'http://web1:8514/logs?n=all&since=-10m&until=now'");
});

test("an event's command has its context, and does not follow", () => {
    assert.equal(
        command("/e/1795482023004710?context=20", { follow: true, lines: 9 }),
        "curl -s 'http://web1:8514/e/1795482023004710?context=20'");
});

test("a view in UTC has text in UTC, but a zone of the address stays", () => {
    assert.equal(command("/logs?q=x#time=utc"), "curl -s 'http://web1:8514/logs?q=x&tz=UTC'");
    assert.equal(
        command("/logs?since=14:05&tz=Asia/Tokyo#time=utc"),
        "curl -s 'http://web1:8514/logs?tz=Asia/Tokyo&since=14:05'");
});

test("whatever the filter holds, bash hands curl one address that means the same", () => {
    for (const filter of [
        "it's", "$(reboot) `reboot` $HOME !!", "\"a b\" \\ 'c'", "a\nb\tc", "[1-9] {a,b}", "é 😀 %41 & # + ;", "-",
        "*", "\x1b[31m",
    ]) {
        const address = { ...read(new URL(`${origin}/logs`)), filter };
        const [name, option, url, ...more] = words(curlCommand({ origin, address }));
        assert.deepEqual([name, option, more], ["curl", "-s", []], filter);
        const parsed = new URL(url);
        assert.equal(parsed.searchParams.get("q"), filter);
        assert.equal(parsed.href, url);
        assert.match(url, /^[\x21-\x7e]+$/);
        assert.doesNotMatch(url, /[[\]{}'"\\]/, "curl would take brackets for a pattern");
    }
});

const skip = spawnSync("curl", ["--version"]).error !== undefined;

test("curl asks for exactly the address of the page", { skip }, async () => {
    /** @type {(string | undefined)[]} */
    const seen = [];
    const server = createServer((request, response) => {
        seen.push(request.url);
        response.end();
    });
    await /** @type {Promise<void>} */ (new Promise((resolve) => { server.listen(0, "127.0.0.1", resolve); }));
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
    const base = `http://127.0.0.1:${port}`;
    const filter = "\"x [1-9]{2}\" é /a|b/ 'q' prio<=err";
    const address = { ...read(new URL(`${base}/logs`)), unit: "a?b\\c*", filter };
    try {
        await promisify(execFile)("bash", ["-c", curlCommand({ origin: base, address })]);
    } finally {
        server.close();
    }
    assert.deepEqual(seen, [write(address)]);
    assert.deepEqual(read(new URL(seen[0] ?? "", base)).filter, address.filter);
});

test("a word in quotes is that word for bash", () => {
    const texts = [
        "", "a", "it's", "'", "''x'", "a\nb", "\\", "\\'\n", "\x01\x7ff", "$x `y` \"z\" !", "é\t😀", "\x1b[0m'",
    ];
    for (const text of texts) {
        assert.deepEqual(words(shellQuoted(text)), [text], JSON.stringify(text));
    }
    assert.equal(shellQuoted("it's"), "'it'\\''s'");
    assert.equal(shellQuoted("a\nb"), "$'a\\nb'");
});
