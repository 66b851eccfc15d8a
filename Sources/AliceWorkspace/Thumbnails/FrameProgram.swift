import AliceLibrary
import AliceModel
import AliceVision
import Dispatch
import Foundation
import Synchronization

/// Gets an image from a file whose format alice cannot decode, by another program.
///
/// The program reads the open file as `/dev/stdin`, so that no name of a file is an argument.
struct FrameProgram: Sendable {
  let environment: [String: String]
  let running = RunningPrograms()

  /// Returns whether a file of this format is shown by another program, which may take long.
  static func shows(_ format: MediaFormat) -> Bool {
    switch format {
    case .png, .jpeg, .webp, .bmp: false
    default: [.image, .video].contains(format.kind)
    }
  }

  private static let timeout: Duration = .seconds(20)
  private static let outputLimit = 32 << 20

  /// Returns an image file of PNG or JPEG, whose longer side is at least `edge` if the original's is. It blocks, so it
  /// must not run on a thread of the cooperative pool.
  func frame(
    of file: OpenFile, _ facts: FileFacts, edge: Int
  ) throws(ThumbnailFailure) -> (bytes: [UInt8], format: MediaFormat) {
    if facts.format == .heic { return (try still(of: file), .jpeg) }
    let start = min(1, (facts.duration ?? 0) / 10)
    var bytes = try frame(of: file, facts.format, edge: edge, at: start)
    // The duration in the file may be wrong.
    if bytes.isEmpty, start > 0 { bytes = try frame(of: file, facts.format, edge: edge, at: 0) }
    guard !bytes.isEmpty else { throw .noPicture("the file contains no frame") }
    return (bytes, .png)
  }

  private func frame(
    of file: OpenFile, _ format: MediaFormat, edge: Int, at seconds: Double
  ) throws(ThumbnailFailure) -> [UInt8] {
    let start = seconds.isFinite && seconds > 0 ? String(format: "%.3f", seconds) : "0"
    let scale =
      "scale=w='min(iw,\(edge))':h='min(ih,\(edge))':force_original_aspect_ratio=decrease:flags=area"
    return try run(
      "ffmpeg", format,
      FrameProgram.restrictions + FrameProgram.options(of: format) + [
        "-ss", start, "-f", FrameProgram.demuxer(of: format),
        "-i", "file:/dev/stdin", "-an", "-sn", "-dn", "-frames:v", "1", "-vf", scale, "-pix_fmt", "rgba",
        "-c:v", "png", "-compression_level", "1", "-f", "image2pipe", "pipe:1",
      ], file)
  }

  /// The options that keep ffmpeg from the network, from asking, and from claiming much memory.
  static let restrictions = [
    "-nostdin", "-hide_banner", "-loglevel", "error", "-protocol_whitelist", "file,pipe",
    "-max_pixels", "100000000", "-threads", "1",
  ]

  /// Some versions of ffmpeg turn a TIFF upright and some do not, so none may.
  static func options(of format: MediaFormat) -> [String] { format == .tiff ? ["-noautorotate"] : [] }

  /// The format is never guessed from the content: the format of a playlist could name other files.
  static func demuxer(of format: MediaFormat) -> String {
    switch format {
    case .webm, .mkv: "matroska"
    case .gif: "gif"
    case .jxl: "jpegxl_pipe"
    case .tiff: "tiff_pipe"
    case .svg: "svg_pipe"
    case .exr: "exr_pipe"
    case .hdr: "hdr_pipe"
    case .psd: "psd_pipe"
    case .ico: "ico"
    case .avi: "avi"
    default: "mov"
    }
  }

  private func still(of file: OpenFile) throws(ThumbnailFailure) -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "alice-heic-\(UUID().uuidString)")
    let target = folder.appending(path: "still.jpg")
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .notNow("no temporary folder can be made")
    }
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try run("heif-convert", .heic, ["-q", "92", "/dev/stdin", target.path], file)
    // A file with several images yields numbered names.
    for name in ["still.jpg", "still-1.jpg"] {
      let path = BytePath(folder.path).appending(name)
      if let bytes = try? OpenFile.open(path).readAll(limit: FrameProgram.outputLimit) { return bytes }
    }
    throw .noPicture("heif-convert made no image")
  }

  private func run(
    _ name: String, _ format: MediaFormat, _ arguments: [String], _ file: OpenFile
  ) throws(ThumbnailFailure) -> [UInt8] {
    guard let words = CommandWords([name] + arguments) else { throw .noPicture("\(name) cannot be started") }
    let environment = environment.withoutKeys
    do throws(ChildFailure) {
      return try waiting { () async throws(ChildFailure) in
        try await ChildProgram(words).output(
          reading: file, environment: environment, timeout: FrameProgram.timeout, limit: FrameProgram.outputLimit)
      }
    } catch .noProgram {
      throw .needsProgram(name, format)
    } catch .notStarted(let reason) {
      throw .notNow("\(name) \(ChildFailure.notStarted(reason))")
    } catch .cancelled {
      throw .notNow("\(name) \(ChildFailure.cancelled)")
    } catch {
      throw .noPicture("\(name) \(error)")
    }
  }

  private final class Handover<Answer: Sendable>: Sendable {
    let answer = Mutex<Result<Answer, ChildFailure>?>(nil)
    let isReady = DispatchSemaphore(value: 0)
  }

  /// Blocks this thread, which is one of the service's own, until the task ends.
  private func waiting<Answer: Sendable>(
    _ body: @escaping @Sendable () async throws(ChildFailure) -> Answer
  ) throws(ChildFailure) -> Answer {
    let handover = Handover<Answer>()
    running.start {
      let answer: Result<Answer, ChildFailure>
      do throws(ChildFailure) { answer = .success(try await body()) } catch { answer = .failure(error) }
      handover.answer.withLock { $0 = answer }
      handover.isReady.signal()
    }
    handover.isReady.wait()
    return try (handover.answer.withLock { $0 } ?? .failure(.cancelled)).get()
  }
}
