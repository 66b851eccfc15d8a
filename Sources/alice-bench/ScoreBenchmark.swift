import AliceModel
import AliceVision
import Foundation

/// Measures scoring with pictures of a megapixel: the processor time of each, and how many a second are organized.
struct ScoreBenchmark {
  let program: String
  let count: Int

  private static let side = 1024

  func run(_ table: inout BenchTable) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "alice-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try withInterrupts(removing: folder) {
      table.begin("\(count.formatted()) pictures of 1024², scored")
      levels(&table)
      for format in [MediaFormat.jpeg, .png] {
        let place = folder.appending(path: format.rawValue)
        tell("making and scoring \(count.formatted()) pictures")
        try write(format, to: place)
        try score(format, in: place, folder, &table)
      }
      try organize(folder, &table)
    }
  }

  private func environment(_ folder: URL) -> [String: String] {
    ["HOME": folder.path, "PATH": "/usr/bin:/bin", "ALICE_LIBRARY": folder.path + "/Library"]
  }

  private func score(_ format: MediaFormat, in place: URL, _ folder: URL, _ table: inout BenchTable) throws {
    let alice = ProcessTimer(program: program, environment: environment(folder))
    let files = try FileManager.default.contentsOfDirectory(atPath: place.path).sorted().map { place.path + "/" + $0 }
    guard let first = files.first else { return }
    _ = try alice.run(["score"] + files)
    let start = ProcessTime(median: try (0..<5).map { _ in try alice.run(["--version"]) })
    let one = ProcessTime(median: try (0..<5).map { _ in try alice.run(["score", first]) })
    let all = try alice.run(["score"] + files)
    let name = format.rawValue.uppercased()
    let each = (all.cpu - one.cpu) / Double(max(1, files.count - 1))
    let peer = try Peer.ffmpeg.timer(environment(folder))?.run([
      "-v", "error", "-i", place.path + "/%05d." + format.fileExtension, "-vf", "scale=224:224", "-f", "null", "-",
    ])
    table.add(
      "score a \(name), CPU", Figure.milliseconds(each),
      beside: peer.map { "ffmpeg only to decode and scale \(Figure.milliseconds($0.cpu / Double(files.count)))" } ?? "",
      bound: "three passes of the network, decoding")
    if format == .jpeg {
      table.add(
        "the first one of a process, over the start", Figure.milliseconds(one.cpu - start.cpu),
        bound: "the same, and unpacking the weights")
    }
  }

  private func organize(_ folder: URL, _ table: inout BenchTable) throws {
    let alice = ProcessTimer(program: program, environment: environment(folder))
    let sources = ["jpeg", "png"].map { folder.appending(path: $0).path }
    let time = try alice.run(["organize", "--quality"] + sources)
    let rate = Double(2 * count) / (time.wall / .seconds(1))
    table.add(
      "organize --quality, pictures a second", String(format: "%.1f", rate),
      beside: String(format: "%.1f cores in use", time.cpu / time.wall), bound: "the scorer, on all cores")
    table.add("the same, memory", Figure.megabytes(time.peak), bound: "a picture and the network's maps for each core")
  }

  /// Measures the scorer in this process, without decoding, with the instructions of each kind that the processor has.
  private func levels(_ table: inout BenchTable) {
    let picture = ScoreBenchmark.waves()
    let clock = ContinuousClock()
    let times = KernelLevel.allCases.filter(\.isAvailable).map { level in
      let time = (0..<15).map { _ in clock.measure { _ = QualityScorer.features(of: picture, level: level) } }.min()
      return "\(level) \(Figure.milliseconds(time ?? .zero))"
    }
    table.add(
      "resizing and three passes, the best of 15", times.last ?? "", beside: times.dropLast().joined(separator: ", "),
      bound: "multiplications, \(KernelLevel.best)")
  }

  /// Returns an image of soft waves with some grain.
  private static func waves() -> Pixels {
    var random = SplitMix64(seed: 5)
    var picture = Pixels(width: side, height: side, filledWith: 0)
    for at in picture.rgb.indices {
      let (x, y) = (at / 3 % side, at / 3 / side)
      let wave = 128 + 90 * sin(Double(x) / 61 + Double(at % 3)) * cos(Double(y) / 47)
      picture.rgb[at] = UInt8(clamping: Int(wave) + Int(random.next() >> 60) - 8)
    }
    return picture
  }

  /// Writes images that differ a little.
  private func write(_ format: MediaFormat, to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var picture = ScoreBenchmark.waves()
    for index in 0..<count {
      picture.rgb[index] ^= 0xFF
      let bytes = format == .jpeg ? try ImageEncoder.jpeg(picture, quality: 90) : try ImageEncoder.png(picture)
      let name = String(format: "%05d", index) + "." + format.fileExtension
      try Data(bytes).write(to: folder.appending(path: name))
    }
  }
}
