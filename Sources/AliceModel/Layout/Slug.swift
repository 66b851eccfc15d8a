import AliceNumbers

/// The words of a text as a part of a file name: lower case, joined by `-`.
///
/// If most letters are Latin, the slug is ASCII with accents removed: `Café à Paris` becomes `cafe-a-paris`. In all
/// other texts the letters stay as they are, in NFC, so that the name of a Japanese or Greek prompt is readable.
struct Slug {
  /// The number of scalars that are read; the rest of the text is ignored.
  static let inputLimit = 2000

  private let keepsLetters: Bool
  private let keepsDots: Bool
  private var words: [String] = []
  private var word = ""

  /// Returns a slug of at most `limit` bytes, cut between words if possible; empty if `text` has no letter and no
  /// digit.
  ///
  /// `keepsDots` keeps dots between letters and digits, as in `flux-1.1`.
  static func of(_ text: some StringProtocol, limit: Int, keepsDots: Bool = false) -> String {
    if let slug = ofASCII(text.utf8.prefix(inputLimit), limit: limit, keepsDots: keepsDots) { return slug }
    let scalars = String.UnicodeScalarView(text.unicodeScalars.prefix(inputLimit))
    var slug = Slug(keepsLetters: !isMostlyLatin(scalars), keepsDots: keepsDots)
    for scalar in SafeName.composed(String(scalars)).unicodeScalars { slug.take(scalar) }
    slug.endWord()
    return slug.joined(limit: limit)
  }

  /// A faster path for ASCII, without Unicode properties; returns nil if the text is not all ASCII.
  private static func ofASCII(_ text: some Sequence<UInt8>, limit: Int, keepsDots: Bool) -> String? {
    var slug = Slug(keepsLetters: false, keepsDots: keepsDots)
    var word: [UInt8] = []
    var size = 0
    func end() {
      while word.last == UInt8(ascii: ".") { word.removeLast() }
      if !word.isEmpty { slug.words.append(String(decoding: word, as: UTF8.self)) }
      size += word.count + 1
      word.removeAll(keepingCapacity: true)
    }
    for byte in text {
      guard byte < 0x80 else { return nil }
      // Words beyond the limit are not kept, but every byte must be checked for ASCII.
      guard size <= limit + 1 else { continue }
      switch byte {
      case 0x61...0x7A, 0x30...0x39: word.append(byte)
      case 0x41...0x5A: word.append(byte | 0x20)
      case UInt8(ascii: "'"): continue
      case UInt8(ascii: ".") where keepsDots: if !word.isEmpty, word.last != byte { word.append(byte) }
      default: end()
      }
    }
    end()
    return slug.joined(limit: limit)
  }

  private init(keepsLetters: Bool, keepsDots: Bool) {
    self.keepsLetters = keepsLetters
    self.keepsDots = keepsDots
  }

  private static func isMostlyLatin(_ scalars: String.UnicodeScalarView) -> Bool {
    var latin = 0
    var other = 0
    for scalar in scalars where scalar.properties.isAlphabetic {
      if scalar.asciiFolding != nil { latin += 1 } else if SafeName.isLetter(scalar) { other += 1 }
    }
    return latin >= other
  }

  private mutating func take(_ scalar: Unicode.Scalar) {
    if scalar.properties.isDefaultIgnorableCodePoint || scalar == "'" || scalar == "\u{2019}" { return }
    if scalar == ".", keepsDots {
      if !word.isEmpty, !word.hasSuffix(".") { word.append(".") }
    } else if SafeName.isMark(scalar) {
      // In ASCII slugs accents are dropped; a mark without a letter before it is always dropped.
      if keepsLetters, !word.isEmpty { word.unicodeScalars.append(scalar) }
    } else if keepsLetters, SafeName.isLetter(scalar) {
      word += scalar.properties.lowercaseMapping
    } else if let letters = scalar.asciiFolding {
      word += letters
    } else {
      endWord()
    }
  }

  private mutating func endWord() {
    while word.hasSuffix(".") { word.removeLast() }
    if !word.isEmpty { words.append(SafeName.composed(word)) }
    word = ""
  }

  private func joined(limit: Int) -> String {
    var slug = ""
    for word in words {
      let separator = slug.isEmpty ? "" : "-"
      let room = limit - slug.utf8.count - separator.utf8.count
      guard word.utf8.count <= room else {
        // Scripts without spaces have words of the length of sentences.
        if slug.isEmpty || (keepsLetters && room >= 6) { slug += separator + SafeName.cut(word, to: room) }
        break
      }
      slug += separator + word
    }
    return slug
  }
}
