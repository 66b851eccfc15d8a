import AliceModel
import AliceNumbers

/// Rebuilds a `moov` with alice's keys. Everything else in it is copied byte for byte.
struct MovieEmbedding {
  /// QuickTime's XMP inside `moov/udta`, if the video has it there; set it to replace the packet.
  var innerXMP: [UInt8]?
  private let movie: MemoryBox
  private let texts: [(key: String, text: String)]
  /// Whether a comment, if there is one, is a copy of alice's document.
  private let isCommentOwn: Bool
  /// The keys that alice writes only if no other program has.
  private static let descriptionKey = "com.apple.quicktime.description"
  private static let softwareKey = "com.apple.quicktime.software"

  init(_ movie: Movie, record: AssetRecord, id: AssetID, infotext: String?) {
    self.movie = movie.box
    let metadata = MovieMetadata(movie.box)
    innerXMP = metadata.xmp
    // Keys come back in upper case from a film that was Matroska for a while.
    func existingText(_ key: String) -> String? {
      let keyed = metadata.entries.filter { $0.container == "mp4:keys" }
      return (keyed.first { $0.key == key } ?? keyed.first { $0.key.lowercased() == key })?.text
    }
    let software = existingText(MovieEmbedding.softwareKey)
    var texts: [(key: String, text: String)] = []
    if let infotext, existingText(PNGText.infotextKeyword).map(Infotext.isWrittenByAlice) ?? true {
      texts.append((PNGText.infotextKeyword, infotext))
    }
    let oldDocument = existingText(FilmRecord.key).flatMap { try? JSONValue(parsing: $0, limits: .lenient) }
    let description = existingText(MovieEmbedding.descriptionKey)
    let ours = [oldDocument?["prompt"], oldDocument?["corrected"]?["prompt"]].compactMap { $0?.stringValue }
    if let prompt = record.prompt, description.map(ours.contains) ?? true {
      texts.append((MovieEmbedding.descriptionKey, prompt))
    }
    if software == Generator.alice.rawValue || software == nil {
      texts.append((MovieEmbedding.softwareKey, Generator.alice.rawValue))
    }
    let document = record.embeddedJSON(id: id).canonicalText
    texts.append((FilmRecord.key, document))
    let comments = metadata.entries.filter { $0.key.lowercased() == FilmRecord.commentKey }
    isCommentOwn = comments.allSatisfy { FilmRecord.isDocument($0.text) }
    if isCommentOwn, document.utf8.count <= FilmRecord.commentLimit { texts.append((FilmRecord.commentKey, document)) }
    self.texts = texts
  }

  /// The whole box; nil if a part of the old one is invalid and would be lost, or if the new one is too large.
  var box: [UInt8]? {
    let (children, rest) = MemoryBox.all(in: movie.payload)
    guard rest.isEmpty, children.count(of: "udta") <= 1, children.count(of: "meta") <= 1 else { return nil }
    let own = children.first { $0.type == "meta" }
    let data = children.first { $0.type == "udta" }
    let isInside = hasKeysInUserData(data, and: own)
    var payload: [UInt8] = []
    for child in children where child.type != "udta" && (isInside || child.type != "meta") { payload += child.whole }
    guard let userData = userData(data, withKeys: isInside) else { return nil }
    payload += userData
    if !isInside {
      guard let meta = meta(own, isFull: false) else { return nil }
      payload += meta
    }
    guard payload.count < Int(Movie.sizeLimit) - 8 else { return nil }
    return MemoryBox.bytes("moov", payload)
  }

  /// Keys belong in `udta`, where most readers look. If Apple's keys are directly in `moov`, ours join them; and if
  /// iTunes' items occupy the place in `udta`, ours must go into `moov` too.
  private func hasKeysInUserData(_ data: MemoryBox?, and own: MemoryBox?) -> Bool {
    let inside = data?.child("meta").map(MetaBox.init)
    if inside?.keyedItems.contains(where: { $0.key.name == FilmRecord.key }) == true { return true }
    if let own, MetaBox(own).handler == "mdta" { return false }
    return inside.map { $0.handler == "mdta" || $0.isEmpty } ?? true
  }

  private func userData(_ box: MemoryBox?, withKeys: Bool) -> [UInt8]? {
    let (children, rest) = box.map { MemoryBox.all(in: $0.payload) } ?? ([], [])
    // QuickTime ends the list with four zero bytes.
    guard rest.allSatisfy({ $0 == 0 }), rest.count < 8, children.count(of: "meta") <= 1, children.count(of: "XMP_") <= 1
    else { return nil }
    var payload: [UInt8] = []
    for child in children where child.type != "XMP_" && !(withKeys && child.type == "meta") { payload += child.whole }
    if let innerXMP { payload += MemoryBox.bytes("XMP_", innerXMP) }
    if withKeys {
      guard let meta = meta(children.first { $0.type == "meta" }, isFull: true) else { return nil }
      payload += meta
    }
    return payload.isEmpty ? [] : MemoryBox.bytes("udta", payload)
  }

  /// Writes foreign keys first, in their order, then ours. A new box in `udta` has version and flags (`isFull`), and
  /// one in `moov` has none, because ffmpeg and exiftool write and expect them so.
  private func meta(_ box: MemoryBox?, isFull: Bool) -> [UInt8]? {
    let old = box.map(MetaBox.init)
    guard old.map({ $0.isIntact && $0.unkeyedItems.isEmpty && ($0.handler == "mdta" || $0.isEmpty) }) ?? true else {
      return nil
    }
    let replaced = Set(texts.map(\.key)).union(isCommentOwn ? [FilmRecord.commentKey] : [])
    let kept = (old?.keyedItems ?? []).filter { !replaced.contains($0.key.name.lowercased()) }
    var keys = kept.map { MemoryBox.bytes($0.key.namespace, $0.key.bytes) }
    var items = kept.map { Array($0.payload) }
    for (key, text) in texts {
      keys.append(MemoryBox.bytes("mdta", Array(key.utf8)))
      items.append(MemoryBox.bytes("data", [0, 0, 0, 1, 0, 0, 0, 0] + Array(text.utf8)))
    }
    let list = zip(items.indices, items).flatMap { MemoryBox.bytes(FourCC(code: UInt32($0 + 1)), $1) }
    var payload: [UInt8] = old?.isFull ?? isFull ? [0, 0, 0, 0] : []
    payload += MemoryBox.bytes("hdlr", [0, 0, 0, 0, 0, 0, 0, 0] + Array("mdta".utf8) + Array(repeating: 0, count: 13))
    payload += MemoryBox.bytes("keys", [0, 0, 0, 0] + UInt32(keys.count).bigEndianBytes + keys.flatMap { $0 })
    payload += MemoryBox.bytes("ilst", list)
    for other in old?.others ?? [] { payload += other.whole }
    return MemoryBox.bytes("meta", payload)
  }
}

extension [MemoryBox] {
  fileprivate func count(of type: FourCC) -> Int { count { $0.type == type } }
}

extension MetaBox {
  fileprivate var isEmpty: Bool { keyedItems.isEmpty && unkeyedItems.isEmpty }
}
