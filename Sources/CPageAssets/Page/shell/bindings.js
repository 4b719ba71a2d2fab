// What each key does: the table behind the dispatcher and the help.

import { part } from "./parts.js";

/** @typedef {import("./keys.js").KeyBinding} KeyBinding */

/**
 * @param {import("./parts.js").Parts} parts
 * @param {import("./page.js").Page} page
 * @returns {KeyBinding[]}
 */
export function bindings(parts, page) {
    return [...reading(parts, page), ...searching(parts, page), ...acting(parts, page)];
}

/**
 * @param {import("./parts.js").Parts} parts
 * @param {(id: number) => void} action
 */
function chosen(parts, action) {
    if (parts.chosenID !== null) action(parts.chosenID);
}

/**
 * A binding that keeps the browser from acting as well.
 * @param {string[]} keys
 * @param {string} group
 * @param {string} what
 * @param {() => void} action
 * @param {boolean} [always]
 * @returns {KeyBinding}
 */
function bind(keys, group, what, action, always = false) {
    const run = (/** @type {KeyboardEvent} */ event) => {
        event.preventDefault();
        action();
    };
    return { keys, group, what, run, always };
}

/**
 * @param {import("./parts.js").Parts} parts
 * @param {import("./page.js").Page} page
 */
function reading({ list, window: log }, page) {
    const group = "Reading";
    return [
        bind(["Space"], group, "pause, or go on live", () => page.togglePause()),
        bind(["End", "G"], group, "to the end, live", () => page.goLive()),
        bind(["Home", "g"], group, "to the oldest event", () => log.showOldest(page.view)),
        bind(["j", "↓"], group, "next event", () => list.move(1)),
        bind(["k", "↑"], group, "previous event", () => list.move(-1)),
        bind(["PageDown"], group, "a page on", () => list.page(1)),
        bind(["PageUp"], group, "a page back", () => list.page(-1)),
        bind(["e"], group, "next error", () => page.step("err", 1)),
        bind(["E"], group, "previous error", () => page.step("err", -1)),
        bind(["w"], group, "next warning or worse", () => page.step("warning", 1)),
        bind(["W"], group, "previous warning or worse", () => page.step("warning", -1)),
    ];
}

/**
 * @param {import("./parts.js").Parts} parts
 * @param {import("./page.js").Page} page
 */
function searching(parts, page) {
    const group = "Searching";
    return [
        bind(["/"], group, "filter", () => parts.filterBox.focus()),
        bind(["t"], group, "go to a time", () => part("time").focus()),
        bind(["h"], group, "the histogram: arrows move, Shift selects, Enter goes there", () => parts.histogram.face.plot.focus()),
        {
            keys: ["Ctrl+F"], group, what: "find; once more: the browser's own", always: true,
            run: (/** @type {KeyboardEvent} */ event) => {
                if (document.activeElement?.closest("#find")) return;
                event.preventDefault();
                parts.findBar.open();
            },
        },
        bind(["n"], group, "next find", () => page.search.step(1)),
        bind(["N"], group, "previous find", () => page.search.step(-1)),
        bind(["c"], group, "the event in context, without the filter", () => chosen(parts, (id) => page.showContext(id))),
        bind(["b"], group, "out of the context, back to the filter", () => page.leaveContext()),
    ];
}

/**
 * @param {import("./parts.js").Parts} parts
 * @param {import("./page.js").Page} page
 */
function acting(parts, page) {
    const group = "Acting";
    return [
        {
            keys: ["Enter"], group, what: "details of the event",
            run: (/** @type {KeyboardEvent} */ event) => {
                if (event.target !== parts.list.element && event.target !== document.body) return;
                event.preventDefault();
                chosen(parts, (id) => parts.openDetails(id));
            },
        },
        bind(["y"], group, "copy the line", () => chosen(parts, (id) => parts.sharing.copyEvent("line", id))),
        bind(["l"], group, "copy a link to the event", () => chosen(parts, (id) => parts.sharing.copyEvent("link", id))),
        bind(["J"], group, "copy the event as JSON", () => chosen(parts, (id) => parts.sharing.copyEvent("json", id))),
        bind(["u"], group, "copy the view as a curl command", () => parts.sharing.copyCurl()),
        bind(["f"], group, "show or hide the fields", () => parts.toggleFacets()),
        bind(["z"], group, "wrap lines", () => parts.look.set({ wrap: !parts.look.wrap })),
        bind(["Z"], group, "local time, UTC, relative", () => parts.look.nextTime()),
        bind(["?"], group, "these keys", () => parts.keyHelp?.open()),
        { keys: ["Esc"], group, what: "close the panel in front", always: true, run: (/** @type {KeyboardEvent} */ event) => parts.escape(event) },
    ];
}
