// Which code the reader gives, and where to go with it.

/**
 * The code in what was typed or pasted: of a whole link, what follows its `#`.
 * @param {string} text
 */
export function codeIn(text) {
    return text.slice(text.lastIndexOf("#") + 1).trim();
}

/**
 * The address that was wanted before the login, if it is one of this origin: storage may hold anything, and nothing may
 * lead elsewhere from here. The login itself leads to the beginning.
 * @param {string | null} wanted
 * @param {string} origin
 */
export function destination(wanted, origin) {
    try {
        const url = new URL(wanted ?? "/", origin);
        if (url.origin === origin && url.username === "" && url.pathname !== "/login") return url.href;
    } catch { /* no address at all */ }
    return `${origin}/`;
}
