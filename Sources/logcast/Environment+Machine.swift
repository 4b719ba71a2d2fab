import StreamServer
import SystemIO
import SystemPackage

extension Environment {
    /// What the host says of itself; nothing of it changes while the agent runs, but the name.
    static var machine: MachineReport {
        var report = MachineReport()
        report.machine = firstLine(of: "/etc/machine-id") ?? ""
        report.boot = (firstLine(of: "/proc/sys/kernel/random/boot_id") ?? "").filter { $0 != "-" }
        report.name = Host.name
        let release = lines(of: "/etc/os-release")
        let pretty = release.first { $0.hasPrefix("PRETTY_NAME=") } ?? release.first { $0.hasPrefix("NAME=") }
        if let value = pretty?.split(separator: "=", maxSplits: 1).last {
            report.system = value.filter { $0 != "\"" && $0 != "'" }
        }
        // What systemd found at boot is told over D-Bus alone; a container's manager leaves a file.
        if let container = firstLine(of: "/run/systemd/container"), !container.isEmpty {
            report.virtualization = container
        }
        return report
    }

    private static func lines(of path: FilePath) -> [String] {
        contents(of: path)?.split(separator: 0x0a).map { String(decoding: $0, as: UTF8.self) } ?? []
    }
}
