// What each key does: the table behind the dispatcher and the help.

import { part } from "./part.js";

/** @typedef {import("./keys.js").KeyBinding} KeyBinding */

/** @typedef {import("./parts.js").Parts} Parts */
/** @typedef {import("./panels.js").Panels} Panels */
/** @typedef {import("./page.js").Page} Page */

/**
 * @param {Parts} parts
 * @param {Panels} panels
 * @param {Page} page
 * @returns {KeyBinding[]}
 */
export function bindings(parts, panels, page) {
    return [...reading(parts, panels, page), ...searching(parts, panels, page), ...acting(parts, panels)];
}

/**
 * @param {Parts} parts
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
 * @param {Parts} parts
 * @param {Panels} panels
 * @param {Page} page
 */
function reading({ list, window: log }, { search }, page) {
    const group = "Reading";
    return [
        bind(["Space"], group, "pause, or go on live", () => page.togglePause()),
        bind(["End", "G"], group, "to the end, live", () => page.goLive()),
        bind(["Home", "g"], group, "to the oldest event", () => log.showOldest(page.view)),
        bind(["j", "↓"], group, "next event", () => list.move(1)),
        bind(["k", "↑"], group, "previous event", () => list.move(-1)),
        bind(["PageDown"], group, "a page on", () => list.page(1)),
        bind(["PageUp"], group, "a page back", () => list.page(-1)),
        bind(["e"], group, "next error", () => search.severe("err", 1)),
        bind(["E"], group, "previous error", () => search.severe("err", -1)),
        bind(["w"], group, "next warning or worse", () => search.severe("warning", 1)),
        bind(["W"], group, "previous warning or worse", () => search.severe("warning", -1)),
    ];
}

/**
 * @param {Parts} parts
 * @param {Panels} panels
 * @param {Page} page
 */
function searching(parts, panels, page) {
    const group = "Searching";
    return [
        bind(["/"], group, "filter", () => panels.filterBox?.focus()),
        bind(["t"], group, "go to a time", () => part("time").focus()),
        bind(["h"], group, "the histogram: arrows move, Shift selects, Enter goes there", () => panels.histogram?.face.plot.focus()),
        {
            keys: ["Ctrl+F"], group, what: "find; once more: the browser's own", always: true,
            run: (/** @type {KeyboardEvent} */ event) => {
                if (document.activeElement?.closest("#find")) return;
                event.preventDefault();
                panels.findBar?.open();
            },
        },
        bind(["n"], group, "next find", () => panels.search.step(1)),
        bind(["N"], group, "previous find", () => panels.search.step(-1)),
        bind(["c"], group, "the event in context, without the filter", () => chosen(parts, (id) => page.showContext(id))),
        bind(["b"], group, "out of the context, back to the filter", () => page.leaveContext()),
    ];
}

/**
 * @param {Parts} parts
 * @param {Panels} panels
 */
function acting(parts, panels) {
    const group = "Acting";
    return [
        {
            keys: ["Enter"], group, what: "details of the event",
            run: (/** @type {KeyboardEvent} */ event) => {
                if (event.target !== parts.list.element && event.target !== document.body) return;
                event.preventDefault();
                chosen(parts, (id) => panels.openDetails(id));
            },
        },
        bind(["y"], group, "copy the line", () => chosen(parts, (id) => panels.sharing.copyEvent("line", id))),
        bind(["l"], group, "copy a link to the event", () => chosen(parts, (id) => panels.sharing.copyEvent("link", id))),
        bind(["J"], group, "copy the event as JSON", () => chosen(parts, (id) => panels.sharing.copyEvent("json", id))),
        bind(["u"], group, "copy the view as a curl command", () => panels.sharing.copyCurl()),
        bind(["f"], group, "show or hide the fields", () => parts.look.toggleFacets()),
        bind(["z"], group, "wrap lines", () => parts.look.set({ wrap: !parts.look.wrap })),
        bind(["Z"], group, "local time, UTC, relative", () => parts.look.nextTime()),
        bind(["?"], group, "these keys", () => panels.keyHelp?.open()),
        { keys: ["Esc"], group, what: "close the panel in front", always: true, run: (/** @type {KeyboardEvent} */ event) => panels.escape(event) },
    ];
}
