// The priorities of syslog as the panels name and colour them. Index 8 is an event without one.

export const priorities = [
    { name: "emerg", letter: "M", tone: "emergency" },
    { name: "alert", letter: "A", tone: "emergency" },
    { name: "crit", letter: "C", tone: "emergency" },
    { name: "err", letter: "E", tone: "error" },
    { name: "warning", letter: "W", tone: "warning" },
    { name: "notice", letter: "N", tone: "notice" },
    { name: "info", letter: "I", tone: "info" },
    { name: "debug", letter: "D", tone: "debug" },
    { name: "none", letter: " ", tone: "none" },
];

/** What a bar is stacked of, from the bottom: one band for each tone. */
export const tones = ["emergency", "error", "warning", "notice", "info", "debug", "none"];

/**
 * The counts of tones, from those of the nine priorities.
 * @param {readonly number[]} counts
 * @returns {number[]}
 */
export function byTone(counts) {
    const sums = tones.map(() => 0);
    counts.forEach((count, priority) => { sums[tones.indexOf(priorities[priority].tone)] += count; });
    return sums;
}
