// The command that gives in a shell what the page shows. It holds no credential: what is copied is passed on.

import { endpoint, query } from "./address.js";

/**
 * One line for bash and other shells.
 * @param {object} wanted
 * @param {string} wanted.origin  `http://host:port`
 * @param {import("./address.js").Address} wanted.address
 * @param {boolean} [wanted.follow]
 * @param {number | "all"} [wanted.lines]  absent leaves it to the server: all with `since`, else 100, or 10 and on
 */
export function curlCommand({ origin, address, follow = false, lines }) {
    const { eventID, view, conditions } = address;
    const chosen = query(address);
    const isEvent = eventID !== null && chosen === "";
    const parameters = [
        isEvent || !follow ? "" : "f",
        isEvent || lines === undefined ? "" : `n=${lines}`,
        isEvent && view.context !== null ? `context=${view.context}` : "",
        chosen,
        view.time === "utc" && !conditions.some(([name]) => name === "tz") ? "tz=UTC" : "",
    ].filter((text) => text !== "").join("&");
    const path = isEvent ? `/e/${eventID}` : endpoint(address);
    const url = `${origin}${path}${parameters && "?"}${parameters}`;
    return `curl ${follow && !isEvent ? "-sN" : "-s"} ${shellQuoted(url)}`;
}

/**
 * A word for a shell that stands for exactly this text; with control characters, for bash, zsh and ksh.
 * @param {string} text
 */
export function shellQuoted(text) {
    if (!/[\0-\x1f\x7f]/.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
    const inner = text.replace(/[\\']/g, "\\$&").replace(/[\0-\x1f\x7f]/g, (character) => (
        character === "\n" ? "\\n" : `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`));
    return `$'${inner}'`;
}
