internal import Synchronization

/// Values that were read last, up to a bound on what they cost together.
final class BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let limit: Int
    private let contents = Mutex(Contents())

    private struct Contents {
        var values: [Key: Entry] = [:]
        var cost = 0
        var clock: UInt64 = 0
    }

    private struct Entry {
        let value: Value
        let cost: Int
        var lastUse: UInt64
    }

    init(limit: Int) {
        self.limit = limit
    }

    subscript(key: Key) -> Value? {
        contents.withLock { contents in
            contents.clock += 1
            contents.values[key]?.lastUse = contents.clock
            return contents.values[key]?.value
        }
    }

    /// Keeps a value. When the bound is passed, the half that was used least recently goes.
    func insert(_ value: Value, for key: Key, cost: Int) {
        contents.withLock { contents in
            contents.clock += 1
            let old = contents.values.updateValue(Entry(value: value, cost: cost, lastUse: contents.clock), forKey: key)
            contents.cost += cost - (old?.cost ?? 0)
            guard contents.cost > limit else { return }
            for (key, entry) in contents.values.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
                guard contents.cost > limit / 2 else { return }
                contents.values[key] = nil
                contents.cost -= entry.cost
            }
        }
    }
}
