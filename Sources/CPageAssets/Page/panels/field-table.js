// The fields of an event as a table, with what can be done with each value.

import { button, element } from "./element.js";
import { rowsOf } from "./event-fields.js";
import { fillText } from "./long-text.js";

/** What of a field's value is beyond this is shown on demand; of bytes, which nobody reads, beyond the second. */
const [partLength, bytesLength] = [4096, 240];

/** @typedef {(field: string, value: string) => void} Pick */
/** @typedef {{onInclude: Pick, onExclude: Pick}} Picks */
/** @typedef {Picks & {onText: (text: string) => void}} FieldActions  onText copies */

/**
 * @param {Record<string, any>} event
 * @param {FieldActions} actions
 */
export function fieldTable(event, actions) {
    const { own, said, trusted } = rowsOf(event);
    const part = (/** @type {import("./event-fields.js").FieldRow[]} */ rows, /** @type {string} */ name) =>
        rows.length === 0 ? [] : [element("tbody", { class: name }, ...rows.map(row => rowElement(row, actions)))];
    return element("table", { class: "fields", "aria-label": "Fields" },
        ...part(own, "own"), ...part(said, "said"), ...part(trusted, "trusted"));
}

/**
 * @param {import("./event-fields.js").FieldRow} row
 * @param {FieldActions} actions
 */
function rowElement({ name, field, value, text }, actions) {
    const cell = element("td", { class: "field-value" });
    fillText(cell, text, text === value ? partLength : bytesLength);
    const short = `${name} ${text.slice(0, 80)}`;
    const tools = element("span");
    if (field !== null) {
        tools.append(
            button("+", () => actions.onInclude(field, value), { class: "pick", label: `only ${short}` }),
            button("−", () => actions.onExclude(field, value), { class: "pick", label: `exclude ${short}` }));
    }
    tools.append(button("", () => actions.onText(value), { class: "pick copy", label: `copy ${short}` }));
    return element("tr", {}, element("th", { scope: "row" }, ...breakable(name)), cell,
        element("td", { class: "field-tools" }, tools));
}

/**
 * A name that is wrapped behind an underscore rather than anywhere.
 * @param {string} name
 */
function breakable(name) {
    return name.split(/(_+)/).flatMap(part => part.startsWith("_") ? [part, element("wbr")] : [part]);
}
