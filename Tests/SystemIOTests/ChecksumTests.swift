import SystemIO
import Testing

@Suite struct ChecksumTests {
    @Test func `the check value is the standard's`() {
        #expect(Array("123456789".utf8).withUnsafeBytes { Checksum.crc32c($0) } == 0xe306_9283)
        #expect([UInt8](repeating: 0, count: 32).withUnsafeBytes { Checksum.crc32c($0) } == 0x8a91_36aa)
    }

    @Test(arguments: [1, 7, 64, 4095, 12_287, 12_288, 12_289, 50_001])
    func `pieces continue one another, whatever path their length takes`(_ length: Int) {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let whole = bytes.withUnsafeBytes { Checksum.crc32c($0) }
        let pieces = bytes.withUnsafeBytes { raw in
            raw.indices.reduce(UInt32(0)) {
                Checksum.crc32c(UnsafeRawBufferPointer(rebasing: raw[$1..<$1 + 1]), seed: $0)
            }
        }
        #expect(whole == pieces)
    }
}
