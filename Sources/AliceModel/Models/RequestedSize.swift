import AliceNumbers

/// The size that a user asks for in one of the usual ways, before it is known how the model is told.
package enum RequestedSize: Sendable, Hashable {
  /// `1024x768`.
  case pixels(ImageSize)
  /// `16:9`.
  case ratio(width: Int, height: Int)
  /// A name that is left to the model: `landscape_16_9`, `auto_2K`, `1080p`.
  case name(String)

  /// Reads `1024x768` (also with `×` or `*`), `16:9`, `16/9`, `16x9`, `portrait` and any name.
  ///
  /// Sides of up to 64 are a ratio: no model makes pictures that small.
  package init?(_ text: String) {
    let text = text.filter { !$0.isWhitespace }.lowercased().replacing("×", with: "x").replacing("*", with: "x")
    if let size = ImageSize(text), max(size.width, size.height) > 64 {
      self = .pixels(size)
    } else if let ratio = AspectRatio(text) {
      self = .ratio(width: ratio.width, height: ratio.height)
    } else if text == "portrait" || text == "landscape" {
      self = text == "portrait" ? .ratio(width: 3, height: 4) : .ratio(width: 4, height: 3)
    } else if let first = text.first, first.isLetter || first.isNumber, text.utf8.count <= 40 {
      self = .name(text)
    } else {
      return nil
    }
  }

  var ratio: AspectRatio? {
    switch self {
    case .pixels(let size): size.ratio
    case .ratio(let width, let height): AspectRatio(width, height)
    case .name: nil
    }
  }
}

/// A value of a parameter that stands for a shape: a preset, `1536x1024`, `16:9`, `portrait_4_3`, `square_1_1`.
struct NamedShape {
  let value: JSONValue
  let ratio: Double
  /// The number of pixels; nil if the value says only the ratio.
  let pixels: Int?

  init?(_ value: JSONValue) {
    guard let text = value.stringValue else { return nil }
    self.value = value
    if let size = ImageSize(json: value) ?? ImageSize(text).flatMap({ $0.width > 64 ? $0 : nil }) {
      ratio = Double(size.width) / Double(size.height)
      pixels = size.pixels
    } else if let shape = AspectRatio(text) ?? AspectRatio(NamedShape.sides(of: text)) {
      ratio = shape.value
      pixels = nil
    } else {
      return nil
    }
  }

  /// Returns `4:3` of `portrait_4_3`; decimals such as `19.5:9` are scaled.
  private static func sides(of text: String) -> String {
    let parts = text.split { !$0.isNumber && $0 != "." }.suffix(2).compactMap { Double($0) }
    guard parts.count == 2, parts.allSatisfy({ $0 > 0 && $0 < 1000 }) else { return "" }
    return parts.map { String(Int($0 * 10)) }.joined(separator: ":")
  }

  /// How unlike two ratios are: 0 if they are equal, and the same for the double as for the half.
  func distance(to other: Double) -> Double {
    abs(ratio / other - 1) < 1e-9 ? 0 : max(ratio / other, other / ratio) - 1
  }
}
