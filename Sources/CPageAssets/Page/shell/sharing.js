// What leaves the page: links, lines, JSON, curl commands, downloads.

import { endpoint, query } from "./address.js";
import { copyText } from "./copy.js";
import { curlCommand } from "./curl.js";

export class Sharing {
    /**
     * @param {import("./parts.js").Parts} parts
     * @param {import("./page.js").Page} page
     */
    constructor(parts, page) {
        this.parts = parts;
        this.page = page;
    }

    /**
     * @param {string} text
     * @param {string} what
     */
    async copy(text, what) {
        this.parts.status.say((await copyText(text)) ? `Copied ${what}` : `Could not copy ${what}: the browser refused`);
    }

    /**
     * @param {"line" | "link" | "json" | "text"} kind
     * @param {number} id
     * @param {string} [given]
     */
    async copyEvent(kind, id, given = "") {
        if (kind === "text") return this.copy(given, "the text");
        if (kind === "link") return this.copy(`${location.origin}/e/${id}`, "the link");
        const isJSON = kind === "json";
        const view = { path: `/e/${id}`, query: isJSON ? "fields=all&o=json" : "o=short-iso" };
        const { text } = await this.parts.client.load(view, "text");
        await this.copy((text ?? "").trimEnd(), isJSON ? "the event as JSON" : "the line");
    }

    /** The command that prints what the view shows: live as it is followed, else around what is seen. */
    copyCurl() {
        const { page } = this;
        const log = this.parts.window;
        const command = curlCommand({ origin: location.origin, address: page.address, follow: log.isFollowing, lines: 100 });
        return this.copy(command, "the curl command");
    }

    /** @param {string} output */
    #download(output) {
        const { address } = this.page;
        return `${endpoint(address)}?${query(address, { n: "all", o: output })}`;
    }

    /** What the Share menu holds. */
    items() {
        return [
            { kind: "action", label: "Copy a link to this view", run: () => this.copy(location.href, "the link") },
            { kind: "action", label: "Copy as curl", hint: "u", run: () => this.copyCurl() },
            { kind: "link", label: "Download as text", href: this.#download("short-iso"), download: "log.txt" },
            { kind: "link", label: "Download as NDJSON", href: this.#download("json"), download: "log.ndjson" },
        ];
    }
}
