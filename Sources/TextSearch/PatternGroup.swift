public import LogModel

/// Patterns compiled together, so that one scan of a message tells which of them match.
public final class PatternGroup: Sendable {
    /// The patterns, in the order of the results.
    public let patterns: [TextPattern]
    private let database: Database

    /// Compiles; this may take a second.
    public init(_ patterns: [CompiledPattern]) throws(PatternError) {
        self.patterns = patterns.map(\.pattern)
        database = try Database(patterns.map(\.text), reports: .texts)
    }

    /// The memory it takes in bytes.
    public var byteCount: Int { database.byteCount }

    /// For each pattern the messages that match, ascending.
    public func matches(in messages: ByteColumn, _ scratch: Scratch) -> [[UInt32]] {
        scratch.prepare(for: database)
        var sink = Sink(matches: [[UInt32]](repeating: [], count: patterns.count))
        messages.bytes.withUnsafeBytes { bytes in
            for index in 0..<messages.count {
                sink.message = UInt32(index)
                scan(UnsafeRawBufferPointer(rebasing: bytes[messages.range(at: index)]), &sink, scratch)
            }
        }
        return sink.matches
    }

    private struct Sink {
        var message: UInt32 = 0
        var matches: [[UInt32]]
    }

    /// What is no UTF-8 is repaired for all of them: it makes no difference to those that need it not.
    private func scan(_ message: UnsafeRawBufferPointer, _ sink: inout Sink, _ scratch: Scratch) {
        guard MessageRepair.isValid(message) else {
            return MessageRepair.repaired(message).withUnsafeBytes { search($0, &sink, scratch) }
        }
        search(message, &sink, scratch)
    }

    private func search(_ text: UnsafeRawBufferPointer, _ sink: inout Sink, _ scratch: Scratch) {
        withUnsafeMutablePointer(to: &sink) { sink in
            scratch.scan(text, database, sink) { id, _, _, _, context in
                guard let context else { return 1 }
                let sink = context.assumingMemoryBound(to: Sink.self)
                sink.pointee.matches[Int(id)].append(sink.pointee.message)
                return 0
            }
        }
    }
}
