import AliceNumbers
import Foundation

extension FalClient {
  /// Decodes `data:image/png;base64,…` (RFC 2397), also in the forms in which programs write it by mistake: with blanks,
  /// line breaks, escapes, the alphabet for URLs, and without padding.
  static func decode(
    _ url: String, limit: UInt64, to sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws(FalError) -> FalDownload {
    guard let comma = url.utf8.firstIndex(of: UInt8(ascii: ",")) else {
      throw .badAnswer("a data: address without data")
    }
    let parts = url[..<comma].dropFirst(5).split(separator: ";", omittingEmptySubsequences: false).map {
      String($0).trimmed
    }
    let text = url[url.utf8.index(after: comma)...]
    let isBase64 = parts.dropFirst().last?.lowercased() == "base64"
    guard UInt64(text.utf8.count) / 4 <= limit / 3 + 1 || !isBase64 else { throw .tooLarge(limit: limit) }
    guard let data = isBase64 ? plain(text) : unescaped(text) else {
      throw .badAnswer("a data: address that does not decode")
    }
    guard UInt64(data.count) <= limit else { throw .tooLarge(limit: limit) }
    do {
      try data.withUnsafeBytes { try sink($0) }
    } catch {
      throw .notWritten("\(error)")
    }
    let type = parts.first.flatMap { $0.contains("/") && $0.utf8.count <= 100 ? $0 : nil }
    // A text without a type is one (RFC 2397).
    let told = type ?? (isBase64 ? nil : "text/plain")
    return FalDownload(contentType: told, byteCount: UInt64(data.count))
  }

  private static func plain(_ text: Substring) -> Data? {
    if let data = Data(base64Encoded: String(text)) { return data }
    var characters: [UInt8] = []
    characters.reserveCapacity(text.utf8.count + 3)
    let source = text.utf8.contains(UInt8(ascii: "%")) ? text.removingPercentEncoding ?? String(text) : String(text)
    for byte in source.utf8 {
      switch byte {
      case UInt8(ascii: "-"): characters.append(UInt8(ascii: "+"))
      case UInt8(ascii: "_"): characters.append(UInt8(ascii: "/"))
      case UInt8(ascii: "="), 0x09, 0x0A, 0x0D, 0x20: continue
      default: characters.append(byte)
      }
    }
    guard characters.count % 4 != 1 else { return nil }
    characters += Array(repeating: UInt8(ascii: "="), count: (4 - characters.count % 4) % 4)
    return Data(base64Encoded: Data(characters))
  }

  /// Returns the bytes of a text in which `%` and two digits stand for a byte. Any other `%` stands for itself.
  private static func unescaped(_ text: Substring) -> Data {
    var bytes = Data()
    let source = Array(text.utf8)
    var at = 0
    while at < source.count {
      if source[at] == UInt8(ascii: "%"), at + 2 < source.count, let high = digit(source[at + 1]),
        let low = digit(source[at + 2])
      {
        bytes.append(high << 4 | low)
        at += 3
      } else {
        bytes.append(source[at])
        at += 1
      }
    }
    return bytes
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
  }
}
