import CSimulatorClips

/// Everything that decides a video of the simulator: a clip of the nearest shape and length, marked for its request.
struct VideoRecipe: Sendable, Hashable {
  /// Width over height.
  let aspect: Double
  let seconds: Double
  /// Of the endpoint, the prompt and whatever else makes two requests different.
  let fingerprint: UInt64

  /// The clip with the fingerprint written over the place that its encoder left for it: a message in the first frame's
  /// supplemental data, so that different requests have different sample data and every player still plays them.
  func bytes() -> [UInt8] {
    let clip = clip
    var bytes = [UInt8](UnsafeBufferPointer(start: clip.bytes, count: clip.count))
    let digits = Array(hexDigits(fingerprint, width: 16).utf8)
    if let place = bytes.firstRange(of: VideoRecipe.marker)?.upperBound, place + digits.count <= bytes.count {
      bytes.replaceSubrange(place..<(place + digits.count), with: digits)
    }
    return bytes
  }

  var byteCount: Int { clip.count }

  /// How long the clip really is.
  var clipSeconds: Double { Double(clip.seconds) }

  private static let marker = Array("alice-simulator-".utf8)

  private var clip: simulator_clip {
    let clips = (0..<simulator_clip_count()).map { simulator_clip_at($0) }
    let nearest = clips.map { distance(to: $0) }.min() ?? 0
    let fitting = clips.filter { distance(to: $0) == nearest }
    return fitting.isEmpty ? simulator_clip_at(0) : fitting[Int(fingerprint % UInt64(fitting.count))]
  }

  private func distance(to clip: simulator_clip) -> Double {
    let sides = String(cString: clip.aspect).split(separator: ":").compactMap { Double($0) }
    guard sides.count == 2, sides[1] > 0, aspect > 0 else { return .infinity }
    let ratio = sides[0] / sides[1] / aspect
    return max(ratio, 1 / ratio) * 1000 + abs(Double(clip.seconds) - seconds)
  }
}

/// The length of an MP4 in seconds, from the first movie header in it; nil where there is none.
func movieSeconds(_ bytes: [UInt8]) -> Double? {
  guard let place = bytes.firstRange(of: Array("mvhd".utf8))?.upperBound, place < bytes.count else { return nil }
  func number(at offset: Int, width: Int) -> UInt64? {
    let start = place + offset
    guard start + width <= bytes.count else { return nil }
    return bytes[start..<(start + width)].reduce(0) { $0 << 8 | UInt64($1) }
  }
  let isLong = bytes[place] == 1
  guard let scale = number(at: isLong ? 20 : 12, width: 4), scale > 0,
    let length = number(at: isLong ? 24 : 16, width: isLong ? 8 : 4)
  else { return nil }
  return Double(length) / Double(scale)
}
