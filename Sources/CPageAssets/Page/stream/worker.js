/** The worker's entry: one hub for all tabs of the origin, or, as a dedicated worker, for the one that made it. */

// All that the hub needs, so that it is asked for at once: a worker has no preloads, and one import after the other would
// be five round trips before the first line.
import "./answer.js";
import "./backoff.js";
import "./batch.js";
import "./feed.js";
import "./feedmachine.js";
import "./history.js";
import "./ring.js";
import "./shared.js";
import "./slices.js";
import "./sse.js";
import "./tab.js";
import { Hub } from "./hub.js";

const hub = new Hub({
    fetch: (url, options) => fetch(url, options),
    now: () => Date.now(),
    setTimer: (action, milliseconds) => setTimeout(action, milliseconds),
    clearTimer: (timer) => clearTimeout(timer),
    random: () => Math.random(),
    isOnline: () => navigator.onLine !== false,
});

/** @param {any} port */
function serve(port) {
    port.onmessage = (/** @type {MessageEvent} */ event) => hub.receive(port, event.data);
    // Told where a tab crashed; browsers that do not have it tell of ordinary ends by the tab's own message.
    port.addEventListener("close", () => hub.leave(port));
    hub.connect(port);
}

if ("onconnect" in self) {
    const scope = /** @type {SharedWorkerGlobalScope} */ (/** @type {unknown} */ (self));
    scope.onconnect = (event) => serve(event.ports[0]);
} else {
    serve(self);
}
