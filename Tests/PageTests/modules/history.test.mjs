import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { History } from "../../../Sources/CPageAssets/Page/stream/history.js";
import { Clock, rest } from "../support/clock.mjs";
import { rows } from "../support/rows.mjs";

/** A history over requests that the test answers: `requests[n].answer(response)`. */
function historyOf() {
    const clock = new Clock();
    const requests = [];
    const fetch = (url, options) =>
        new Promise((resolve, reject) => {
            const request = { url, options, answer: resolve, isOpen: true };
            options.signal.addEventListener("abort", () => ((request.isOpen = false), reject(options.signal.reason)));
            requests.push(request);
        });
    const { now, setTimer, clearTimer } = clock;
    const history = new History({ fetch, now, setTimer, clearTimer, random: () => 0, isOnline: () => true });
    const answers = [];
    let number = 0;
    const load = (path, as = "text", owner = history, query = "") => {
        history.load(owner, { request: ++number, view: { path, query }, as }, (answer, transfer) =>
            answers.push(structuredClone(answer, { transfer })));
        return number;
    };
    return { clock, history, requests, answers, load };
}

const ndjson = (text, headers = {}) =>
    new Response(text, { headers: { "Content-Type": "application/x-ndjson", ...headers } });

/** What a batch load of this answer comes to. */
async function loaded(response, as = "batch") {
    const { requests, answers, load } = historyOf();
    load("/logs", as);
    requests[0].answer(response);
    await rest();
    return answers[0];
}

test("two requests at once, the others in their order as places become free", async () => {
    const { requests, answers, load } = historyOf();
    ["/a", "/b", "/c", "/d"].forEach((path) => load(path));
    await rest();
    const urls = () => requests.map((request) => request.url);
    assert.deepEqual(urls(), ["/a", "/b"]);
    requests[1].answer(new Response("B"));
    await rest();
    assert.deepEqual(urls(), ["/a", "/b", "/c"]);
    requests[0].answer(new Response("A"));
    requests[2].answer(new Response("C"));
    await rest();
    assert.deepEqual(answers.map((answer) => [answer.request, answer.text]), [[2, "B"], [1, "A"], [3, "C"]]);
    assert.deepEqual(urls(), ["/a", "/b", "/c", "/d"]);
});

test("what is cancelled is stopped or not begun, is not answered, and makes room", async () => {
    const { clock, history, requests, answers, load } = historyOf();
    const [, second, third] = ["/a", "/b", "/c", "/d"].map((path) => load(path));
    history.cancel(history, third);
    history.cancel(history, second);
    history.cancel({}, 1);
    await rest();
    assert.deepEqual(requests.map(({ url, isOpen }) => [url, isOpen]), [["/a", true], ["/b", false], ["/d", true]]);
    assert.deepEqual(answers, []);
    requests[0].answer(new Response("A"));
    requests[2].answer(new Response("D"));
    await rest();
    assert.equal(clock.pending, 0);
});

test("a tab that leaves takes its requests with it, and no other's", async () => {
    const { history, requests, answers, load } = historyOf();
    const [one, other] = [{}, {}];
    load("/a", "text", one);
    load("/b", "text", other);
    load("/c", "text", one);
    history.leave(one);
    await rest();
    assert.deepEqual(requests.map(({ url, isOpen }) => [url, isOpen]), [["/a", false], ["/b", true]]);
    requests[1].answer(new Response("B"));
    await rest();
    assert.deepEqual(answers.map((answer) => answer.text), ["B"]);
});

for (const [as, accept] of [["batch", "application/x-ndjson"], ["json", "application/json"], ["text", "text/plain"]]) {
    test(`a load as ${as} asks for ${accept}`, async () => {
        const { requests, load } = historyOf();
        load("/logs/a", as, {}, "n=2&q=x");
        assert.deepEqual([requests[0].url, requests[0].options.headers.Accept], ["/logs/a?n=2&q=x", accept]);
    });
}

