// What a reader prefers, kept by the browser: the look, not the view (that is in the address).

const KEY = "logcast";

/**
 * @typedef {object} Preferences
 * @property {"auto" | "light" | "dark"} theme
 * @property {"local" | "utc" | "relative"} time
 * @property {boolean} wrap
 * @property {boolean} letters whether single-letter keys do something
 * @property {boolean} facets whether the fields are shown
 * @property {string[]} columns
 */

/** @type {Preferences} */
const DEFAULTS = {
    theme: "auto", time: "local", wrap: false, letters: true, facets: true, columns: ["time", "unit"],
};

/** @returns {Preferences} */
export function readPreferences() {
    try {
        return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
    } catch {
        return { ...DEFAULTS };   // storage is forbidden, or holds what is not ours
    }
}

/** @param {Preferences} preferences */
export function keepPreferences(preferences) {
    try {
        localStorage.setItem(KEY, JSON.stringify(preferences));
    } catch {
        // Storage is forbidden or full: they hold for as long as the page is open.
    }
}
