// What shall not explode: bounded by the processor's time, which is the same on a busy machine, and by far.

import assert from "node:assert/strict";

/** Demands that `body` takes at most so many seconds of CPU.
 *  @param {number} seconds @param {() => void} body */
export function demandCPU(seconds, body) {
    const start = process.cpuUsage();
    body();
    const { user, system } = process.cpuUsage(start);
    assert.ok(user + system < seconds * 1e6, `${(user + system) / 1000} ms of CPU`);
}
