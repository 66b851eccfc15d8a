import Foundation

/// Measures what every command pays: the start of the program, and its size.
struct StartBenchmark {
  let program: String
  let rounds: Int

  func run(_ table: inout BenchTable) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "alice-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let environment = ["HOME": folder.path, "PATH": "/usr/bin:/bin", "ALICE_LIBRARY": folder.path + "/Library"]
    let alice = ProcessTimer(program: program, environment: environment)
    _ = try alice.run(["init", folder.path + "/Library"])
    let start = try median(alice, ["--version"])
    let search = try median(alice, ["search", "nothing"])
    table.begin("start")
    table.add(
      "`alice --version`, CPU", Figure.milliseconds(start.cpu), beside: try exiftool(environment),
      bound: "loading the program: relocations, and the runtime of Swift")
    table.add("the same, wall", Figure.milliseconds(start.wall))
    table.add("the same, memory", Figure.megabytes(start.peak), bound: "pages of the program that are touched")
    table.add(
      "search of an empty library, CPU", Figure.milliseconds(search.cpu), bound: "opening SQLite, and reading settings")
    table.add("the same, memory", Figure.megabytes(search.peak))
    table.add("size of the program", Figure.megabytes(size), bound: "Swift's libraries, the scorer's weights, the page")
    table.add("system libraries", libraries.map(String.init) ?? "unknown", bound: "how it is linked")
  }

  private func median(_ timer: ProcessTimer, _ arguments: [String]) throws -> ProcessTime {
    ProcessTime(median: try (0..<max(3, rounds)).map { _ in try timer.run(arguments) })
  }

  private func exiftool(_ environment: [String: String]) throws -> String {
    guard let exiftool = Peer.exiftool.timer(environment) else { return "" }
    return "exiftool \(Figure.milliseconds(try median(exiftool, ["-ver"]).cpu))"
  }

  private var size: Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: program)
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
  }

  /// The number of libraries of the system that the program loads; nil if it cannot be told.
  private var libraries: Int? {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/ldd") else { return nil }
    let ldd = ProcessTimer(program: "/usr/bin/ldd", environment: ["PATH": "/usr/bin:/bin"])
    guard let text = try? ldd.output([program]) else { return nil }
    return text.split(separator: "\n").count { $0.contains(" => ") }
  }
}

/// Another program that does a part of what alice does.
enum Peer: String {
  case exiftool, ffmpeg

  /// Returns nil if it is not installed.
  func timer(_ environment: [String: String]) -> ProcessTimer? {
    let places = ["/usr/bin/", "/usr/local/bin/", "/opt/homebrew/bin/"].map { $0 + rawValue }
    return places.first(where: FileManager.default.isExecutableFile).map {
      ProcessTimer(program: $0, environment: environment)
    }
  }
}
