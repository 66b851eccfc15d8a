import AliceModel
import AliceNumbers

/// The size of a picture that has no reader.
struct PictureSize {
  let width: Int?
  let height: Int?

  init?(of format: MediaFormat, _ head: ArraySlice<UInt8>) {
    switch format {
    case .psd:
      width = head.bigEndian32(at: 18).flatMap { Int(exactly: $0) }
      height = head.bigEndian32(at: 14).flatMap { Int(exactly: $0) }
    case .exr:
      guard let window = EXRWindow(head) else { return nil }
      (width, height) = (window.width, window.height)
    case .svg:
      guard let size = SVGSize(String(decoding: head.prefix(16 << 10), as: UTF8.self)) else { return nil }
      (width, height) = (size.width, size.height)
    default: return nil
    }
  }
}

/// The window of the data in the header of an EXR: a list of names, types, sizes and values.
private struct EXRWindow {
  let width: Int
  let height: Int

  init?(_ head: ArraySlice<UInt8>) {
    var rest = head.dropFirst(8)
    for _ in 0..<256 {
      let name = rest.prefix { $0 != 0 }
      guard !name.isEmpty, name.count < 256 else { return nil }
      rest = rest.dropFirst(name.count + 1)
      rest = rest.dropFirst(rest.prefix { $0 != 0 }.count + 1)
      guard let size = rest.littleEndian32(at: 0), size <= UInt32(head.count) else { return nil }
      rest = rest.dropFirst(4)
      if name.elementsEqual("dataWindow".utf8), size == 16 {
        let sides = (0..<4).compactMap { rest.littleEndian32(at: $0 * 4).map { Int(Int32(bitPattern: $0)) } }
        guard sides.count == 4, sides[2] >= sides[0], sides[3] >= sides[1] else { return nil }
        (width, height) = (sides[2] - sides[0] + 1, sides[3] - sides[1] + 1)
        return
      }
      rest = rest.dropFirst(Int(size))
    }
    return nil
  }
}

/// The size of an SVG in pixels: its width and height, else that of its view box.
private struct SVGSize {
  let width: Int
  let height: Int

  init?(_ text: String) {
    guard let start = text.firstRange(of: "<svg") else { return nil }
    let tag = text[start.upperBound...].prefix { $0 != ">" }
    let sides = ["width", "height"].map { SVGSize.attribute($0, in: tag).flatMap(SVGSize.pixels) }
    if let width = sides[0], let height = sides[1] {
      (self.width, self.height) = (width, height)
      return
    }
    let box = SVGSize.attribute("viewBox", in: tag)?.split { ", \n\t\r".contains($0) }.map { SVGSize.pixels($0) }
    guard let box, box.count == 4, let width = box[2], let height = box[3] else { return nil }
    (self.width, self.height) = (width, height)
  }

  private static func attribute(_ name: String, in tag: Substring) -> Substring? {
    for quote in ["\"", "'"] {
      guard let start = tag.firstRange(of: " \(name)=\(quote)") ?? tag.firstRange(of: "\n\(name)=\(quote)") else {
        continue
      }
      return tag[start.upperBound...].prefix { String($0) != quote }
    }
    return nil
  }

  private static func pixels(_ text: Substring) -> Int? {
    let number = text.hasSuffix("px") ? text.dropLast(2) : text
    guard let value = Double(number), value >= 1, value <= 1_000_000 else { return nil }
    return Int(value.rounded())
  }
}
