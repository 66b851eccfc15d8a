import AliceModel
import AliceNumbers

extension PNGFile {
  /// Writes the metadata after IHDR, in the order that most readers understand: XMP, alice's document, EXIF, and
  /// `parameters` last.
  ///
  /// The chunks that alice wrote before and the merged XMP packet are removed; all other chunks are copied byte for
  /// byte in their order.
  static func embed(_ metadata: MetadataSet, into bytes: some RandomAccessBytes) throws(MediaError) -> Splice {
    var walker = PNGWalker(bytes)
    guard let header = try walker.next(), header.type == "IHDR", header.isComplete else {
      throw .malformed(.png, offset: 8)
    }
    var keepsInfotext = false
    var rest = Splice()
    var replacement = PNGReplacement(metadata)
    while let chunk = try walker.next() {
      switch try replacement.role(of: chunk, window: &walker.window) {
      case .replaced: break
      case .amended(let bytes):
        let size = Int(chunk.range.upperBound - chunk.range.lowerBound)
        rest.append(bytes, over: chunk.range, of: try walker.window.bytes(at: chunk.offset, count: size))
      case .foreignInfotext:
        keepsInfotext = true
        rest.append(source: chunk.range)
      case .foreign: rest.append(source: chunk.range)
      }
    }
    if walker.position < walker.window.count { rest.append(source: walker.position..<walker.window.count) }
    var splice = Splice()
    splice.append(source: 0..<header.range.upperBound)
    splice.append(newChunks(metadata, withInfotext: !keepsInfotext))
    splice.append(rest)
    return splice
  }

  private static func newChunks(_ metadata: MetadataSet, withInfotext: Bool) -> [UInt8] {
    var chunks = PNGText.internationalChunk(keyword: PNGText.xmpKeyword, bytes: metadata.xmp)
    chunks += PNGText.internationalChunk(keyword: PNGText.recordKeyword, bytes: Array(metadata.recordJSON.utf8))
    if case .write(let block) = metadata.exif { chunks += PNGChunk.bytes("eXIf", block) }
    if withInfotext, let infotext = metadata.infotext {
      chunks += PNGText.chunk(keyword: PNGText.infotextKeyword, text: infotext)
    }
    return chunks
  }
}

/// Determines which chunks of a file the new metadata replaces.
private struct PNGReplacement {
  enum Role {
    case replaced, foreign, foreignInfotext
    /// The chunk of another program with alice's verdict in its fields.
    case amended([UInt8])
  }

  private let metadata: MetadataSet
  private var hasPacket: Bool

  init(_ metadata: MetadataSet) {
    self.metadata = metadata
    hasPacket = metadata.replacedXMP == nil
  }

  mutating func role(of chunk: PNGChunk, window: inout ByteWindow) throws(MediaError) -> Role {
    if chunk.type == "eXIf" {
      if case .write = metadata.exif { return .replaced }
      return try amended(chunk, window: &window)
    }
    guard PNGText.isText(chunk.type) else { return .foreign }
    let keyword = PNGText.keyword(startingIn: try window.bytes(at: chunk.payload.lowerBound, count: 80))
    switch keyword {
    case PNGText.recordKeyword: return .replaced
    case PNGText.infotextKeyword:
      guard let text = try text(of: chunk, window: &window) else { return .foreignInfotext }
      return Infotext.isWrittenByAlice(text.text) ? .replaced : .foreignInfotext
    case _ where keyword == PNGText.xmpKeyword || keyword.hasPrefix("Raw profile type "):
      guard let text = try text(of: chunk, window: &window) else { return .foreign }
      guard !hasPacket, holdsPacket(text) else { return amended(text, chunk.type) }
      hasPacket = true
      return .replaced
    default: return .foreign
    }
  }

  private func amended(_ chunk: PNGChunk, window: inout ByteWindow) throws(MediaError) -> Role {
    let size = chunk.payload.upperBound - chunk.payload.lowerBound
    guard chunk.isComplete, size <= UInt64(PNGFile.textLimit) else { return .foreign }
    let block = try Array(window.bytes(at: chunk.payload.lowerBound, count: Int(size)))
    let new = metadata.amended(exif: block, limit: PNGFile.textLimit)
    return new.map { .amended(PNGChunk.bytes(chunk.type, $0)) } ?? .foreign
  }

  /// EXIF and IPTC can be in the form of ImageMagick's profiles, and further packets of XMP, too.
  private func amended(_ text: PNGText, _ type: PNGChunkType) -> Role {
    let limit = PNGFile.textLimit / 4
    let profile: [UInt8]? =
      switch RawProfile(text) {
      case nil where text.keyword == PNGText.xmpKeyword: metadata.amended(xmp: text.bytes, limit: limit)
      case .exif: RawProfile.amended(text) { metadata.amended(exif: $0, limit: limit) }
      case .iptc: RawProfile.amended(text) { metadata.amended(iptc: $0, limit: limit) }
      default: nil
      }
    guard let chunk = profile.flatMap({ text.chunk(type, of: $0) }) else { return .foreign }
    return .amended(chunk)
  }

  private func holdsPacket(_ text: PNGText) -> Bool {
    if text.keyword == PNGText.xmpKeyword { return text.bytes == metadata.replacedXMP }
    if case .xmp(let packet) = RawProfile(text) { return packet == metadata.replacedXMP }
    return false
  }

  private func text(of chunk: PNGChunk, window: inout ByteWindow) throws(MediaError) -> PNGText? {
    let size = chunk.payload.upperBound - chunk.payload.lowerBound
    guard size <= UInt64(PNGFile.textLimit) else { return nil }
    let payload = try window.bytes(at: chunk.payload.lowerBound, count: Int(size))
    return try? PNGText(chunk.type, payload, limit: PNGFile.textLimit)
  }
}

extension Infotext {
  /// Returns whether alice wrote the text, in this or another version.
  static func isWrittenByAlice(_ text: String) -> Bool { parse(text)?["Version"] == "alice" }
}
