// Makes elements with text that stays text: the panels' only way to build what they show.

/**
 * Attributes by name, and of these: `class`; `text` for its text; functions, which are listeners of the event they are
 * named after. What is null or false is left out, true is an empty attribute.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value === null || value === undefined || value === false) continue;
        if (name === "text") made.textContent = value;
        else if (typeof value === "function") made.addEventListener(name, value);
        else made.setAttribute(name, value === true ? "" : String(value));
    }
    made.append(...children);
    return made;
}

/**
 * A button that does one thing; `label` is for those who do not see its text.
 * @param {string} text
 * @param {(event: Event) => void} click
 * @param {{label?: string, class?: string, title?: string}} [more]
 */
export function button(text, click, more = {}) {
    return element("button", {
        type: "button", class: more.class, title: more.title ?? more.label, "aria-label": more.label, text, click,
    });
}

const counts = new Intl.NumberFormat("en");
const shortCounts = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** @param {number} count  @returns {string} `60,303` */
export const countText = count => counts.format(count);

/** @param {number} count  @returns {string} `60.3K` */
export const shortCountText = count => shortCounts.format(count);
