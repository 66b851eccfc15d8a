import Foundation

/// Measures reading, organizing and rating with a folder of pictures of usual size, as whole processes, and exiftool with
/// the same folder.
struct OrganizeBenchmark {
  let program: String
  let count: Int

  func run(_ table: inout BenchTable) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "alice-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try withInterrupts(removing: folder) {
      tell("making \(count.formatted()) pictures")
      try SyntheticPictures(folder: folder.appending(path: "Inbox"), count: count).write()
      try measure(in: folder, &table)
    }
  }

  private struct Command {
    let label: String
    let arguments: [String]
    let bound: String
  }

  private func commands(_ inbox: String) -> [Command] {
    let read = ["show", "--fast", "--jsonl"]
    return [
      Command(label: "read metadata", arguments: read + ["--raw", inbox], bound: "open, two reads, close"),
      Command(label: "read recipes", arguments: read + [inbox], bound: "the same, and parsing parameters"),
      Command(
        label: "organize", arguments: ["organize", inbox],
        bound: "SHA-256 of the picture, the copy in the kernel, the rows of the index"),
      Command(
        label: "organize again", arguments: ["organize", inbox], bound: "a stat of each file, a row of the catalog"),
      Command(label: "check", arguments: ["check"], bound: "a stat of each file, two rows"),
      Command(label: "reindex", arguments: ["reindex"], bound: "reading each file's picture, the rows of the index"),
    ]
  }

  private func measure(in folder: URL, _ table: inout BenchTable) throws {
    let inbox = folder.appending(path: "Inbox").path
    let environment = ["HOME": folder.path, "PATH": "/usr/bin:/bin", "ALICE_LIBRARY": folder.path + "/Library"]
    let alice = ProcessTimer(program: program, environment: environment)
    table.begin("\(count.formatted()) pictures of 450 KB, CPU a file")
    // The first run fills the system's caches.
    _ = try alice.run(["show", "--fast", "--jsonl", inbox])
    tell("reading and organizing them")
    let peer = try Peer.exiftool.timer(environment)?.run(["-r", "-fast2", "-j", inbox])
    for command in commands(inbox) {
      let time = try alice.run(command.arguments)
      let beside = peer.map { peer in
        "exiftool only to read \(Figure.microseconds(peer.cpu, each: count)): \(Figure.ratio(peer.cpu / time.cpu))"
      }
      table.add(
        command.label, Figure.microseconds(time.cpu, each: count), beside: beside ?? "", bound: command.bound)
      if command.label == "organize" {
        let rate = Double(count) / (time.wall / .seconds(1))
        table.add("the same, files a second", String(format: "%.0f", rate), bound: "the disk: every file is synced")
      }
    }
    try rate(alice, &table)
  }

  /// Rates single pictures: each is a process that rewrites a file.
  private func rate(_ alice: ProcessTimer, _ table: inout BenchTable) throws {
    let paths = try alice.output(["search", "*", "--limit", "15", "--sort", "newest"]).split(separator: "\n")
    let start = ProcessTime(median: try paths.map { _ in try alice.run(["--version"]) })
    let times = try paths.map { try alice.run(["rate", String($0), "4"]) }
    guard !times.isEmpty else { return }
    table.add(
      "rate a picture, over the start", Figure.over(start, ProcessTime(median: times)),
      bound: "writing the file anew, durably; the rest is waiting for the disk")
  }
}
