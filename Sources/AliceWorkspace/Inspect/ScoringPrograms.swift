import AliceLibrary
package import AliceModel
import Foundation

/// The programs that decode what alice does not, to be scored and compared: films, and images of some formats.
///
/// They write frames as PNG files into a folder that is removed, so that a file gets the score of the same picture in a
/// PNG. They run on the caller's thread, as many at a time as files are scored.
package struct ScoringPrograms: Sendable {
  private let environment: [String: String]
  /// The time for one file.
  private let time: Duration

  private static let mostPixels = 100_000_000
  /// The size of an image whose file does not tell it.
  private static let unknownSize = 64_000_000

  package init(
    environment: [String: String] = ProcessInfo.processInfo.environment, time: Duration = .seconds(60)
  ) {
    (self.environment, self.time) = (environment, time)
  }

  /// The program that decodes the format; nil if alice decodes it, or nothing does.
  package static func name(for format: MediaFormat) -> String? {
    switch format {
    case .heic: "heif-convert"
    case .gif, .avif, .jxl, .tiff, .mp4, .mov, .webm, .mkv, .avi: "ffmpeg"
    default: nil
    }
  }

  /// Returns the reason if the program that decodes the format is not installed.
  package func obstacle(to format: MediaFormat) -> NotScored? {
    guard let name = ScoringPrograms.name(for: format), environment.path(ofProgram: name) == nil else { return nil }
    return .needsProgram(name)
  }

  /// Returns the orientation of a decoded frame: only that of a TIFF is as it is stored.
  static func orientation(_ stored: Int, of format: MediaFormat) -> Int { format == .tiff ? stored : 1 }

  /// Passes the frames to `body` in their order, as upright or as turned as they are stored. A film has up to five, an
  /// image one. Throws if there are none.
  func withFrames(of file: OpenFile, _ facts: FileFacts, _ body: ([OpenFile]) -> Void) throws(NotScored) {
    let pixels = facts.width.flatMap { width in
      facts.height.map { width.multipliedReportingOverflow(by: $0) }
    }
    if let pixels, pixels.overflow || pixels.partialValue > ScoringPrograms.mostPixels { throw .tooLarge }
    let size = max(pixels?.partialValue ?? ScoringPrograms.unknownSize, 1)
    let folder = FileManager.default.temporaryDirectory.appending(path: "alice-frames-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .failed("no temporary folder can be made")
    }
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = Run(
      programs: self, file: file, facts: facts, folder: folder.path(percentEncoded: false),
      end: ContinuousClock.now + time, size: size)
    body(try run.frames())
  }

  /// The work on one file.
  private struct Run {
    let programs: ScoringPrograms
    let file: OpenFile
    let facts: FileFacts
    let folder: String
    let end: ContinuousClock.Instant
    /// The number of pixels of a frame.
    let size: Int

    /// The length in seconds up to which a film is decoded once as a whole; the frames of a longer one are looked up.
    private static let shortFilm = 20.0

    func frames() throws(NotScored) -> [OpenFile] {
      if facts.format == .heic { return try still() }
      guard facts.format.kind == .video else {
        try ffmpeg(FrameCommand(facts.format))
        return try written(["1.png"])
      }
      let times = FrameCommand.times(of: facts.duration)
      var frames: [OpenFile] = []
      if let last = times.last, last <= Run.shortFilm {
        try ffmpeg(FrameCommand(facts.format, at: times))
        frames = open(times.indices.map { "\($0 + 1).png" })
      } else {
        for (index, time) in times.enumerated() {
          try ffmpeg(FrameCommand(facts.format, from: time), to: "\(index + 1).png")
        }
        frames = open(times.indices.map { "\($0 + 1).png" })
      }
      guard frames.isEmpty else { return frames }
      // The duration in the file may be wrong.
      try ffmpeg(FrameCommand(facts.format))
      return try written(["1.png"])
    }

    private func still() throws(NotScored) -> [OpenFile] {
      try run("heif-convert", ["/dev/stdin", folder + "/1.png"])
      // A file with several images yields numbered names.
      return Array(try written(["1.png", "1-1.png"]).prefix(1))
    }

    private func ffmpeg(_ command: FrameCommand, to name: String? = nil) throws(NotScored) {
      let target = command.isSeries ? folder.replacing("%", with: "%%") + "/%d.png" : folder + "/" + (name ?? "1.png")
      try run("ffmpeg", command.arguments + [target])
    }

    private func run(_ name: String, _ arguments: [String]) throws(NotScored) {
      guard let program = HelperProgram(name, environment: programs.environment) else { throw .needsProgram(name) }
      let left = end - ContinuousClock.now
      let limits = HelperProgram.Limits(
        time: left, memory: (2 << 30) + 16 * size, file: 8 * size + (1 << 20))
      do throws(ChildFailure) {
        guard left > .zero else { throw .timedOut(programs.time) }
        try program.run(arguments, reading: file, limits)
      } catch .timedOut {
        throw .failed("\(name) \(ChildFailure.timedOut(programs.time))")
      } catch {
        throw .failed("\(name) \(error)")
      }
    }

    private func written(_ names: [String]) throws(NotScored) -> [OpenFile] {
      let files = open(names)
      guard !files.isEmpty else {
        throw .failed("\(ScoringPrograms.name(for: facts.format) ?? "a program") found no frame")
      }
      return files
    }

    /// A file that is not there was not written.
    private func open(_ names: [String]) -> [OpenFile] {
      names.compactMap { try? OpenFile.open(BytePath(folder).appending(BytePath($0)), untilCancelled: true) }
    }
  }
}

extension MediaFormat {
  /// Whether a file of the format is looked at for a score.
  package var isScored: Bool { kind == .image || kind == .video }
}
