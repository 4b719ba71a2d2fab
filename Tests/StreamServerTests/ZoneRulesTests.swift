import Foundation
import LogModel
import Testing

@testable import StreamServer

struct ZoneRulesTests {
    @Test(arguments: [
        "Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kolkata", "Australia/Lord_Howe", "Europe/Dublin",
        "Africa/Casablanca", "Pacific/Apia", "America/Santiago", "UTC", "Etc/GMT+5", "Asia/Gaza",
    ])
    func `offsets are those of the host's library`(name: String) throws {
        guard FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/\(name)") else { return }
        let rules = try #require(ZoneFiles.rules(name))
        let zone = try #require(TimeZone(identifier: name))
        // Every five days and some from 1970 through 2100.
        for seconds in stride(from: Int64(0), to: 4_102_444_800, by: 445_000) {
            let date = Date(timeIntervalSince1970: Double(seconds))
            #expect(rules.offset(at: seconds) == zone.secondsFromGMT(for: date), "\(name) at \(seconds)")
        }
    }

    @Test(arguments: [
        "", "/etc/passwd", "../passwd", "Europe/", "Europe/../UTC", "No/Such", "posixrules\u{0}", "tzdata.zi",
    ])
    func `what is no zone is none`(name: String) {
        #expect(ZoneFiles.rules(name) == nil)
    }
}
