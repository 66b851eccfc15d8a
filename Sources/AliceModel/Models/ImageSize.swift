import AliceNumbers

/// The size of an image in pixels, given as one of the provider's presets or as numbers.
public struct ImageSize: Sendable, Hashable {
  public let width: Int
  public let height: Int

  /// The largest allowed side.
  public static let limit = 14142

  /// Returns nil unless both sides are 1 to `limit`.
  public init?(width: Int, height: Int) {
    guard (1...ImageSize.limit).contains(width), (1...ImageSize.limit).contains(height) else { return nil }
    self.width = width
    self.height = height
  }

  private init(_ width: Int, _ height: Int) {
    self.width = width
    self.height = height
  }

  /// The provider's presets.
  public static let presets: [(name: String, size: ImageSize)] = [
    ("square_hd", ImageSize(1024, 1024)), ("square", ImageSize(512, 512)),
    ("portrait_4_3", ImageSize(768, 1024)), ("portrait_16_9", ImageSize(576, 1024)),
    ("landscape_4_3", ImageSize(1024, 768)), ("landscape_16_9", ImageSize(1024, 576)),
  ]

  /// Reads the name of a preset, or `{"width": …, "height": …}`; a missing side is 512, which is the provider's
  /// default.
  public init?(json: JSONValue) {
    if let name = json.stringValue, let preset = ImageSize.presets.first(where: { $0.name == name }) {
      self = preset.size
    } else if json.objectValue != nil {
      let width = json["width"] ?? 512
      let height = json["height"] ?? 512
      guard let width = width.intValue, let height = height.intValue else { return nil }
      self.init(width: width, height: height)
    } else {
      return nil
    }
  }

  /// Reads `1024x768`.
  public init?(_ text: String) {
    let sides = text.lowercased().split(separator: "x", omittingEmptySubsequences: false)
    guard sides.count == 2, let width = Int(sides[0]), let height = Int(sides[1]) else { return nil }
    self.init(width: width, height: height)
  }

  public var json: JSONValue { ["width": JSONValue(width), "height": JSONValue(height)] }
  public var pixels: Int { width * height }
}
