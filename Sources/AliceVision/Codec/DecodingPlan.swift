import AliceNumbers

/// The limits for one image, which apply before anything is allocated for it.
struct DecodeLimits: Sendable {
  var pixels = 100_000_000
  /// The maximum memory in bytes: the input of the codec, the codec's own allocations, and the pixels.
  var bytes = 1 << 30
  /// The memory that a file of any size may claim; a larger claim must be justified by the length of the file.
  var credit = Int.max
  var use = Use.pixels
  /// Whether the opacity is returned, instead of a picture over mid-grey.
  var keepsAlpha = false

  enum Use {
    case pixels
    /// If the image is rotated, it is held twice.
    case score(isTurned: Bool)
    /// The image is reduced so that its longer side has this length; a codec that can decode it smaller may do so, as
    /// long as the longer side stays at least as long.
    case reduction(edge: Int)
  }

  /// The length that the longer side of a reduced image needs; nil if every pixel is needed.
  var edge: Int? { if case .reduction(let edge) = use { edge } else { nil } }

  /// The memory that each byte of image data may claim beyond the credit. Valid files of this size claim less, mostly
  /// less than a tenth, and a small file with false headers gets little.
  private static let bytesPerInputByte = 640

  func allow(_ cost: Int, input: Int) -> Bool {
    guard cost <= bytes else { return false }
    return cost <= credit || (cost - credit) / DecodeLimits.bytesPerInputByte <= input
  }

  /// Returns the memory that the user of the pixels holds in addition.
  func additionalBytes(width: Int, height: Int) -> Int {
    // The first step of resizing reduces one side only.
    switch use {
    case .pixels: return 0
    case .score(let isTurned):
      let halfway = min(width * height, Views.canonicalSide * max(width, height))
      return 3 * (halfway + (isTurned ? width * height : 0))
    case .reduction(let edge): return 3 * min(width * height, 2 * edge * max(width, height))
    }
  }
}

/// An image whose headers are parsed: its decoding cost is known, and nothing is allocated for it yet.
///
/// A codec never sees the original file. It gets a new file that contains only the parts of the image. Before that, the
/// length of each part is checked against the file, and the sizes against the limits. Texts, profiles and later frames
/// are omitted.
protocol DecodingPlan {
  /// The memory in bytes, within the limits.
  var cost: Int { get }

  func decode() throws(VisionError) -> DecodedImage
}
