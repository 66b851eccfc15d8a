import AliceModel
import AliceVision
import Foundation

/// The values of the input, with the model's defaults for absent ones.
extension Runner {
  func value(_ name: String) -> JSONValue? {
    if let given = input[name], !given.isNull { return given }
    return model.parameter(named: name)?.defaultValue
  }

  var prompt: String { value("prompt")?.stringValue ?? value("text")?.stringValue ?? "" }

  /// The text that determines the motif: the prompt, and the source files if the picture is made from them.
  var motif: String {
    let files = model.parameters.filter { $0.media != nil }.compactMap { input[$0.name]?.text }
    return ([prompt] + files.map { StableHash($0).hex }).joined(separator: " ")
  }

  var count: Int { min(max(value("num_images")?.intValue ?? 1, 1), 16) }

  func pictureFormat(_ shape: ModelSpec.Output) -> PictureFormat {
    let name = value("output_format")?.stringValue ?? value("format")?.stringValue
    return name.flatMap(PictureFormat.init(name:)) ?? (shape == .image ? .png : .jpeg)
  }

  var pictureSize: (width: Int, height: Int) {
    if let size = (value("image_size") ?? value("video_size")).flatMap({ ImageSize(json: $0) }) {
      return (size.width, size.height)
    }
    if let width = input["width"]?.intValue, let height = input["height"]?.intValue { return (width, height) }
    if let facts = sourceFacts, let width = facts.width, let height = facts.height { return (width, height) }
    guard let aspect else { return (1024, 1024) }
    let height = (1024 * 1024 / aspect).squareRoot()
    return (Int(height * aspect / 16) * 16, Int(height / 16) * 16)
  }

  /// The aspect ratio, width over height; nil if the input does not give one.
  var aspect: Double? {
    if let size = value("video_size").flatMap({ ImageSize(json: $0) }) {
      return Double(size.width) / Double(size.height)
    }
    if let sides = value("aspect_ratio")?.stringValue?.split(separator: ":").compactMap({ Double($0) }),
      sides.count == 2, sides[0] > 0, sides[1] > 0
    {
      return min(max(sides[0] / sides[1], 0.1), 10)
    }
    guard let width = sourceFacts?.width, let height = sourceFacts?.height, height > 0 else { return nil }
    return Double(width) / Double(height)
  }

  var seconds: Double {
    let text = value("duration")?.scalarText ?? ""
    let number = Double(text.hasSuffix("s") ? String(text.dropLast()) : text)
    return min(max(number ?? sourceFacts?.duration ?? 5, 1), 60)
  }

  /// The facts of the first source file, if it is on the simulator's own CDN or in the request itself.
  var sourceFacts: FileFacts? {
    let names = model.parameters.filter { $0.media != nil }.map(\.name) + ["image_url", "video_url"]
    for name in names {
      guard let value = input[name], let address = (value.arrayValue?.first ?? value).stringValue else { continue }
      if let facts = facts(of: address) { return facts }
    }
    return nil
  }

  private func facts(of address: String) -> FileFacts? {
    if address.hasPrefix("data:"), let comma = address.firstIndex(of: ",") {
      let base64 = String(address[address.index(after: comma)...])
      return Data(base64Encoded: base64).flatMap { Runner.facts(of: [UInt8]($0)) }
    }
    switch file(Runner.name(of: address))?.content {
    case .picture(let recipe, let format):
      return FileFacts(
        format: MediaFormat(rawValue: format.rawValue) ?? .png, width: recipe.width, height: recipe.height, bytes: 0)
    case .enlargement(_, let width, let height, _, _):
      return FileFacts(format: .png, width: width, height: height, bytes: 0)
    case .video(let recipe): return FileFacts(format: .mp4, duration: recipe.clipSeconds, bytes: 0)
    case .stored(let bytes, _): return Runner.facts(of: bytes)
    case .sample, nil: return nil
    }
  }

  private static func facts(of bytes: [UInt8]) -> FileFacts? {
    if let format = MediaFormat(sniffing: bytes) {
      let image = try? ImageDecoder.decode(bytes, format: format, maximumPixels: 64_000_000)
      return image.map {
        FileFacts(format: format, width: $0.pixels.width, height: $0.pixels.height, bytes: UInt64(bytes.count))
      }
    }
    return movieSeconds(bytes).map { FileFacts(format: .mp4, duration: $0, bytes: UInt64(bytes.count)) }
  }
}

extension ModelPrice.Unit {
  /// The name of the unit in the pricing API.
  var plural: String {
    switch self {
    case .image: "images"
    case .megapixel: "megapixels"
    case .second: "seconds"
    case .video: "videos"
    case .generation: "generations"
    case .computeSecond: "compute seconds"
    case .millionTokens: "1m tokens"
    case .thousandTokens: "1000 tokens"
    case .thousandCharacters: "1000 characters"
    case .opaque: "units"
    }
  }
}
