import AliceNumbers

/// The part of a file that a request asks for: RFC 9110, section 14.
enum ByteRange: Sendable, Hashable {
  /// No range, a range that is not understood, or several: the whole file is sent.
  case whole
  case part(Range<UInt64>)
  /// The range begins after the end.
  case unsatisfiable

  init(_ header: String?, size: UInt64) {
    self = .whole
    guard let header, let equals = header.firstIndex(of: "="),
      header[..<equals].lowercased() == "bytes"
    else { return }
    let text = header[header.index(after: equals)...]
    guard !text.contains(","), let dash = text.firstIndex(of: "-") else { return }
    let first = text[..<dash]
    let last = text[text.index(after: dash)...]
    guard ByteRange.isNumber(first) || first.isEmpty, ByteRange.isNumber(last) || last.isEmpty else { return }
    if first.isEmpty {
      guard !last.isEmpty else { return }
      // A number too large for 64 bits is larger than any file.
      let count = min(UInt64(last) ?? .max, size)
      self = count == 0 ? .unsatisfiable : .part(size - count..<size)
      return
    }
    let start = UInt64(first) ?? .max
    let end = last.isEmpty ? UInt64.max : UInt64(last) ?? .max
    guard start <= end else { return }
    self = start >= size ? .unsatisfiable : .part(start..<(end >= size ? size : end + 1))
  }

  private static func isNumber(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
