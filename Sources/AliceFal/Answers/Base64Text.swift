import AliceNumbers
import Foundation

/// A string that is Base64 of a file, in the standard alphabet or the one for URLs.
struct Base64Text {
  /// The same bytes in the standard alphabet, padded, without line breaks.
  let text: String
  /// The type that the first bytes tell.
  let contentType: String?

  /// The minimum length of a string that no name announces as Base64.
  private static let shortest = 64

  /// Returns nil for other texts. Unless Base64 is expected, the bytes must begin like a known format.
  init?(_ string: String, isExpected: Bool) {
    guard string.utf8.count >= (isExpected ? 16 : Base64Text.shortest) else { return nil }
    let head = Array(string.utf8.prefix(64))
    guard let start = Base64Text.standard(head[...]),
      let first = Data(base64Encoded: Base64Text.padded(start.dropLast(start.count % 4)))
    else { return nil }
    contentType = Base64Text.type([UInt8](first))
    guard isExpected || contentType != nil, let whole = Base64Text.standard(Array(string.utf8)[...]),
      whole.count % 4 != 1
    else { return nil }
    text = Base64Text.padded(whole[...])
  }

  /// Whether the first characters are those of Base64.
  static func mayBegin(_ string: String) -> Bool {
    string.utf8.count >= 16 && standard(Array(string.utf8.prefix(64))[...]) != nil
  }

  /// Returns the characters in the standard alphabet, without padding; nil if there are others.
  private static func standard(_ characters: ArraySlice<UInt8>) -> [UInt8]? {
    var plain: [UInt8] = []
    plain.reserveCapacity(characters.count)
    var isPadding = false
    for character in characters {
      switch character {
      case UInt8(ascii: "="): isPadding = true
      case 0x0A, 0x0D: continue
      case _ where isPadding: return nil
      case UInt8(ascii: "-"): plain.append(UInt8(ascii: "+"))
      case UInt8(ascii: "_"): plain.append(UInt8(ascii: "/"))
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
        plain.append(character)
      default: return nil
      }
    }
    return plain
  }

  private static func padded(_ characters: ArraySlice<UInt8>) -> String {
    String(decoding: characters, as: UTF8.self) + String(repeating: "=", count: (4 - characters.count % 4) % 4)
  }

  /// Returns the type of bytes that begin like a file.
  private static func type(_ bytes: [UInt8]) -> String? {
    let text = String(decoding: bytes.prefix(16), as: Unicode.ASCII.self)
    let starts: [([UInt8], String)] = [
      ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A], "image/png"), ([0xFF, 0xD8, 0xFF], "image/jpeg"),
      (Array("GIF8".utf8), "image/gif"), (Array("OggS".utf8), "audio/ogg"), (Array("fLaC".utf8), "audio/flac"),
      (Array("ID3".utf8), "audio/mpeg"), ([0xFF, 0xFB], "audio/mpeg"), ([0xFF, 0xF3], "audio/mpeg"),
      (Array("glTF".utf8), "model/gltf-binary"), ([0x50, 0x4B, 3, 4], "application/zip"),
      ([0x1A, 0x45, 0xDF, 0xA3], "video/webm"), ([0x49, 0x49, 0x2A, 0], "image/tiff"),
      ([0x4D, 0x4D, 0, 0x2A], "image/tiff"), (Array("%PDF-".utf8), "application/pdf"),
      (Array("<svg".utf8), "image/svg+xml"),
    ]
    if let known = starts.first(where: { bytes.starts(with: $0.0) }) { return known.1 }
    guard text.utf8.count == 16 else { return nil }
    if text.hasPrefix("RIFF") {
      return text.contains("WEBP") ? "image/webp" : text.contains("WAVE") ? "audio/wav" : nil
    }
    guard text.dropFirst(4).hasPrefix("ftyp") else { return nil }
    let brand = text.dropFirst(8).prefix(4)
    return brand.hasPrefix("avif") ? "image/avif" : brand.hasPrefix("M4A") ? "audio/mp4" : "video/mp4"
  }
}
