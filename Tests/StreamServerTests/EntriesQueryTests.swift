import LogModel
import Testing

@testable import StreamServer

@Suite struct EntriesQueryTests {
    private static func matches(_ arguments: Substring) throws -> [FieldCondition] {
        let query = try EntriesQuery(accept: nil, range: nil, arguments: arguments, lastEventID: nil, boot: "b0")
        return query.matches
    }

    @Test func `values of one field are alternatives, and each field must match`() throws {
        let expected = [
            FieldCondition("_PID", included: [.bytes(Array("1".utf8)), .bytes(Array("2*".utf8))]),
            FieldCondition("A", included: [.bytes([])]),
        ]
        #expect(try Self.matches("_PID=1&A=&_PID=2*&follow=no") == expected)
    }

    @Test func `boot is a match for the host's present one`() throws {
        let expected = [FieldCondition("_BOOT_ID", included: [.bytes(Array("b0".utf8)), .bytes(Array("b1".utf8))])]
        #expect(try Self.matches("boot&_BOOT_ID=b1") == expected)
    }
}
