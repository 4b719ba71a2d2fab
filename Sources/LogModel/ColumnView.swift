/// The columns of a batch as raw memory, for loops over events: an Array behind a class costs a retain, a release and
/// a bounds check at each access. Valid within the call that lends it.
public struct ColumnView {
    /// Time of each event in µs since 1970.
    public let times: UnsafeBufferPointer<Int64>
    /// Index of each event's origin.
    public let originIndexes: UnsafeBufferPointer<UInt32>
    /// What each event is.
    public let kinds: UnsafeBufferPointer<EventColumns.Kind>
    /// The addresses of journal entries.
    public let addresses: UnsafeBufferPointer<JournalAddress>
    /// All messages.
    public let messages: UnsafeRawBufferPointer
    /// All own fields.
    public let ownFields: UnsafeRawBufferPointer
    @usableFromInline
    let messageEnds: UnsafeBufferPointer<UInt32>
    @usableFromInline
    let ownEnds: UnsafeBufferPointer<UInt32>

    /// The bytes of a message.
    @inlinable
    public func message(_ index: Int) -> UnsafeRawBufferPointer {
        let start = index == 0 ? 0 : Int(messageEnds[index - 1])
        return UnsafeRawBufferPointer(rebasing: messages[start..<Int(messageEnds[index])])
    }

    /// Where the own fields of an event stand in `ownFields`.
    @inlinable
    public func ownRange(_ index: Int) -> Range<Int> {
        (index == 0 ? 0 : Int(ownEnds[index - 1]))..<Int(ownEnds[index])
    }
}

extension EventColumns {
    /// Lends all columns.
    public func withView<Result>(_ body: (ColumnView) -> Result) -> Result {
        times.withUnsafeBufferPointer { times in
            originIndexes.withUnsafeBufferPointer { originIndexes in
                kinds.withUnsafeBufferPointer { kinds in
                    addresses.withUnsafeBufferPointer { addresses in
                        messages.withParts { messages, messageEnds in
                            ownFields.withParts { own, ownEnds in
                                body(
                                    ColumnView(
                                        times: times,
                                        originIndexes: originIndexes,
                                        kinds: kinds,
                                        addresses: addresses,
                                        messages: messages,
                                        ownFields: own,
                                        messageEnds: messageEnds,
                                        ownEnds: ownEnds
                                    )
                                )
                            }
                        }
                    }
                }
            }
        }
    }
}

extension ByteColumn {
    fileprivate func withParts<Result>(
        _ body: (UnsafeRawBufferPointer, UnsafeBufferPointer<UInt32>) -> Result
    ) -> Result {
        bytes.withUnsafeBytes { bytes in ends.withUnsafeBufferPointer { ends in body(bytes, ends) } }
    }
}
