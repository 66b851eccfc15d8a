import AliceModel
import Foundation

/// The arguments with which ffmpeg writes frames of its standard input as PNG files.
struct FrameCommand {
  /// All arguments but the last, which names the file; the names of a series are made from a pattern.
  let arguments: [String]
  let isSeries: Bool

  /// Uneven, so that a film that repeats itself does not show the same at all of them.
  private static let places = [0.05, 0.27, 0.51, 0.74, 0.96]

  /// The moments at which a film of this length is looked at, in seconds.
  static func times(of duration: Double?) -> [Double] {
    guard let duration, duration.isFinite, duration > 0, duration < 1e7 else { return [0] }
    return places.map { $0 * duration }
  }

  /// One frame, the first one after `start` seconds.
  init(_ format: MediaFormat, from start: Double = 0) {
    let seek = start > 0 ? ["-ss", FrameCommand.number(start)] : []
    arguments =
      FrameCommand.input(format, seek)
      + FrameCommand.output("") + ["-frames:v", "1", "-f", "image2", "-update", "1"]
    isSeries = false
  }

  /// The first frame at each of `times` or after it, decoded in one pass.
  init(_ format: MediaFormat, at times: [Double]) {
    let next = times.dropLast().enumerated().reversed().reduce(FrameCommand.number(times.last ?? 0)) { rest, time in
      "if(eq(selected_n,\(time.offset)),\(FrameCommand.number(time.element)),\(rest))"
    }
    // The new times follow one another without gaps, so that no frame is repeated or left out.
    let chosen = "setpts=PTS-STARTPTS,select='gte(t,\(next))',settb=1/25,setpts=N,"
    arguments =
      FrameCommand.input(format, []) + FrameCommand.output(chosen)
      + ["-r", "25", "-frames:v", "\(times.count)", "-f", "image2"]
    isSeries = true
  }

  /// The format is given and no other file or network can be named by the content.
  private static func input(_ format: MediaFormat, _ seek: [String]) -> [String] {
    FrameProgram.restrictions + FrameProgram.options(of: format) + seek
      + ["-f", FrameProgram.demuxer(of: format), "-i", "file:/dev/stdin", "-map", "0:V:0", "-map_metadata", "-1"]
  }

  /// Colours are converted exactly, and without a note on their meaning; the files live shortly, so they are not packed.
  private static func output(_ chosen: String) -> [String] {
    let exact = "scale=flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact"
    return [
      "-vf", "\(chosen)\(exact),format=rgba,setparams=color_primaries=unknown:color_trc=unknown",
      "-c:v", "png", "-pred", "none", "-compression_level", "0", "-threads", "1",
    ]
  }

  private static func number(_ seconds: Double) -> String { String(format: "%.3f", seconds) }
}
