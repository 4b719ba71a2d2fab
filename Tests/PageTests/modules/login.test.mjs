import assert from "node:assert/strict";
import { test } from "node:test";
import { codeIn, destination } from "../../../Sources/CPageAssets/Page/shell/place.js";

const origin = "http://logs.lan:8514";

for (const [text, code] of [
    ["k3x9-7fqa", "k3x9-7fqa"],
    ["  k3x9-7fqa\n", "k3x9-7fqa"],
    ["http://logs.lan:8514/login#k3x9-7fqa", "k3x9-7fqa"],
    [" https://a/#/login#k3x9 ", "k3x9"],
    ["#k3x9", "k3x9"],
    ["http://logs.lan:8514/login#", ""],
    ["", ""],
]) {
    test(`the code of ${JSON.stringify(text)} is ${JSON.stringify(code)}`, () => assert.equal(codeIn(text), code));
}

for (const wanted of ["/", "/e/12?context=50", "/logs/nginx.service?q=a+b&p=err#wrap&at=7", "/?next=//evil.example/"]) {
    test(`${wanted} is gone on to`, () => {
        assert.equal(destination(wanted, origin), origin + wanted);
        assert.equal(destination(origin + wanted, origin), origin + wanted);
    });
}

for (const wanted of [
    null, "", "http://evil.example/", "https://logs.lan:8514/", "http://logs.lan/", "//evil.example/", "/\\evil.example",
    "\\\\evil.example", "javascript:alert(1)", "data:text/html,x", "blob:http://logs.lan:8514/x", "http://", "/login", "/login#code",
    "http://logs.lan:8514@evil.example/", "http://a@logs.lan:8514/", "\thttp://evil.example/", "http:evil.example:80",
]) {
    test(`${JSON.stringify(wanted)} leads nowhere else`, () => {
        const to = new URL(destination(wanted, origin), `${origin}/login`);
        assert.equal(to.origin, origin);
        assert.notEqual(to.pathname, "/login");
        assert.equal(to.username, "");
    });
}

test("a path that begins like a host stays a path of this origin", () => {
    assert.equal(new URL(destination(`${origin}//evil.example/`, origin), origin).host, "logs.lan:8514");
});
