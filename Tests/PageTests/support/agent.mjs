import { createServer } from "node:http";

const encoder = new TextEncoder();

/** An agent as docs/http-api.md has it, over a log in memory: follows, resumes, gaps; `fetch` is its network. */
export class Agent {
    log = "a1";
    events = [];
    oldest = 1000;
    head = 1000;
    /** Follow streams that are open. */
    streams = new Set();
    /** The most that were open at once. */
    most = 0;
    requests = [];
    /** Answers instead of a stream: `(request) => Response`; null for the stream. */
    refusal = null;
    /** Sends what is written to a stream, whole and at once; a test may cut it and take its time. */
    deliver = (bytes, stream) => stream.send(bytes);

    append(unit, message) {
        this.appendAll([{ unit, message }]);
    }

    /** Events that come at once, and are written as one. */
    appendAll(some) {
        const added = some.map(({ unit, message = `${this.head} of ${this.log} ü 🎉`, step = 1 }) => {
            const event = { id: this.head + step - 1, time: time(this.head), host: "web1", unit, priority: 6, message };
            this.head = event.id + 1;
            return event;
        });
        this.events.push(...added);
        for (const stream of this.streams) {
            const text = added.filter((event) => stream.matches(event)).map(frame).join("");
            if (text !== "") stream.write(text);
        }
    }

    /** The oldest events go, as by retention. */
    evict(count) {
        const gone = this.events.splice(0, count);
        if (gone.length > 0) this.oldest = this.events[0]?.id ?? this.head;
    }

    /** The log is another one from now on. */
    replace(log, head) {
        this.cut();
        Object.assign(this, { log, events: [], oldest: head, head });
    }

    heartbeat() {
        for (const stream of this.streams) stream.write(this.#control("heartbeat", { head: this.head, lag: 0 }));
    }

    /** Breaks off all streams. */
    cut(mode = "error") {
        for (const stream of [...this.streams]) this.#end(stream, mode);
    }

    tell(text) {
        for (const stream of this.streams) stream.write(text);
    }

    /** The events that a path shows, in order. */
    matching(path) {
        return this.events.filter((event) => matches(path, event));
    }

    fetch = async (url, { headers, signal }) => {
        const request = { url, headers };
        this.requests.push(request);
        await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
        const refused = this.refusal?.(request, signal);
        if (refused) return refused;
        let stream;
        const body = new ReadableStream({
            start: (controller) => {
                stream = this.#open(url, (bytes) => controller.enqueue(bytes));
                stream.end = (mode) => (mode === "error" ? controller.error(new TypeError("cut")) : controller.close());
            },
        });
        signal.addEventListener("abort", () => this.#end(stream, "error"));
        this.#begin(stream, url, headers["Last-Event-ID"]);
        return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
    };

    /** The same over a real socket. `onRequest` may answer itself, and then returns true. */
    async listen(onRequest = () => false) {
        const server = createServer((request, response) => {
            this.requests.push(request);
            if (onRequest(request, response)) return;
            response.writeHead(200, { "Content-Type": "text/event-stream" });
            const stream = this.#open(request.url, (bytes) => response.write(bytes));
            stream.end = (mode) => (mode === "error" ? response.destroy() : response.end());
            response.on("close", () => this.streams.delete(stream));
            this.#begin(stream, request.url, request.headers["last-event-id"]);
        });
        await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
        const close = () => (server.closeAllConnections(), server.close());
        return { base: `http://127.0.0.1:${server.address().port}`, close };
    }

    /** The bytes with which a follow begins. */
    beginning(url, lastEventID) {
        const path = url.split("?")[0];
        const lines = [`: logcast log=${this.log} oldest=${this.oldest} head=${this.head}\nretry: 2000\n\n`];
        let position = Number(lastEventID ?? 0);
        if (!position) {
            const count = Number(new URLSearchParams(url.split("?")[1]).get("n"));
            position = this.matching(path).slice(0, -count || undefined).at(-1)?.id ?? this.oldest - 1;
            if (count === 0) position = this.head - 1;
        } else if (position >= this.head) {
            position = this.head - 1;
            lines.push(`id: ${position}\nevent: gap\ndata: {"reason":"unknown-id"}\n\n`);
        } else if (position < this.oldest - 1) {
            position = this.oldest - 1;
            lines.push(`id: ${position}\nevent: gap\ndata: {"reason":"retention"}\n\n`);
        }
        for (const event of this.matching(path)) if (event.id > position) lines.push(frame(event));
        lines.push(this.#control("caught-up", { head: this.head }));
        return lines.join("");
    }

    #control(name, data) {
        return `id: ${this.head - 1}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
    }

    #open(url, send) {
        const path = url.split("?")[0];
        const stream = { path, matches: (event) => matches(path, event), end: () => {} };
        // What is under way when a stream is cut does not arrive.
        stream.send = (bytes) => this.streams.has(stream) && send(bytes);
        stream.write = (text) => this.deliver(encoder.encode(text), stream);
        return stream;
    }

    #begin(stream, url, lastEventID) {
        this.streams.add(stream);
        this.most = Math.max(this.most, this.streams.size);
        stream.write(this.beginning(url, lastEventID));
    }

    #end(stream, mode) {
        if (this.streams.delete(stream)) stream.end(mode);
    }
}

/** An event as the wire has it. */
export function frame(event) {
    return `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`;
}

function matches(path, event) {
    return path === "/logs" || path === `/logs/${event.unit}`;
}

function time(id) {
    return `${new Date(1_700_000_000_000 + id).toISOString().slice(0, -1)}007Z`;
}
