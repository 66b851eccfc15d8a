import AliceModel
import AliceVision

/// One file that the CDN serves. A picture is stored as its recipe and painted on demand.
struct MediaItem: Sendable {
  enum Content: Sendable {
    case picture(PictureRecipe, PictureFormat)
    /// A stored picture, enlarged; `grain` makes the results of two upscalers differ.
    case enlargement(of: [UInt8], width: Int, height: Int, PictureFormat, grain: UInt64)
    case video(VideoRecipe)
    case stored([UInt8], type: String)
    case sample(SampleFile)
  }

  let name: String
  let content: Content
  /// The expiry time in milliseconds since 1970; nil if the file does not expire.
  var expiresAt: Int64?
  var isDeleted = false

  var contentType: String {
    switch content {
    case .picture(_, let format), .enlargement(_, _, _, let format, _): format.contentType
    case .video: "video/mp4"
    case .stored(_, let type): type
    case .sample(let sample): sample.contentType
    }
  }

  /// The size of a generated picture.
  var size: (width: Int, height: Int)? {
    switch content {
    case .picture(let recipe, _): (recipe.width, recipe.height)
    case .enlargement(_, let width, let height, _, _): (width, height)
    case .video, .stored, .sample: nil
    }
  }

  /// Paints, encodes or copies the content: equal items give equal bytes.
  func bytes() throws(VisionError) -> [UInt8] {
    switch content {
    case .picture(let recipe, let format): return try format.encode(recipe.paint())
    case .enlargement(let source, let width, let height, let format, let grain):
      guard let kind = MediaFormat(sniffing: source) else { return source }
      let pixels = try ImageDecoder.decode(source, format: kind, maximumPixels: 32_000_000).pixels
      return try format.encode(pixels.enlarged(width: width, height: height).grained(seed: grain))
    case .video(let recipe): return recipe.bytes()
    case .stored(let bytes, _): return bytes
    case .sample(let sample): return sample.bytes
    }
  }
}

/// The file formats in which models deliver pictures.
enum PictureFormat: String, Sendable {
  case jpeg, png, webp

  /// Accepts the values of `output_format`; returns nil for unknown names.
  init?(name: String) {
    switch name.lowercased() {
    case "jpeg", "jpg": self = .jpeg
    case "png": self = .png
    case "webp": self = .webp
    default: return nil
    }
  }

  var contentType: String { "image/\(rawValue)" }
  var fileExtension: String { self == .jpeg ? "jpg" : rawValue }

  func encode(_ pixels: Pixels) throws(VisionError) -> [UInt8] {
    switch self {
    case .jpeg: try ImageEncoder.jpeg(pixels, quality: 92)
    case .png: try ImageEncoder.png(pixels)
    case .webp: try ImageEncoder.webp(pixels, quality: 90)
    }
  }
}

extension MediaFormat {
  /// Detects the format by the first bytes; returns nil for formats that no model accepts as a picture.
  init?(sniffing bytes: [UInt8]) {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
      self = .png
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if bytes.starts(with: Array("RIFF".utf8)), bytes.dropFirst(8).starts(with: Array("WEBP".utf8)) {
      self = .webp
    } else {
      return nil
    }
  }
}

extension Pixels {
  /// Enlarges the picture by bilinear interpolation.
  fileprivate func enlarged(width newWidth: Int, height newHeight: Int) -> Pixels {
    guard width > 0, height > 0 else { return self }
    var target = [UInt8](repeating: 0, count: newWidth * newHeight * 3)
    for y in 0..<newHeight {
      let row = Float(y) * Float(height - 1) / Float(max(1, newHeight - 1))
      let (top, down) = (Int(row), row - Float(Int(row)))
      for x in 0..<newWidth {
        let column = Float(x) * Float(width - 1) / Float(max(1, newWidth - 1))
        let (left, across) = (Int(column), column - Float(Int(column)))
        for channel in 0..<3 {
          func at(_ x: Int, _ y: Int) -> Float {
            Float(rgb[(min(y, height - 1) * width + min(x, width - 1)) * 3 + channel])
          }
          let upper = at(left, top) + (at(left + 1, top) - at(left, top)) * across
          let lower = at(left, top + 1) + (at(left + 1, top + 1) - at(left, top + 1)) * across
          target[(y * newWidth + x) * 3 + channel] = UInt8(upper + (lower - upper) * down)
        }
      }
    }
    return Pixels(width: newWidth, height: newHeight, rgb: target)
  }

  /// Returns the picture with a faint grain.
  fileprivate func grained(seed: UInt64) -> Pixels {
    var numbers = SplitMix64(seed: seed)
    return Pixels(
      width: width, height: height,
      rgb: rgb.map { UInt8(clamping: Int($0) + Int(truncatingIfNeeded: numbers.next() & 3) - 1) })
  }
}
