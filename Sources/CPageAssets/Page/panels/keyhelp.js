// The dialog that shows the keys, with the switch for those that are single letters (WCAG 2.1.4).

import { button, element } from "./element.js";

/** @typedef {{keys: string[], what: string, group: string}} KeyLine */

/** Fills the dialog when it opens. */
export class KeyHelp {
    /**
     * @param {HTMLDialogElement} dialog
     * @param {{lines: readonly KeyLine[], areLettersOn: () => boolean, onLetters: (areOn: boolean) => void}} how
     */
    constructor(dialog, how) {
        this.dialog = dialog;
        this.how = how;
        dialog.addEventListener("keydown", event => {
            event.stopPropagation();
            if (event.key !== "?") return;
            event.preventDefault();
            dialog.close();
        });
        // The dialog's own box is its padding: what is clicked on it alone lies beside the content.
        dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });
    }

    open() {
        if (this.dialog.open) return;
        this.fill();
        this.dialog.showModal();
    }

    fill() {
        const { lines, areLettersOn, onLetters } = this.how;
        const groups = [...new Set(lines.map(({ group }) => group))];
        const letters = element("input", {
            type: "checkbox", checked: areLettersOn(), change: () => onLetters(letters.checked),
        });
        this.dialog.replaceChildren(element("div", { class: "keys-box" },
            element("header", {}, element("h2", { text: "Keys" }),
                button("×", () => this.dialog.close(), { label: "close", class: "keys-close" })),
            element("div", { class: "keys-groups" }, ...groups.map(group => element("section", {},
                element("h3", { text: group }),
                element("dl", {}, ...lines.filter(line => line.group === group).map(line => this.line(line)))))),
            element("footer", {}, element("label", {}, letters, "Single-letter keys"),
                element("a", { href: "/help", text: "Help for curl and the filter" }))));
    }

    /** @param {KeyLine} line */
    line({ keys, what }) {
        const names = keys.map(key => element("kbd", { text: key }));
        return element("div", {}, element("dt", {}, ...names), element("dd", { text: what }));
    }
}
