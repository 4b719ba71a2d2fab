import LogModel
import Testing

@Suite struct EventIDTests {
    @Test(arguments: ["0", "1", "10", "9007199254740991"])
    func `canonical decimals below 2^53 are IDs`(_ text: String) {
        #expect(EventID(text: text).map { "\($0.rawValue)" } == text)
    }

    @Test(arguments: [
        "", "+5", "-0", " 7", "7 ", "07", "00", "9007199254740992", "18446744073709551616", "1\0", "٣", "1e3",
    ])
    func `anything else is none`(_ text: String) {
        #expect(EventID(text: text) == nil)
    }
}
