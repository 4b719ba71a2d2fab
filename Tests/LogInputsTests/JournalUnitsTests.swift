import LogModel
import Testing

@testable import LogInputs

@Suite struct JournalUnitsTests {
    private func units(_ fields: KeyValuePairs<String, String>) -> JournalUnits {
        JournalUnits(fields.map { Field($0.key, $0.value) }, coredumpUID: "987")
    }

    static let coredump = JournalUnits.coredumpMessageID

    @Test func `an entry belongs to its own unit and slice`() {
        let found = units(["_SYSTEMD_UNIT": "web.service", "_SYSTEMD_SLICE": "system.slice"])
        #expect(found.units == ["web.service", "system.slice"])
        #expect(found.subject == "web.service")
    }

    @Test func `PID 1 speaks about a unit, and nobody else does by UNIT`() {
        let byInit = units(["_PID": "1", "_SYSTEMD_UNIT": "init.scope", "UNIT": "web.service"])
        #expect(byInit.units == ["web.service", "init.scope"])
        #expect(byInit.subject == "web.service")
        #expect(units(["_SYSTEMD_CGROUP": "/init.scope", "UNIT": "web.service"]).subject == "web.service")
        #expect(units(["_PID": "77", "_UID": "0", "UNIT": "web.service"]).units.isEmpty)
    }

    @Test func `root speaks about a unit by OBJECT_SYSTEMD_UNIT, another user does not`() {
        #expect(units(["_UID": "0", "OBJECT_SYSTEMD_UNIT": "web.service"]).units == ["web.service"])
        #expect(units(["_UID": "5", "OBJECT_SYSTEMD_UNIT": "web.service"]).units.isEmpty)
    }

    @Test(arguments: [("0", true), ("987", true), ("1000", false)])
    func `systemd-coredump speaks about a crashed unit`(uid: String, isBelieved: Bool) {
        let found = units(["_UID": uid, "MESSAGE_ID": Self.coredump, "COREDUMP_UNIT": "web.service"])
        #expect(found.units == (isBelieved ? ["web.service"] : []))
        #expect(units(["_UID": uid, "COREDUMP_UNIT": "web.service"]).units.isEmpty)
    }

    @Test func `user units are apart, with their user`() {
        let found = units(["_UID": "1000", "_SYSTEMD_UNIT": "user@1000.service", "_SYSTEMD_USER_UNIT": "app.service"])
        #expect(found.units == ["user@1000.service"])
        #expect(found.userUnits == [Origin.UserUnit(name: "app.service", uid: "1000")])
    }
}

@Suite struct JournalCursorTests {
    static let text = """
        s=2506396844d24924bfc08ac90201f4e1;i=1a2b;b=0123456789abcdef0123456789abcdef;m=16e360;t=60dedc04dd68c;x=deadbeef01
        """

    @Test func `a cursor is read and written without change`() throws {
        let cursor = try #require(JournalCursor(Self.text))
        #expect(cursor.address.sequence == 0x1a2b)
        #expect(cursor.address.xorHash == 0xdead_beef01)
        #expect(cursor.text == Self.text)
    }

    @Test(arguments: [
        "", "s=1", "garbage", "s=;i=;b=;m=;t=;x=", text + ";y=1", String(text.dropLast(20)), text.uppercased(),
    ])
    func `what has not that form is no cursor`(_ text: String) {
        #expect(JournalCursor(text) == nil)
    }
}
