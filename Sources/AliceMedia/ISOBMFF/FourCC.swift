/// A box type, brand or handler: four bytes, usually letters. `©` represents the byte A9.
struct FourCC: Hashable, Sendable {
  var code: UInt32

  init(code: UInt32) { self.code = code }

  var bytes: [UInt8] { code.bigEndianBytes }

  /// The four bytes as Latin-1.
  var text: String {
    bytes.reduce(into: "") { $0.unicodeScalars.append(Unicode.Scalar($1)) }
  }
}

extension FourCC: ExpressibleByStringLiteral {
  init(stringLiteral value: String) {
    code = value.unicodeScalars.reduce(0) { $0 << 8 | $1.value & 0xFF }
  }
}
