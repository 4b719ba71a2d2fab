// Runs before the page: when lines are on the screen, which tasks were long, and when frames began.
//
// A frame's lines count as shown in the task after the frame: all of its drawing but the compositor's is done then.
window.watch = { first: 0, tasks: [], seen: -1, latencies: [], frames: [], isLooking: true, start };

new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) watch.tasks.push(entry.duration);
}).observe({ type: "longtask" });

const afterFrame = new MessageChannel();
afterFrame.port1.onmessage = look;
start(true);

// Looks for lines after each frame, or keeps when frames begin, until the next call; null ends both.
function start(isLooking) {
    watch.isLooking = isLooking;
    if (isLooking === false) watch.frames = [];
    requestAnimationFrame(function frame(time) {
        if (watch.isLooking !== isLooking || isLooking === null) return;
        if (isLooking) afterFrame.port2.postMessage(0);
        else watch.frames.push(time);
        requestAnimationFrame(frame);
    });
}

function look() {
    const lines = document.querySelectorAll("#list .row .message, #bare > span");
    if (lines.length === 0) return;
    if (watch.first === 0) watch.first = performance.now();
    const now = performance.timeOrigin + performance.now();
    let newest = watch.seen;
    for (let at = lines.length - 1; at >= 0; at -= 1) {
        const found = /^request (\d+) at=([\d.]+);/.exec(lines[at].textContent);
        if (!found) continue;
        const number = Number(found[1]);
        if (number <= watch.seen) break;
        watch.latencies.push([number, now - Number(found[2])]);
        newest = Math.max(newest, number);
    }
    watch.seen = newest;
}
