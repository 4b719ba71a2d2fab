/** What the head of an HTTP answer means to a stream, and the sentence in which a refusal says why. */

import { retryAfter } from "./backoff.js";

/**
 * stream: read on. ended: nothing will come any more. refused: asking again is no use before something changed.
 * retry: ask again, after `least` milliseconds at the earliest.
 * @typedef {{kind: "stream"|"ended"|"refused"|"retry", reason: string, status: number, least: number}} Verdict
 */

const refusals = new Set([400, 401, 403, 404, 413, 414, 421, 431]);

/**
 * HTTP/2 has no reason phrases; these are what proxies answer on their own.
 * @type {Record<number, string>}
 */
const phrases = {
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 413: "Content Too Large",
    414: "URI Too Long", 421: "Misdirected Request", 429: "Too Many Requests", 431: "Request Header Fields Too Large",
    500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
};

/** @param {Response} answer @param {number} now  ms since 1970 @returns {Verdict} */
export function judge(answer, now) {
    const { status } = answer;
    /** @type {(kind: Verdict["kind"], reason: string, least?: number) => Verdict} */
    const verdict = (kind, reason, least = 0) => ({ kind, reason, status, least });
    if (isRedirect(answer)) {
        return verdict("refused", "the answer is a redirect, as to a proxy's login page: reload the page");
    }
    if (status === 200) {
        const type = mediaType(answer);
        if (type === "text/event-stream") return verdict("stream", "");
        const sent = type === "text/html" ? "a web page, as a proxy's login page," : `"${type}"`;
        return verdict("refused", `${sent} came instead of events: reload the page`);
    }
    if (status === 204) return verdict("ended", "");
    if (refusals.has(status)) return verdict("refused", title(answer));
    return verdict("retry", title(answer), retryAfter(answer.headers.get("Retry-After"), now));
}

/**
 * "502 Bad Gateway".
 * @param {Response} answer
 */
function title(answer) {
    return `${answer.status} ${answer.statusText || phrases[answer.status] || ""}`.trim();
}

/** @param {Response} answer */
export function isRedirect(answer) {
    return answer.type === "opaqueredirect" || (answer.status >= 300 && answer.status < 400);
}

/** @param {Response} answer */
export function mediaType(answer) {
    return (answer.headers.get("Content-Type") ?? "").split(";")[0].trim().toLowerCase();
}

/**
 * Why the server refuses, in its own words where it has any: of problem details (RFC 9457), or of the text that the
 * agent writes for curl, without the line that points to the help.
 * @param {Response} answer
 */
export async function sentence(answer) {
    const type = mediaType(answer);
    if (type === "text/html") return title(answer);
    const text = (await answer.text()).trim();
    if (!type.endsWith("json")) return shown(text.replace(/^error: /, "").replace(/\nhelp: .*$/s, ""), answer);
    try {
        const problem = JSON.parse(text);
        return shown(String(problem.detail ?? problem.title ?? ""), answer);
    } catch {
        return shown(text, answer);
    }
}

/** @param {string} text @param {Response} answer */
function shown(text, answer) {
    if (text === "") return title(answer);
    return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}
