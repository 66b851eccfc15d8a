import Foundation

extension FalClient {
  /// Decodes `data:image/png;base64,…` (RFC 2397).
  static func decode(
    _ url: String, limit: UInt64, to sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws(FalError) -> FalDownload {
    guard let comma = url.utf8.firstIndex(of: UInt8(ascii: ",")) else {
      throw .badAnswer("a data: address without data")
    }
    let parts = url[..<comma].dropFirst(5).split(separator: ";")
    let text = url[url.utf8.index(after: comma)...]
    guard UInt64(text.utf8.count) / 4 <= limit / 3 + 1 || parts.last != "base64" else { throw .tooLarge(limit: limit) }
    guard let data = parts.last == "base64" ? Data(base64Encoded: String(text)) : unescaped(text) else {
      throw .badAnswer("a data: address that does not decode")
    }
    guard UInt64(data.count) <= limit else { throw .tooLarge(limit: limit) }
    do {
      try data.withUnsafeBytes { try sink($0) }
    } catch {
      throw .notWritten("\(error)")
    }
    let type = parts.first.flatMap { $0.contains("/") && $0.utf8.count <= 100 ? String($0) : nil }
    return FalDownload(contentType: type, byteCount: UInt64(data.count))
  }

  private static func unescaped(_ text: Substring) -> Data? {
    text.removingPercentEncoding.map { Data($0.utf8) }
  }
}
