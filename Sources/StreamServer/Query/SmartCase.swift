internal import LogModel

extension TextPattern {
    /// A condition with journalctl's smart case: case matters once there is a capital letter A to Z in it, also one
    /// that is part of `\S` and the like (journalctl.c asks the pattern for `[[:upper:]]`).
    static func smart(_ source: String, isLiteral: Bool = false, isExcluded: Bool = false) -> TextPattern {
        TextPattern(
            source,
            isLiteral: isLiteral,
            ignoresCase: !source.utf8.contains { (65...90).contains($0) },
            isExcluded: isExcluded
        )
    }
}
