// Copies text, also on pages of plain HTTP, where there is no navigator.clipboard.

/**
 * Whether the text is in the clipboard now.
 * @param {string} text
 * @returns {Promise<boolean>}
 */
export async function copyText(text) {
    try {
        // A browser may refuse it, such as in a frame or without a gesture; the old way may still work.
        if (navigator.clipboard) {
            await navigator.clipboard.writeText(text);
            return true;
        }
    } catch { /* below */ }
    return copySelected(text);
}

/** @param {string} text */
function copySelected(text) {
    const before = document.activeElement;
    const area = document.createElement("textarea");
    area.value = text;
    area.readOnly = true;
    area.setAttribute("aria-hidden", "true");
    area.style.position = "fixed";
    area.style.opacity = "0";
    // What is outside a modal dialog cannot be focused.
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.focus({ preventScroll: true });
    area.select();
    try {
        return document.execCommand("copy");
    } catch {
        return false;
    } finally {
        area.remove();
        if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    }
}
