// The keys: one table for the dispatcher and for the help.

/**
 * @typedef {object} KeyBinding
 * @property {string[]} keys as the help shows them; the dispatcher compares with `event.key`
 * @property {string} what
 * @property {string} group
 * @property {(event: KeyboardEvent) => void} run
 * @property {boolean} [always] also while a text field has the focus
 */

const SHOWN = new Map([["↓", "ArrowDown"], ["↑", "ArrowUp"], ["Space", " "], ["Esc", "Escape"]]);

/**
 * The binding's key for an event: `Ctrl+F`, `e`, `ArrowDown`.
 * @param {{key: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean}} event
 */
export function keyName(event) {
    const name = event.key.length === 1 && (event.ctrlKey || event.metaKey) ? event.key.toUpperCase() : event.key;
    return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + name;
}

/**
 * Whether a key types one character, which people who dictate or tremble want to switch off (WCAG 2.1.4).
 * @param {string} name
 */
export function isSingle(name) {
    return [...name].length === 1 && name !== " ";
}

/** @param {EventTarget | null} target */
function takesText(target) {
    return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** @param {EventTarget | null} target */
function isControl(target) {
    return target instanceof HTMLElement && target.closest("button, a, summary, [role=slider], [role=separator], [role=menuitem], dialog, .menu") !== null;
}

/** Keys that a control with the focus has for itself. */
const CONTROLS = new Set([" ", "Enter", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"]);

export class Keys {
    /** Whether single letters do something. */
    hasLetters = true;
    /** @type {Map<string, KeyBinding>} */
    #bindings = new Map();

    /** @param {KeyBinding[]} table */
    constructor(table) {
        this.table = table;
        for (const binding of table) for (const key of binding.keys) this.#bindings.set(SHOWN.get(key) ?? key, binding);
        document.addEventListener("keydown", (event) => this.#pressed(event), { capture: true });
    }

    /** @param {KeyboardEvent} event */
    #pressed(event) {
        const name = keyName(event);
        const binding = this.#bindings.get(name);
        if (!binding || event.defaultPrevented || event.isComposing) return;
        if (!binding.always && takesText(event.target)) return;
        if (!binding.always && CONTROLS.has(name) && isControl(event.target)) return;
        if (isSingle(name) && (!this.hasLetters || document.querySelector("dialog[open]"))) return;
        binding.run(event);
    }
}
