// What to ask /hist and /facets for a view.

/** @typedef {{path: string, query: string}} View */
/** @typedef {(path: string, params: URLSearchParams, signal?: AbortSignal) => Promise<any>} Load */

/**
 * The parameters of a view's counts. The unit of the path narrows whatever else the view says, and units given twice
 * widen: beside other units it goes into `q`, which narrows.
 * @param {View} view
 */
export function countParameters(view) {
    const params = new URLSearchParams(view.query);
    const unit = /^\/logs\/(.+)$/.exec(view.path)?.[1];
    if (unit === undefined) return params;
    const name = decodeURIComponent(unit);
    if (!params.has("unit") && !params.has("u")) params.set("unit", name);
    else params.set("q", `${params.get("q") ?? ""} unit:"${name.replace(/["\\]/g, "\\$&")}"`.trim());
    return params;
}

/**
 * The parameters of a view that bound its time alone: what tells from when to when there is anything to count.
 * @param {URLSearchParams} params
 */
export function timeParameters(params) {
    const kept = ["since", "S", "until", "U"];
    if (/(^|\s)(since|until|S|U):/.test(params.get("q") ?? "")) kept.push("q");
    return new URLSearchParams([...params].filter(([name]) => kept.includes(name)));
}

/**
 * What went wrong, in the server's words where there are any.
 * @param {unknown} error
 * @returns {string}
 */
export function problemText(error) {
    const { detail, message } = /** @type {{detail?: string, message?: string}} */ (error ?? {});
    return detail || message || String(error);
}
