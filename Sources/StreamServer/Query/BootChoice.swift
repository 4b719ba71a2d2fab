internal import LogModel

/// A boot as `journalctl -b` names it: by its ID, or by its place among the boots that the log holds.
struct BootChoice: Hashable, Sendable {
    let boot: Boot
    var isExcluded = false

    enum Boot: Hashable, Sendable {
        /// 32 hexadecimal digits in lower case.
        case id(String)
        /// 0 is the newest, -1 the one before it, 1 the oldest.
        case offset(Int)
    }

    /// Nil for what names no boot: `0`, `-1`, `+1`, `1`, or an ID with or without dashes. URL decoding may have
    /// turned the `+` into a space.
    init?(text: String, isExcluded: Bool) {
        self.isExcluded = isExcluded
        let digits = text.utf8.filter { $0 != UInt8(ascii: "-") }
        if digits.count == 32, text.utf8.count == 32 || text.utf8.count == 36,
            digits.allSatisfy({ (48...57).contains($0) || (97...102).contains($0 | 0x20) })
        {
            boot = .id(String(decoding: digits.map { $0 | 0x20 }, as: UTF8.self).lowercased())
            return
        }
        let number = text.hasPrefix(" ") ? text.dropFirst() : text[...]
        guard (1...6).contains(number.utf8.count), let offset = Int(number) else { return nil }
        boot = .offset(offset)
    }

    /// Of a place in the order.
    init(offset: Int) {
        boot = .offset(offset)
    }

    /// Whether the order of the boots must be known.
    var isRelative: Bool {
        if case .offset = boot { true } else { false }
    }

    /// The boot's ID; nil when the log holds no such boot.
    func id(in order: [String]) -> String? {
        switch boot {
        case .id(let id): return id
        case .offset(let offset):
            let index = offset > 0 ? offset - 1 : order.count - 1 + offset
            return order.indices.contains(index) ? order[index] : nil
        }
    }

    /// The condition that choices come to; one that names no boot of the log matches nothing.
    static func condition(_ choices: [BootChoice], _ order: [String]) -> FieldCondition {
        let ids = choices.map { (id: $0.id(in: order) ?? "-", isExcluded: $0.isExcluded) }
        return FieldCondition(
            "_BOOT_ID",
            included: ids.filter { !$0.isExcluded }.map { .bytes(Array($0.id.utf8)) },
            excluded: ids.filter(\.isExcluded).map { .bytes(Array($0.id.utf8)) }
        )
    }
}
