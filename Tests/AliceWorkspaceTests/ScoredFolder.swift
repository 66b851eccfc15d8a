import AliceModel
import AliceTestSupport
import AliceVision
import AliceWorkspace
import Foundation

/// A folder with files to be scored, and with programs that stand in for others.
struct ScoredFolder: Sendable {
  let folder: BytePath

  static func with<Result>(_ body: (ScoredFolder) async throws -> Result) async throws -> Result {
    try await withTemporaryFolder { try await body(ScoredFolder(folder: $0)) }
  }

  func path(_ name: String) -> BytePath { folder.appending(BytePath(name)) }

  /// Scores a file on a thread of its own, so that other tests have those of tasks; `search` is the search path of the
  /// programs.
  func scored(_ name: String, path search: String = "/usr/bin:/usr/local/bin:/bin") async -> ScoredFile {
    await withCheckedContinuation { continuation in
      Thread {
        let programs = ScoringPrograms(environment: ["PATH": search])
        continuation.resume(returning: FileScorer(programs: programs).score(path(name)))
      }.start()
    }
  }

  /// Soft waves with grain.
  static var painting: Pixels {
    var (pixels, random) = (Pixels(width: 320, height: 240, filledWith: 0), SplitMix64(seed: 7))
    for at in pixels.rgb.indices {
      let (x, y, channel) = (Double(at / 3 % 320), Double(at / 960), Double(at % 3))
      let wave = 128 + 90 * sin(x / (30 + 9 * channel) + 2 * sin(y / 50))
      pixels.rgb[at] = UInt8(clamping: Int(wave) + Int(random.next() >> 59) - 16)
    }
    return pixels
  }

  func paint(_ name: String) throws {
    try Data(ImageEncoder.png(ScoredFolder.painting)).write(to: URL(filePath: path(name).description))
  }

  /// Returns a TIFF in which the image lies on its left side, with the orientation that says so.
  static func turnedTIFF(of upright: Pixels) -> [UInt8] {
    let (width, height) = (upright.height, upright.width)
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let at = 3 * (x * upright.width + upright.width - 1 - y)
        pixels += upright.rgb[at..<at + 3]
      }
    }
    let bits = 8 + pixels.count
    let entries: [(tag: Int, type: Int, count: Int, value: Int)] = [
      (256, 4, 1, width), (257, 4, 1, height), (258, 3, 3, bits), (259, 3, 1, 1), (262, 3, 1, 2), (273, 4, 1, 8),
      (274, 3, 1, 6), (277, 3, 1, 3), (278, 4, 1, height), (279, 4, 1, pixels.count),
    ]
    func bytes(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var file = Array("II*\0".utf8) + bytes(bits + 6, 4) + pixels + bytes(8, 2) + bytes(8, 2) + bytes(8, 2)
    file += bytes(entries.count, 2)
    for entry in entries {
      file += bytes(entry.tag, 2) + bytes(entry.type, 2) + bytes(entry.count, 4) + bytes(entry.value, 4)
    }
    return file + bytes(0, 4)
  }

  func copy(_ fixture: String, as name: String) throws {
    try Data(Fixtures.bytes(fixture)).write(to: URL(filePath: path(name).description))
  }

  /// Runs ffmpeg; inputs and the output are files of the folder.
  func ffmpeg(_ words: [String]) throws {
    let arguments = words.enumerated().map { index, word in
      let isFile = index == words.count - 1 || (index > 0 && words[index - 1] == "-i" && !words.contains("lavfi"))
      return isFile ? path(word).description : word
    }
    try run("ffmpeg", ["-v", "error", "-y"] + arguments)
  }

  func run(_ program: String, _ arguments: [String]) throws {
    let result = try Tool.run(program, arguments)
    guard result.status == 0 else { throw Failed(output: result.output) }
  }

  struct Failed: Error { let output: String }

  /// Creates a program from the text of a shell script, and returns its folder.
  func program(_ name: String, _ script: String) throws -> String {
    let programs = path("programs").description
    try FileManager.default.createDirectory(atPath: programs, withIntermediateDirectories: true)
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: programs + "/" + name))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: programs + "/" + name)
    return programs
  }
}
