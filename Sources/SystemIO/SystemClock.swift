internal import CLinux
internal import Glibc
internal import SystemPackage

/// The machine's clocks and its zone.
public enum SystemClock {
    /// Wall-clock time in µs since 1970; may step.
    public static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    /// Seconds to add to UTC for the local time at that moment (localtime_r(3), so `TZ` and daylight saving hold).
    public static func zoneOffset(at secondsSince1970: Int64) -> Int {
        var time = time_t(secondsSince1970)
        var local = tm()
        localtime_r(&time, &local)
        return local.tm_gmtoff
    }
}

/// What this machine is called.
public enum Host {
    /// The host's name as the kernel has it.
    public static var name: String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let failed = buffer.withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress else { return true }
            return gethostname(start.assumingMemoryBound(to: CChar.self), bytes.count - 1) != 0
        }
        return failed ? "localhost" : String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Its name, and those that /etc/hosts gives the same address: its domain, as Debian writes it. No name server is
    /// asked, whose answer would be an attacker's to choose.
    public static var names: [String] {
        let name = name
        let hosts = Environment.contents(of: "/etc/hosts").map { String(decoding: $0, as: UTF8.self) } ?? ""
        return [name] + Self.aliases(of: name, hosts: hosts)
    }

    /// The names beside `name` in the lines of a hosts(5) that have it.
    static func aliases(of name: String, hosts: String) -> [String] {
        hosts.split(separator: "\n").flatMap { line -> [String] in
            let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }.dropFirst().map { String($0) }
            return words.contains(name) ? words.filter { $0 != name && $0.hasPrefix("\(name).") } : []
        }
    }
}

/// Bounds on the heap of a process that runs for months.
public enum Memory {
    /// Keeps few malloc arenas; call before threads start.
    public static func bound() { clinux_bound_malloc(2) }

    /// Gives free memory back to the system: for the end of work that took much. Takes milliseconds.
    public static func giveBack() { clinux_give_memory_back() }
}
