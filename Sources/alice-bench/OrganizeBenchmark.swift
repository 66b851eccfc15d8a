import Foundation

/// Runs `alice` and `exiftool -r -fast2 -j` over the same folder of images, as whole processes.
struct OrganizeBenchmark {
  let program: String
  let count: Int

  private static let exiftool = ["/usr/bin/exiftool", "/usr/local/bin/exiftool", "/opt/homebrew/bin/exiftool"]

  func run() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "alice-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try withInterrupts(removing: folder) {
      FileHandle.standardError.write(Data("making \(count.formatted()) pictures …\n".utf8))
      try SyntheticPictures(folder: folder.appending(path: "Inbox"), count: count).write()
      let report = try measure(in: folder)
      FileHandle.standardOutput.write(Data((report.text + "\n").utf8))
    }
  }

  private struct Command {
    let label: String
    let arguments: [String]
    let target: Double
  }

  private func measure(in folder: URL) throws -> SpeedReport {
    let inbox = folder.appending(path: "Inbox").path
    let environment = ["HOME": folder.path, "PATH": "/usr/bin:/bin", "ALICE_LIBRARY": folder.path + "/Library"]
    let commands = [
      Command(
        label: "(a) alice show --fast --raw --jsonl", arguments: ["show", "--fast", "--raw", "--jsonl", inbox],
        target: 30),
      Command(label: "    with recipes read", arguments: ["show", "--fast", "--jsonl", inbox], target: 0),
      Command(label: "(b) alice organize", arguments: ["organize", inbox], target: 1),
      Command(label: "(c) the same again", arguments: ["organize", inbox], target: 100),
      Command(label: "(d) alice reindex", arguments: ["reindex"], target: 0),
    ]
    guard let path = OrganizeBenchmark.exiftool.first(where: FileManager.default.isExecutableFile) else {
      throw ProcessFailure.notStarted(program: "exiftool", errno: ENOENT)
    }
    let peer = ProcessTimer(program: path, environment: environment)
    let alice = ProcessTimer(program: program, environment: environment)
    // The first run fills the system's caches.
    _ = try alice.run(["show", "--fast", "--jsonl", inbox])
    let base = try peer.run(["-r", "-fast2", "-j", inbox])
    var report = SpeedReport(count: count, base: base)
    for command in commands {
      report.add(command.label, try alice.run(command.arguments), target: command.target)
    }
    return report
  }
}

/// Reports files per second of processor time, as multiples of exiftool's.
struct SpeedReport {
  private let count: Int
  private let base: ProcessTime
  private var lines: [String]

  init(count: Int, base: ProcessTime) {
    self.count = count
    self.base = base
    lines = [
      "\(count.formatted()) pictures; processor time, as multiples of the speed of exiftool -r -fast2 -j in the same run",
      SpeedReport.line("    exiftool", 1, base, count),
    ]
  }

  mutating func add(_ label: String, _ time: ProcessTime, target: Double) {
    let ratio = base.cpu / time.cpu
    let verdict = target == 0 ? "" : "at least \(String(format: "%g", target)): \(ratio >= target ? "ok" : "under")"
    lines.append(SpeedReport.line(label, ratio, time, count) + (verdict.isEmpty ? "" : "   " + verdict))
  }

  var text: String { lines.joined(separator: "\n") + "\n" }

  private static func line(_ label: String, _ ratio: Double, _ time: ProcessTime, _ count: Int) -> String {
    let name = label + String(repeating: " ", count: max(0, 38 - label.count))
    let each = String(format: "%8.1f µs a file", time.cpu / .microseconds(1) / Double(count))
    return name + String(format: "%8.2f", ratio) + each + String(format: "   peak %4d MB", time.peak >> 20)
  }
}