test("lines become a batch with gaps, and the position is told", async () => {
    const lines = [
        '{"event":"gap","id":4,"reason":"retention","missed":3}', '{"id":5,"unit":"a","message":"é"}', "",
        '{"id":9,"message":"z"}', '{"event":"cursor","id":9,"last":9}', "",
    ];
    const { batch, position, error } = await loaded(ndjson(lines.join("\n"), { "Logcast-Position": "12" }));
    assert.equal(error, undefined);
    assert.equal(position, 12);
    assert.deepEqual(rows(batch).map(({ id, kind, unit, message }) => [id, kind, unit, message]), [
        [4, 1, "", '{"reason":"retention","missed":3}'], [5, 0, "a", "é"], [9, 0, "", "z"],
    ]);
});

test("no lines are a batch of none", async () => {
    assert.equal((await loaded(ndjson(""))).batch.count, 0);
});

test("JSON is parsed here", async () => {
    assert.deepEqual((await loaded(new Response('{"a":[1]}'), "json")).json, { a: [1] });
});

const broken = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"id":1}\n')),
    pull: (controller) => controller.error(new TypeError("reset")),
});
for (const [what, response, status, detail] of [
    ["an error of the server", ndjson('{"id":1}\n{"event":"error","detail":"the disk is gone"}\n'),
        0, "the disk is gone"],
    ["an answer without its last line end", ndjson('{"id":1}\n{"id":2'), 0, "the answer was cut off"],
    ["an answer that breaks off", ndjson(broken), 0, "the answer was cut off"],
    ["a line that is not JSON", ndjson("oops\n"), 0, "the answer is not JSON"],
    ["a refusal", new Response("error: bad\nhelp: x", { status: 400 }), 400, "bad"],
    ["a refusal in JSON", new Response('{"detail":"no unit x"}', { status: 404,
        headers: { "Content-Type": "application/problem+json" } }), 404, "no unit x"],
    ["a redirect", new Response("", { status: 302 }), 302, "the answer is a redirect: reload the page"],
    ["a login page", new Response("<h1>", { headers: { "Content-Type": "text/html" } }),
        200, "a web page came: reload the page"],
]) {
    test(`${what} is an error, and no batch`, async () => {
        const { batch, error } = await loaded(response);
        assert.equal(batch, undefined);
        assert.deepEqual(error, { status, detail });
    });
}

test("an answer that does not go on for 120 s is given up, and makes room", async () => {
    const { clock, requests, answers, load } = historyOf();
    ["/a", "/b", "/c"].forEach((path) => load(path));
    await clock.advance(119_999);
    assert.equal(requests.length, 2);
    await clock.advance(1);
    assert.deepEqual(answers.map((answer) => answer.error.detail), Array(2).fill("no answer for 120 s"));
    assert.equal(requests[2].url, "/c");
});

test("over a real socket characters and lines survive chunks that end anywhere", async () => {
    const lines = Array.from({ length: 20 }, (_, id) => JSON.stringify({ id, message: `→🎉é${id}` }));
    const bytes = Buffer.from(`${lines.join("\n")}\n`);
    const server = createServer(async (_, response) => {
        response.writeHead(200, { "Content-Type": "application/x-ndjson" });
        for (let at = 0; at < bytes.length; at += 7) {
            response.write(bytes.subarray(at, at + 7));
            await new Promise((resolve) => setImmediate(resolve));
        }
        response.end();
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const base = `http://127.0.0.1:${server.address().port}`;
    const { now, setTimer, clearTimer } = new Clock();
    const outside = { now, setTimer, clearTimer, random: () => 0, isOnline: () => true };
    const history = new History({ ...outside, fetch: (path, options) => fetch(base + path, options) });
    const { batch } = await new Promise((resolve) =>
        history.load({}, { request: 1, view: { path: "/logs", query: "" }, as: "batch" }, resolve));
    assert.deepEqual(rows(batch).map((row) => row.message), lines.map((line) => JSON.parse(line).message));
    server.closeAllConnections();
    server.close();
});
