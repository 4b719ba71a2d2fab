// Steps from event to event by what the server finds: the next match, the next error.

import { asking } from "./window.js";

/** @typedef {import("./window.js").View} View */

/**
 * The view narrowed by a term of the language.
 * @param {View} view
 * @param {string} term
 * @returns {View}
 */
export function narrowed(view, term) {
    const q = new URLSearchParams(view.query).get("q");
    return asking(view, { q: q ? `${q} ${term}` : term });
}

/**
 * The view narrowed to a priority and worse. As a parameter it holds beside `q`; where the address has one already, `q` takes it.
 * @param {View} view
 * @param {string} name
 */
export function atLeast(view, name) {
    const query = new URLSearchParams(view.query);
    return query.has("p") || query.has("priority") ? narrowed(view, `priority<=${name}`) : asking(view, { p: name });
}

/**
 * @param {View} view
 * @param {number} from an event ID
 * @param {1 | -1} direction
 * @returns {View} the request for the nearest event
 */
export function nearest(view, from, direction) {
    /** @type {Record<string, number>} */
    const place = direction > 0 ? { after: from, max: 1 } : { before: from, n: 1 };
    return asking(view, { ...place, fields: "none", cut: 1 });
}
