import CSimulatorClips

/// The inputs that determine a video of the simulator: a clip of the nearest aspect ratio and length, marked for its
/// request.
struct VideoRecipe: Sendable, Hashable {
  /// The aspect ratio, width over height.
  let aspect: Double
  let seconds: Double
  /// A hash of the endpoint, the prompt and everything else that distinguishes two requests.
  let fingerprint: UInt64

  /// Returns the clip with the fingerprint written into the space that its encoder reserved: a message in the first
  /// frame's supplemental data. So different requests have different sample data, and every player can still play them.
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

  /// The actual length of the clip.
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

/// Returns the length of an MP4 in seconds, from its first movie header; nil if there is none.
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
