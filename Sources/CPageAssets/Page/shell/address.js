// The page's address: in its path and query exactly what the interface takes, so that curl with the same address gives
// the same events; in its fragment what the page alone knows, which no server sees.

/**
 * @typedef {object} View
 * @property {boolean} wrap
 * @property {"local" | "utc" | "relative" | null} time  null leaves it to the reader's settings
 * @property {number | null} at                          the event that is marked
 * @property {string} find
 * @property {number | null} context
 * @property {number | null} open                        the event whose details are shown
 * @property {string[] | null} columns                   null as for time
 * @property {"light" | "dark" | "auto" | null} theme    null as for time
 */
/**
 * @typedef {object} Address
 * @property {string} path                    `/`, `/logs`, `/logs/UNIT`, `/e/ID`, as the browser has it
 * @property {string | null} unit             of the path, decoded
 * @property {number | null} eventID          of the path
 * @property {string} filter                  `q`
 * @property {string} since
 * @property {string} until
 * @property {[name: string, value: string][]} conditions  all other parameters that choose events, as they were written
 * @property {View} view
 */

/** Parameters that place or show an answer of the interface; none chooses events. */
const placing = new Set([
    "follow", "f", "lines", "n", "max", "reverse", "r", "for", "stop-on", "last_event_id", "output", "o", "fields",
    "cut",
    "color", "raw", "show-cursor", "after", "before", "context", "buckets",
]);
const times = new Map([["since", "since"], ["S", "since"], ["until", "until"], ["U", "until"]]);

/**
 * @param {{pathname: string, search: string, hash: string}} location
 * @returns {Address}
 */
export function read({ pathname, search, hash }) {
    const event = /^\/e\/([^/]+)$/.exec(pathname);
    const unit = /^\/logs\/([^/]+)$/.exec(pathname);
    const pairs = pairsOf(search.slice(1));
    const view = readView(hash.slice(1));
    const position = pairs.find(([name]) => name === "after" || name === "before");
    view.at ??= wholeNumber(position?.[1]);
    view.context ??= wholeNumber(pairs.find(([name]) => name === "context")?.[1]);
    /** @type {Address} */
    const address = {
        path: pathname, unit: unit && decoded(unit[1], false), eventID: event && wholeNumber(event[1]),
        filter: "", since: "", until: "", conditions: [], view,
    };
    for (const [name, value] of pairs) take(address, name, value);
    if (!dependsOnZone(address)) address.conditions = address.conditions.filter(([name]) => name !== "tz");
    if (pathname === "/" && query(address) !== "") address.path = "/logs";
    return address;
}

/**
 * The address as it stands in the address bar: path, query and fragment.
 * @param {Address} address
 */
export function write(address) {
    const { eventID, view, path } = address;
    const chosen = query(address);
    if (eventID !== null && chosen === "") {
        const context = view.context === null ? "" : `?context=${view.context}`;
        return `/e/${eventID}${context}${writeView({ ...view, context: null })}`;
    }
    const fragment = writeView({ ...view, at: view.at ?? eventID });
    if (chosen === "") return (path === "/" ? path : endpoint(address)) + fragment;
    return `${endpoint(address)}?${chosen}${fragment}`;
}

/**
 * The path of the interface that has the view's events.
 * @param {Pick<Address, "unit">} address
 */
export function endpoint({ unit }) {
    return isSegment(unit) ? `/logs/${encoded(unit, false)}` : "/logs";
}

/**
 * What chooses the view's events as a query string, with further parameters behind it.
 * @param {Pick<Address, "unit" | "conditions" | "filter" | "since" | "until">} address
 * @param {Record<string, string | number>} [extra]
 */
export function query({ unit, conditions, filter, since, until }, extra = {}) {
    const own = [["unit", isSegment(unit) ? "" : unit ?? ""], ["q", filter], ["since", since], ["until", until]];
    return [...conditions, ...own.filter(([, value]) => value !== ""), ...Object.entries(extra)]
        .map(([name, value]) => written(name, String(value))).join("&");
}

/** @param {Address} address @param {string} name @param {string} value */
function take(address, name, value) {
    if (placing.has(name)) return;
    const time = /** @type {"since" | "until" | undefined} */ (times.get(name));
    // A second one stays where the server names it.
    if (time !== undefined && address[time] === "" && value !== "") {
        address[time] = withPlus(value);
    } else if (name === "q" && address.filter === "") {
        address.filter = value;
    } else {
        address.conditions.push([name, name === "tz" ? value.replace(/^ /, "+") : value]);
    }
}

