import AliceModel
import AliceTestSupport
import Foundation

/// Measures the peak of memory for numbers of small files: it should not grow with them.
struct MemoryBenchmark {
  let program: String
  let counts: [Int]

  private static let commands: [(label: String, arguments: [String])] = [
    ("organize", ["organize", "Inbox"]), ("organize again", ["organize", "Inbox"]), ("check", ["check"]),
    ("reindex", ["reindex"]), ("search '*' --json", ["search", "*", "--json"]), ("undo", ["undo"]),
  ]

  func run(_ table: inout BenchTable) throws {
    let peaks = try counts.map(peaks)
    table.begin("memory at the peak, with \(counts.map { $0.formatted() }.joined(separator: " and ")) small files")
    for (index, command) in MemoryBenchmark.commands.enumerated() {
      let figures = peaks.map { Figure.megabytes($0[index]) }.joined(separator: ", ")
      let growth =
        Double(peaks[peaks.count - 1][index] - peaks[0][index]) / Double(max(1, counts[counts.count - 1] - counts[0]))
      table.add(
        command.label, figures, beside: String(format: "%.0f bytes for each further file", growth),
        bound: "the caches of SQLite, a batch of files; lists are on the disk")
    }
  }

  /// Returns the peaks of all commands.
  private func peaks(_ count: Int) throws -> [Int] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "alice-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    return try withInterrupts(removing: folder) {
      tell("organizing \(count.formatted()) small files")
      let inbox = folder.appending(path: "Inbox")
      try write(count, to: inbox)
      let alice = ProcessTimer(
        program: program,
        environment: ["HOME": folder.path, "PATH": "/usr/bin:/bin", "ALICE_LIBRARY": folder.path + "/Library"])
      return try MemoryBenchmark.commands.map { command in
        try alice.run(command.arguments.map { $0 == "Inbox" ? inbox.path : $0 }).peak
      }
    }
  }

  private func write(_ count: Int, to folder: URL) throws {
    var random = SplitMix64(seed: 7)
    for index in 0..<count {
      let place = folder.appending(path: "\(index / 1_000)")
      if index.isMultiple(of: 1_000) {
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      }
      var file = HandmadePNG(width: 8, height: 8, colour: 2)
      file.add("tEXt", Array("parameters\0a lake number \(index)\nSteps: 20, Seed: \(index), Model: sdxl".utf8))
      let row = (0..<3).flatMap { _ in withUnsafeBytes(of: random.next(), Array.init) }
      file.add("IDAT", ZlibStream.stored((0..<8).flatMap { _ in [0] + row }))
      file.add("IEND", [])
      try Data(file.bytes).write(to: place.appending(path: "\(index).png"))
    }
  }
}
