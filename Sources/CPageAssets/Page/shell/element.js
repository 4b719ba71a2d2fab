// The elements of index.html by their names.

/**
 * The element with this ID, which the document has: a bug if not.
 * @template {Element} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function element(id, kind) {
    const found = document.getElementById(id);
    if (!(found instanceof kind)) throw new Error(`BUG: no ${kind.name} #${id}`);
    return found;
}
