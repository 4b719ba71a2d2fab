// Log text in the page: always text nodes, with what cannot be seen made visible, and at first no more of it than a
// frame has time for.

import { visible } from "../text/visible.js";
import { button, countText, element } from "./element.js";
import { partsOf } from "./event-fields.js";

/** @param {string} text  @returns {(string | HTMLElement)[]} */
export function visibleNodes(text) {
    return visible(text).map(({ text, escaped }) => escaped ? element("span", { class: "escaped", text }) : text);
}

/**
 * Puts a text into an element: its first part, and a button that adds the next.
 * @param {HTMLElement} target
 * @param {string} text
 * @param {number} length  of a part, in UTF-16 units
 */
export function fillText(target, text, length) {
    const parts = partsOf(text, length);
    let place = 0;
    let left = text.length;
    const add = () => {
        more.remove();
        const part = parts[place] ?? "";
        place += 1;
        left -= part.length;
        target.append(...visibleNodes(part));
        more.textContent = `show more (${countText(left)} characters left)`;
        if (left > 0) target.append(more);
    };
    const more = button("", () => {
        const hadFocus = more === document.activeElement;
        add();
        if (hadFocus && more.isConnected) more.focus();
    }, { class: "show-more" });
    target.replaceChildren();
    add();
}
