/// A text chunk with its text decompressed but not yet decoded.
struct PNGText {
  static let xmpKeyword = "XML:com.adobe.xmp"
  static let recordKeyword = "alice_metadata"
  static let infotextKeyword = "parameters"

  let keyword: String
  let bytes: [UInt8]

  /// Most programs write UTF-8, also where the format says Latin-1; what is not UTF-8 is taken as Windows-1252.
  var text: String { String(validating: bytes, as: UTF8.self) ?? Windows1252.text(of: bytes[...]) }

  /// Throws where the payload is broken or more than `limit` bytes would come out of it.
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

  static func isText(_ type: PNGChunkType) -> Bool { type == "tEXt" || type == "zTXt" || type == "iTXt" }

  /// Of the first bytes of a payload; empty where no keyword ends in them.
  static func keyword(startingIn payload: ArraySlice<UInt8>) -> String {
    payload.firstIndex(of: 0).map { keyword(payload[..<$0]) } ?? ""
  }

  private static func keyword(_ bytes: ArraySlice<UInt8>) -> String {
    String(validating: bytes, as: UTF8.self) ?? Windows1252.text(of: bytes)
  }

  /// A `tEXt` chunk for ASCII, else an uncompressed `iTXt`: the two that every reader of the field understands.
  static func chunk(keyword: String, text: String) -> [UInt8] {
    // A NUL would end the text for some readers and is forbidden by the format.
    let body = text.utf8.map { $0 == 0 ? UInt8(ascii: " ") : $0 }
    let isASCII = body.allSatisfy { $0 < 0x80 }
    return isASCII
      ? PNGChunk.bytes("tEXt", Array(keyword.utf8) + [0] + body) : internationalChunk(keyword: keyword, bytes: body)
  }

  /// An uncompressed `iTXt` chunk with empty language and translated keyword.
  static func internationalChunk(keyword: String, bytes: [UInt8]) -> [UInt8] {
    PNGChunk.bytes("iTXt", Array(keyword.utf8) + [0, 0, 0, 0, 0] + bytes)
  }
}
