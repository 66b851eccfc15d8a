import AliceMedia
import AliceModel

/// Records that hold everything that a format could stumble over.
extension SplitMix64 {
  private static let troubles = [
    "", " ", "\0", "a\0b", "\r", "\r\n", "a\r\nb\rc\nd", " leading", "trailing ", "\ttab\t", "\u{FEFF}bom", "]]>",
    "<![CDATA[x]]>", "<?xpacket end=\"w\"?>", "<!-- -- -->", "&amp;&#0;&lt;", "<a b='\"'>", "\\ud800", "\\u0000", "\\",
    "\"", "'", "Negative prompt: none", "a\nNegative prompt: b\nSteps: 20, Sampler: Euler, Seed: 1",
    "Steps: 1, Version: alice", "{\"prompt\": 1}", "e\u{301}", "\u{E9}", "\u{202E}rtl\u{202C}", "\u{5E9}\u{5DC}\u{5D5}",
    "\u{1F469}\u{200D}\u{1F680}", "\u{FFFE}", "\u{FFFF}", "\u{FFFD}", "\u{1FFFE}", "\u{10FFFF}", "\u{D7FF}\u{E000}",
    "\u{1}\u{8}\u{B}\u{C}\u{1F}\u{7F}\u{85}\u{2028}\u{2029}", "a|b/c", "NaN", "-0", "Exif\0\0MM", "UNICODE\0",
  ]

  mutating func anyText() -> String {
    switch Int.random(in: 0..<10, using: &self) {
    case 0...3: SplitMix64.troubles.randomElement(using: &self) ?? ""
    case 4...5: (SplitMix64.troubles.randomElement(using: &self) ?? "") + text(upTo: 20)
    case 6: planes()
    default: text(upTo: 60)
    }
  }

  /// One character of each plane of Unicode that has any.
  private mutating func planes() -> String {
    var text = ""
    for plane in UInt32(0)...16 {
      if let scalar = Unicode.Scalar(plane << 16 | UInt32.random(in: 0...0xFFFF, using: &self)) {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  private mutating func maybe<T>(_ value: (inout SplitMix64) -> T) -> T? {
    Int.random(in: 0..<3, using: &self) == 0 ? nil : value(&self)
  }

  mutating func json(depth: Int = 0) -> JSONValue {
    switch Int.random(in: 0..<(depth < 4 ? 8 : 6), using: &self) {
    case 0: .null
    case 1: .bool(Bool.random(using: &self))
    case 2: .number(JSONNumber(Int64(bitPattern: next())))
    case 3: .number(JSONNumber(Double.random(in: -1e9...1e9, using: &self)) ?? JSONNumber(0))
    case 4: .number(JSONNumber(next()))
    case 5: .string(anyText())
    case 6: .array((0..<Int.random(in: 0...4, using: &self)).map { _ in json(depth: depth + 1) })
    default: .object(object(depth: depth + 1))
    }
  }

  private mutating func object(depth: Int) -> JSONObject {
    var object = JSONObject()
    for _ in 0..<Int.random(in: 0...4, using: &self) { object[anyText()] = json(depth: depth) }
    return object
  }

  private mutating func id() -> AssetID? {
    AssetID(digest: (0..<32).map { _ in UInt8.random(in: 0...255, using: &self) })
  }

  private mutating func timestamp() -> Timestamp {
    Timestamp(
      milliseconds: Int64.random(in: 0...4_000_000_000_000, using: &self),
      offsetMinutes: Int.random(in: -18 * 4...18 * 4, using: &self) * 15)
  }

  private mutating func provenance() -> Provenance {
    let seeds = ["0", "-1", "18446744073709551615", "-9223372036854775808", String(next())]
    return Provenance(
      recipe: Recipe(
        prompt: maybe { $0.anyText() }, negativePrompt: maybe { $0.anyText() }, model: maybe { $0.anyText() },
        seed: maybe { seeds.randomElement(using: &$0) ?? "0" }, parameters: object(depth: 0)),
      provider: maybe { $0.anyText() }, endpoint: maybe { $0.anyText() }, requestID: maybe { $0.anyText() },
      generator: Bool.random(using: &self) ? .alice : maybe { Generator.allCases.randomElement(using: &$0) ?? .alice },
      cost: maybe {
        Cost(
          amount: Money(nanos: Int64.random(in: 0...10_000_000_000_000, using: &$0)),
          basis: Bool.random(using: &$0) ? .billed : .estimate)
      },
      created: maybe { $0.timestamp() }, parents: (0..<Int.random(in: 0...3, using: &self)).compactMap { _ in id() })
  }

  mutating func record() -> AssetRecord {
    var record = AssetRecord(
      provenance: provenance(), rating: maybe { Int.random(in: 1...5, using: &$0) }.flatMap(Rating.init),
      pick: maybe { Bool.random(using: &$0) ? .picked : .rejected },
      elo: maybe { Double.random(in: 1000...2000, using: &$0) }, project: maybe { $0.anyText() }, added: timestamp(),
      originalName: maybe { $0.anyText() })
    if Bool.random(using: &self) { record.alsoFrom = [provenance()] }
    for _ in 0..<Int.random(in: 0...5, using: &self) {
      let tag = TagPath.composed(anyText())
      // Blanks around a tag or a level do not count in any program's list.
      let levels = tag.unicodeScalars.split { $0 == "|" || $0 == "/" }.map { String($0) }
      let isTrimmed = levels.allSatisfy { TagPath.key("x" + $0 + "x") == "x" + TagPath.key($0) + "x" }
      if !tag.isEmpty, isTrimmed, !record.tags.contains(tag) { record.tags.append(tag) }
    }
    if Bool.random(using: &self) {
      record.assessment.score = Score(value: Double.random(in: 0...4, using: &self), scorer: anyText())
    }
    record.assessment.defects = Defect.allCases.filter { _ in Bool.random(using: &self) }
    record.assessment.abstained = maybe { Abstention.allCases.randomElement(using: &$0) ?? .tooSmall }
    if Int.random(in: 0..<8, using: &self) == 0 {
      record.provenance.recipe.prompt = String(repeating: anyText() + "x", count: 400)
    }
    // A file of a generator is marked as made by AI, and read so.
    return record.disclosing
  }
}

extension AssetRecord {
  /// Equal only where every byte of every text is: Swift takes composed and decomposed letters for the same.
  var everyByte: [UInt8] { Array(embeddedJSON(id: nil).canonicalText.utf8) }
}
