import AliceNumbers

/// A text chunk whose text is decompressed but not decoded.
struct PNGText {
  static let xmpKeyword = "XML:com.adobe.xmp"
  static let recordKeyword = "alice_metadata"
  static let infotextKeyword = "parameters"

  let keyword: String
  let bytes: [UInt8]

  /// The decoded text. Most programs write UTF-8, even if the format demands Latin-1.
  var text: String { ByteText.decoded(bytes[...]) }

  /// Throws if the payload is damaged or would exceed `limit` bytes.
  init(_ type: PNGChunkType, _ payload: ArraySlice<UInt8>, limit: Int) throws(Inflate.Failure) {
    guard let end = payload.firstIndex(of: 0) else { throw .corrupt }
    keyword = PNGText.keyword(payload[..<end])
    var rest = payload[(end + 1)...]
    switch type {
    case "zTXt":
      guard rest.popFirst() == 0 else { throw .corrupt }
      bytes = try Inflate.bytes(of: rest, limit: limit)
    case "iTXt":
      let compressed = rest.popFirst() == 1
      guard rest.popFirst() != nil, let language = rest.firstIndex(of: 0),
        let translated = rest[(language + 1)...].firstIndex(of: 0)
      else { throw .corrupt }
      rest = rest[(translated + 1)...]
      bytes = compressed ? try Inflate.bytes(of: rest, limit: limit) : Array(rest)
    default: bytes = Array(rest)
    }
    guard bytes.count <= limit else { throw .tooLarge }
  }

  /// Returns a chunk of the type with the same keyword and another text; nil if it cannot be compressed.
  func chunk(_ type: PNGChunkType, of text: [UInt8]) -> [UInt8]? {
    switch type {
    case "zTXt": Deflate.zlib(text).map { PNGChunk.bytes(type, Array(keyword.utf8) + [0, 0] + $0) }
    case "iTXt": PNGText.internationalChunk(keyword: keyword, bytes: text)
    default: PNGChunk.bytes(type, Array(keyword.utf8) + [0] + text)
    }
  }

  static func isText(_ type: PNGChunkType) -> Bool { type == "tEXt" || type == "zTXt" || type == "iTXt" }

  /// Returns the keyword in the first bytes of a payload; empty if it does not end there.
  static func keyword(startingIn payload: ArraySlice<UInt8>) -> String {
    payload.firstIndex(of: 0).map { keyword(payload[..<$0]) } ?? ""
  }

  private static func keyword(_ bytes: ArraySlice<UInt8>) -> String {
    String(validating: bytes, as: UTF8.self) ?? Windows1252.text(of: bytes)
  }

  /// Returns a `tEXt` chunk for ASCII, else an uncompressed `iTXt`; every reader understands both.
  static func chunk(keyword: String, text: String) -> [UInt8] {
    // The format forbids NUL, and some readers would end the text there.
    let body = text.utf8.map { $0 == 0 ? UInt8(ascii: " ") : $0 }
    let isASCII = body.allSatisfy { $0 < 0x80 }
    return isASCII
      ? PNGChunk.bytes("tEXt", Array(keyword.utf8) + [0] + body) : internationalChunk(keyword: keyword, bytes: body)
  }

  /// Returns an uncompressed `iTXt` chunk without language and translated keyword.
  static func internationalChunk(keyword: String, bytes: [UInt8]) -> [UInt8] {
    PNGChunk.bytes("iTXt", Array(keyword.utf8) + [0, 0, 0, 0, 0] + bytes)
  }
}