/**
 * Times without a zone are read in the one that `tz` names.
 * @param {Address} address
 */
function dependsOnZone({ since, until, filter }) {
    return since !== "" || until !== "" || /(?:^|\s)(?:since|until|[SU])[:=]/.test(filter);
}

/**
 * The `+` of a zone that stood in the query as itself, which decoding turns into a space.
 * @param {string} time
 */
function withPlus(time) {
    return time.replace(/(:\d\d(?:\.\d+)?) (\d\d:?\d\d)$/, "$1+$2");
}

// MARK: The fragment

/** @param {string} text @returns {View} */
function readView(text) {
    const pairs = new Map(pairsOf(text));
    const columns = pairs.get("cols");
    return {
        wrap: pairs.has("wrap"),
        time: oneOf(pairs.get("time"), ["local", "utc", "relative"]),
        at: wholeNumber(pairs.get("at")),
        find: pairs.get("find") ?? "",
        context: wholeNumber(pairs.get("context")),
        open: wholeNumber(pairs.get("open")),
        columns: columns === undefined ? null : columns.split(",").filter((name) => name !== ""),
        theme: oneOf(pairs.get("theme"), ["light", "dark", "auto"]),
    };
}

/**
 * With its `#`, or nothing.
 * @param {View} view
 */
function writeView({ wrap, time, at, find, context, open, columns, theme }) {
    /** @type {[string, string | null][]} */
    const pairs = [
        ["wrap", wrap ? "" : null], ["time", time], ["at", at === null ? null : String(at)], ["find", find || null],
        ["context", context === null ? null : String(context)], ["open", open === null ? null : String(open)], ["cols", columns?.join(",") ?? null],
        ["theme", theme],
    ];
    const said = pairs.flatMap(([name, value]) => (value === null ? [] : [written(name, value, name === "cols")]));
    return said.length === 0 ? "" : `#${said.join("&")}`;
}

/**
 * @template {string} Name
 * @param {string | undefined} text
 * @param {Name[]} names
 * @returns {Name | null}
 */
function oneOf(text, names) {
    return names.find((name) => name === text) ?? null;
}

/** @param {string | undefined} text */
function wholeNumber(text) {
    if (text === undefined || !/^(?:0|[1-9]\d{0,15})$/.test(text)) return null;
    return Number.isSafeInteger(Number(text)) ? Number(text) : null;
}

// MARK: Encoding

/** @param {string} name @param {string} value */
function written(name, value, keepsEquals = false) {
    const key = encoded(name, true).replaceAll("=", "%3D");
    return value === "" && !keepsEquals ? key : `${key}=${encoded(value, true)}`;
}

/**
 * Encodes what RFC 3986 does not have in a query (or a path's segment), what ends a value, and what a shell or curl
 * would take for its own: the rest stays legible.
 * @param {string} text
 * @param {boolean} isQuery
 */
export function encoded(text, isQuery) {
    const kept = isQuery ? /[^\w\-.~!$()*,;:@/?= ]/gu : /[^\w\-.~!$()*+,;:@=]/gu;
    const escaped = text.replace(kept, percent);
    return isQuery ? escaped.replaceAll(" ", "+") : escaped;
}

/**
 * Halves of surrogate pairs come out as U+FFFD.
 * @param {string} character
 */
function percent(character) {
    return Array.from(new TextEncoder().encode(character))
        .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

/** @param {string} text @returns {[name: string, value: string][]} */
function pairsOf(text) {
    return text.split("&").filter((pair) => pair !== "").map((pair) => {
        const equals = pair.indexOf("=");
        const [name, value] = equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
        return [decoded(name, true), decoded(value, true)];
    });
}

/**
 * What cannot be decoded stays as it is.
 * @param {string} text
 * @param {boolean} plusIsSpace
 */
function decoded(text, plusIsSpace) {
    const spaced = plusIsSpace ? text.replaceAll("+", " ") : text;
    try {
        return decodeURIComponent(spaced);
    } catch {
        return spaced;
    }
}

/**
 * Whether a unit can stand in a path, where browsers resolve `.` and `..`.
 * @param {string | null} unit
 * @returns {unit is string}
 */
function isSegment(unit) {
    return unit !== null && unit !== "" && unit !== "." && unit !== ".." && !unit.includes("/");
}
