/// How much is believed of one picture before anything is allotted for it.
struct DecodeLimits: Sendable {
  var pixels = 100_000_000
  /// Of memory: what the codec is given, what it allots itself, and the pixels.
  var bytes = 1 << 30
  /// How many bytes a pixel the caller will need besides.
  var more = 0
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
