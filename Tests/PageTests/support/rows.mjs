const decoder = new TextDecoder();

/** A batch as rows that assertions can show. */
export function rows(batch) {
    return Array.from({ length: batch.count }, (_, row) => ({
        id: batch.ids[row],
        time: batch.times[row],
        priority: batch.priorities[row],
        kind: batch.kinds[row],
        unit: batch.names[batch.units[row]],
        identifier: batch.names[batch.identifiers[row]],
        host: batch.names[batch.hosts[row]],
        pid: batch.pids[row],
        size: batch.sizes[row],
        message: decoder.decode(batch.text.subarray(batch.starts[row], batch.starts[row + 1])),
    }));
}
