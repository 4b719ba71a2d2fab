// The elements of index.html by their names.

/**
 * The element with this ID, which the document has, of this kind if one is given: a bug if not.
 * @template {Element} [Kind=any]
 * @param {string} id
 * @param {new () => Kind} [kind]
 * @returns {Kind}
 */
export function part(id, kind) {
    const found = document.getElementById(id);
    if (!(found instanceof (kind ?? Element))) throw new Error(`BUG: no ${kind?.name ?? "element"} #${id}`);
    return /** @type {any} */ (found);
}
