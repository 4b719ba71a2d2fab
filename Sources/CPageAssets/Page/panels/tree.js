// JSON as a tree of disclosures: children are made when they are first shown, long arrays in slices.

import { button, countText, element } from "./element.js";
import { ExactNumber, isBranch, slices, termOf } from "./json.js";
import { visibleNodes } from "./long-text.js";

/** @typedef {(term: string, isExcluded: boolean) => void} Pick */

/** The longest text shown of a string: the whole of it stands in the message. */
const mostText = 2000;

/**
 * @param {any} value
 * @param {{onPick?: Pick}} [actions]  called with a term of the filter's language
 * @returns {HTMLElement}
 */
export function jsonTree(value, actions = {}) {
    const list = element("ul", { class: "tree" }, node(null, value, 0, actions.onPick));
    list.addEventListener("keydown", event => moveFocus(list, event));
    return list;
}

/**
 * @param {string | null} key  null for the root and the elements of arrays
 * @param {any} value
 * @param {number} depth
 * @param {Pick | undefined} onPick
 * @param {string} [label]  what stands for the key
 * @returns {HTMLLIElement}
 */
function node(key, value, depth, onPick, label = key ?? "") {
    if (!isBranch(value)) return leaf(key, value, onPick, label);
    const entries = Object.entries(value);
    const isArray = Array.isArray(value);
    const summary = isArray ? `[${countText(entries.length)}]` : `{${countText(entries.length)}}`;
    const isOpen = depth === 0 || (depth < 3 && entries.length <= 12);
    return branch(label, summary, isOpen, () => children(entries, 0, entries.length, isArray, depth + 1, onPick));
}

/**
 * @param {[string, any][]} entries
 * @param {number} start
 * @param {number} end
 * @param {boolean} isArray
 * @param {number} depth
 * @param {Pick | undefined} onPick
 * @returns {HTMLLIElement[]}
 */
function children(entries, start, end, isArray, depth, onPick) {
    const parts = slices(start, end);
    if (parts.length > 0) {
        return parts.map(part => branch(`${part.start} … ${part.end - 1}`, "", false,
            () => children(entries, part.start, part.end, isArray, depth, onPick)));
    }
    return entries.slice(start, end).map(([key, value]) => node(isArray ? null : key, value, depth, onPick, key));
}

/**
 * @param {string} label
 * @param {string} summary
 * @param {boolean} isOpen
 * @param {() => HTMLLIElement[]} make
 */
function branch(label, summary, isOpen, make) {
    const list = element("ul", { hidden: true });
    const toggle = element("button", { type: "button", class: "tree-toggle", "aria-expanded": "false" },
        ...shown(label, "tree-key"), element("span", { class: "tree-summary", text: summary }));
    const flip = () => {
        if (list.childElementCount === 0) list.append(...make());
        list.hidden = !list.hidden;
        toggle.setAttribute("aria-expanded", String(!list.hidden));
    };
    toggle.addEventListener("click", flip);
    if (isOpen) flip();
    return element("li", {}, toggle, list);
}

/**
 * @param {string | null} key
 * @param {any} value
 * @param {Pick | undefined} onPick
 * @param {string} label
 */
function leaf(key, value, onPick, label) {
    const type = value === null ? "null" : value instanceof ExactNumber ? "number" : typeof value;
    const text = value instanceof ExactNumber ? value.digits : JSON.stringify(value);
    const short = text.length > mostText ? `${text.slice(0, mostText)}…` : text;
    const item = element("li", { class: "tree-leaf" },
        element("span", { class: "tree-pair" }, ...shown(label, "tree-key"), ...shown(short, `tree-${type}`)));
    const term = onPick && termOf(key, value);
    if (term) {
        const name = `${label} ${short.slice(0, 80)}`.trim();
        item.append(
            button("+", () => onPick(term, false), { class: "pick", label: `only events with ${name}` }),
            button("−", () => onPick(term, true), { class: "pick", label: `exclude events with ${name}` }));
    }
    return item;
}

/**
 * @param {string} text
 * @param {string} name  class
 */
function shown(text, name) {
    return text === "" ? [] : [element("span", { class: name }, ...visibleNodes(text))];
}

/**
 * Up and down go from branch to branch, right opens, left closes or goes to the parent.
 * @param {HTMLElement} tree
 * @param {KeyboardEvent} event
 */
function moveFocus(tree, event) {
    const from = /** @type {HTMLElement} */ (event.target);
    if (!from.matches(".tree-toggle") || event.ctrlKey || event.metaKey || event.altKey) return;
    const isOpen = from.getAttribute("aria-expanded") === "true";
    const all = /** @type {HTMLElement[]} */ ([...tree.querySelectorAll(".tree-toggle")]);
    const toggles = all.filter(found => !found.closest("ul[hidden]"));
    const place = toggles.indexOf(from);
    const list = /** @type {HTMLElement} */ (from.closest("ul"));
    const parent = toggles.find(toggle => toggle.parentElement === list.parentElement);
    if (event.key === "ArrowDown") toggles[place + 1]?.focus();
    else if (event.key === "ArrowUp") toggles[place - 1]?.focus();
    else if (event.key === "ArrowRight") isOpen ? toggles[place + 1]?.focus() : from.click();
    else if (event.key === "ArrowLeft") isOpen ? from.click() : parent?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
}
