internal import Glibc
public import SystemPackage

extension Inotify {
    /// One notice.
    public struct Event: Sendable {
        /// The watch it came through; −1 for an overflow.
        public let watch: Int32
        /// What happened.
        public let mask: Mask
        /// Joins the two halves of a rename.
        public let cookie: UInt32
        /// The name within a watched directory.
        public let name: FilePath.Component?

        /// The kinds of notice, as inotify(7) numbers them.
        public struct Mask: OptionSet, Sendable {
            /// The bits.
            public let rawValue: UInt32

            /// Any bits.
            public init(rawValue: UInt32) {
                self.rawValue = rawValue
            }

            /// Written to or truncated.
            public static let modified = Mask(rawValue: UInt32(IN_MODIFY))
            /// Mode, owner, times or the number of names changed.
            public static let attributes = Mask(rawValue: UInt32(IN_ATTRIB))
            /// A name was moved away.
            public static let movedFrom = Mask(rawValue: UInt32(IN_MOVED_FROM))
            /// A name was moved here.
            public static let movedTo = Mask(rawValue: UInt32(IN_MOVED_TO))
            /// A name was made.
            public static let created = Mask(rawValue: UInt32(IN_CREATE))
            /// A name was removed.
            public static let deleted = Mask(rawValue: UInt32(IN_DELETE))
            /// The watched inode itself is gone.
            public static let selfDeleted = Mask(rawValue: UInt32(IN_DELETE_SELF))
            /// The watched inode itself was renamed.
            public static let selfMoved = Mask(rawValue: UInt32(IN_MOVE_SELF))
            /// The queue was full: notices are missing.
            public static let overflow = Mask(rawValue: UInt32(IN_Q_OVERFLOW))
            /// The watch has ended.
            public static let ended = Mask(rawValue: UInt32(IN_IGNORED))
            /// Fails instead of watching what is no directory.
            public static let onlyDirectory = Mask(rawValue: UInt32(IN_ONLYDIR))
        }
    }
}
