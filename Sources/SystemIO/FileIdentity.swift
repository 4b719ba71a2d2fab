/// Which file it is, whatever it is called: valid within one boot, since device numbers are.
///
/// The birth time tells a file from the next one in the same inode, which ext4 gives out again at once.
public struct FileIdentity: Hashable, Sendable {
    /// `st_dev`.
    public let device: UInt64
    /// The inode's number.
    public let inode: UInt64
    /// When the inode was made, in ns since 1970; 0 where the file system does not know it.
    public let birth: Int64

    /// An identity of these parts.
    public init(device: UInt64, inode: UInt64, birth: Int64) {
        (self.device, self.inode, self.birth) = (device, inode, birth)
    }
}
