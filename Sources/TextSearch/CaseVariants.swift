/// The other cases of a character: what has a counterpart of one character.
///
/// A letter of ASCII has its ASCII counterpart alone, as for journalctl; K is no Kelvin sign.
enum CaseVariants {
    static func of(_ value: UInt32) -> [UInt32] {
        if value < 0x80 {
            let isLetter = (65...90).contains(value) || (97...122).contains(value)
            return isLetter ? [value ^ 0x20] : []
        }
        guard let scalar = Unicode.Scalar(value) else { return [] }
        let properties = scalar.properties
        return [properties.lowercaseMapping, properties.uppercaseMapping].compactMap { mapping in
            let scalars = mapping.unicodeScalars
            guard scalars.count == 1, let only = scalars.first, only != scalar, only.value >= 0x80 else { return nil }
            return only.value
        }
    }
}
