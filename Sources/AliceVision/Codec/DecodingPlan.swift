/// How much is believed of one picture before anything is allotted for it.
struct DecodeLimits: Sendable {
  var pixels = 100_000_000
  /// Of memory: what the codec is given, what it allots itself, and the pixels.
  var bytes = 1 << 30
  /// A file of any size may claim so much of it; more has to be borne out by the file's own length.
  var credit = Int.max
  var use = Use.pixels

  enum Use {
    case pixels
    /// Where it is turned, the picture is held twice.
    case score(isTurned: Bool)
  }

  /// What each byte of a picture's data may claim besides: honest files of this size claim less, most of them less than a
  /// tenth, and a small file that lies gets little.
  private static let worthOfByte = 640

  func allow(_ cost: Int, input: Int) -> Bool {
    guard cost <= bytes else { return false }
    return cost <= credit || (cost - credit) / DecodeLimits.worthOfByte <= input
  }

  /// What the user of the pixels will hold beside them.
  func besides(width: Int, height: Int) -> Int {
    guard case .score(let isTurned) = use else { return 0 }
    // The first step of resizing, which brings down one side only.
    let halfway = min(width * height, Views.canonicalSide * max(width, height))
    return 3 * (halfway + (isTurned ? width * height : 0))
  }
}

/// A picture whose headers were read: what it costs to decode is known, and nothing was allotted for it.
///
/// A codec never sees the file. It is given the parts that make the picture, in a file of their own, and each part is
/// checked before: its length against the file, the sizes against the limits. Texts, profiles and later frames stay out.
protocol DecodingPlan {
  /// Of memory, in bytes; no more than the limits allow.
  var cost: Int { get }

  func decode() throws(VisionError) -> DecodedImage
}
