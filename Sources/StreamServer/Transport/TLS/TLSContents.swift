internal import SystemIO

/// What the files of a TLS server held at one moment: compared to tell that they have changed.
enum TLSContents: Hashable {
    case read(certificate: [UInt8], key: [UInt8], clientCA: [UInt8]?)
    case unreadable(TLSError)

    init(_ files: TLSFiles) {
        do throws(SystemError) {
            self = .read(
                certificate: try SmallFile.read(files.certificate),
                key: try SmallFile.read(files.key),
                clientCA: try files.clientCA.map { (path) throws(SystemError) in try SmallFile.read(path) }
            )
        } catch {
            self = .unreadable(TLSError(description: "\(error)"))
        }
    }
}
