import AliceNumbers

/// The syntax of a test, before its field gives it a meaning.
struct SearchTestSource {
  let comparison: SearchComparison?
  let value: String
  let quoted: Bool
  let source: String

  /// Returns the member of a closed list, for `is:`, `has:` and `no:`.
  func named<Choice>(_ field: String) throws(SearchQueryError) -> Choice
  where Choice: RawRepresentable<String> & CaseIterable {
    if comparison == nil, !isPrefix, let choice = Choice(rawValue: value.lowercased()) { return choice }
    throw choiceError(field, Choice.allCases.map(\.rawValue))
  }

  /// Returns a test of a recorded parameter, which may be text or a number; only comparisons treat it as a number.
  func parameter(_ name: String) throws(SearchQueryError) -> SearchTest {
    guard !isPrefix else { throw .misplacedWildcard(word: source) }
    guard comparison == nil || comparison == .equal, quoted || range == nil else {
      return test(.number(try numbers(name)))
    }
    return isPresence ? test(.present) : test(name: try unordered(name))
  }

  func value(of field: SearchField, _ context: SearchContext) throws(SearchQueryError) -> SearchTest {
    if isPresence { return test(.present) }
    guard !isPrefix || field.kind == .words else { throw .misplacedWildcard(word: source) }
    let name = field.rawValue
    switch field.kind {
    case .number: return test(.number(try numbers(name)))
    case .measure: return test(.number(try measures(name)))
    case .ratio: return test(.number(try ratios(name)))
    case .money: return test(.money(try ordered(name, "an amount in dollars, as in 0.05 or >0.05", read: Money.init)))
    case .seed: return test(.seed(try ordered(name, "a whole number", read: SearchSeed.key)))
    case .date: return test(.date(try dates(name, context)))
    case .name where field == .tag && comparison == .equal: return test(.exactly(try unordered(name)))
    case .name: return test(name: try unordered(name))
    case .choice: return test(.equals(try choice(field)))
    case .id: return test(.equals(try id(name)))
    case .words: return test(.words(try words(name)))
    case .example: return test(.equals(try example(name)))
    case .color: return test(.color(try color(name)))
    }
  }

  /// Returns the test of the tag that stands for an album.
  func album() throws(SearchQueryError) -> SearchTest {
    guard !isPrefix else { throw .misplacedWildcard(word: source) }
    if isPresence { return SearchTest(meaning: .equals(Album.root), source: Album.root) }
    let name = Album.tag(try unordered("album"))
    if comparison == .equal { return SearchTest(meaning: .exactly(name), source: "=" + SearchParser.quoted(name)) }
    let isGlob = !quoted && name.contains { $0 == "*" || $0 == "?" }
    return isGlob
      ? SearchTest(meaning: .glob(name), source: name)
      : SearchTest(meaning: .equals(name), source: SearchParser.quoted(name))
  }

  /// Returns the text of `near:`.
  func near() throws(SearchQueryError) -> SearchText {
    guard comparison == nil, !isPrefix, quoted || !value.contains("*") else {
      throw error("near", "a word, as in near:kitty")
    }
    guard value.unicodeScalars.contains(where: { !SearchParser.isSpace($0) }) else {
      throw .missingValue(field: "near")
    }
    return SearchText(quoted || !value.hasSuffix("~") ? value : String(value.dropLast()), match: .near)
  }

  private var isPresence: Bool { !quoted && comparison == nil && value == "*" }
  /// Whether a star follows a quoted value.
  private var isPrefix: Bool { quoted && source.hasSuffix("*") }

  private func test(_ meaning: SearchTest.Meaning) -> SearchTest { SearchTest(meaning: meaning, source: source) }

  private func test(name: String) -> SearchTest {
    let isGlob = !quoted && name.contains { $0 == "*" || $0 == "?" }
    return test(isGlob ? .glob(name) : .equals(name))
  }

  /// The limits of `value..value`, either of which may be missing; nil if the value is not a range.
  private var range: (lower: String?, upper: String?)? {
    guard !quoted, comparison == nil, let dots = value.firstRange(of: "..") else { return nil }
    let lower = String(value[..<dots.lowerBound])
    let upper = String(value[dots.upperBound...])
    if lower.isEmpty, upper.isEmpty { return nil }
    return (lower.isEmpty ? nil : lower, upper.isEmpty ? nil : upper)
  }

  func error(_ field: String, _ expected: String) -> SearchQueryError {
    .badValue(field: field, value: source, expected: expected)
  }

  private func choiceError(_ field: String, _ choices: [String]) -> SearchQueryError {
    if let nearest = Spelling.nearest(to: value.lowercased(), in: choices) {
      return error(field, "did you mean \(nearest)?")
    }
    return error(field, "expected one of " + choices.joined(separator: ", "))
  }
}

extension SearchTestSource {
  private func ordered<Value>(
    _ field: String, _ expected: String, read: (String) -> Value?
  ) throws(SearchQueryError) -> SearchRange<Value> {
    guard let range else {
      guard let value = read(value) else { throw error(field, expected) }
      return .comparing(comparison ?? .equal, value)
    }
    let lower = range.lower.map(read)
    let upper = range.upper.map(read)
    // A limit that is present but unreadable is `.some(nil)`.
    if case .some(nil) = lower { throw error(field, expected) }
    if case .some(nil) = upper { throw error(field, expected) }
    return .within(lower ?? nil, upper ?? nil)
  }

  private func numbers(_ field: String) throws(SearchQueryError) -> SearchRange<Double> {
    try ordered(field, "a number, as in 4, >=4 or 3..5", read: SearchTestSource.number)
  }

  private func measures(_ field: String) throws(SearchQueryError) -> SearchRange<Double> {
    let range = try numbers(field)
    guard let value = range.lower?.value, range == .exactly(value) else { return range }
    let places = self.value.utf8.drop { $0 != UInt8(ascii: ".") }.dropFirst().count
    var half = 0.5
    for _ in 0..<min(places, 12) { half /= 10 }
    return SearchRange(from: .init(value - half, inclusive: true), to: .init(value + half, inclusive: false))
  }

  /// A ratio such as `16:9` matches approximately: 1344 by 768 counts as 16:9 as well.
  private func ratios(_ field: String) throws(SearchQueryError) -> SearchRange<Double> {
    let range = try ordered(field, "a ratio, as in 16:9 or >1.5", read: SearchTestSource.ratio)
    guard let value = range.lower?.value, range == .exactly(value) else { return range }
    return .within(value * 0.98, value * 1.02)
  }

  private func dates(_ field: String, _ context: SearchContext) throws(SearchQueryError) -> SearchRange<SearchMoment> {
    let expected = "a date, as in 2026-11, 7d, last week, 20 October 2026 or 2026-01..2026-03"
    func read(_ text: String) throws(SearchQueryError) -> SearchSpan {
      if let span = SearchSpan(text, context) { return span }
      throw error(field, WrittenDay.ambiguity(of: text) ?? expected)
    }
    guard let range else { return try read(value).range(comparison) }
    let lower = try range.lower.map { text throws(SearchQueryError) in try read(text) }
    let upper = try range.upper.map { text throws(SearchQueryError) in try read(text) }
    return SearchRange(
      from: lower.map { .init($0.start, inclusive: true) }, to: upper.map { .init($0.end, inclusive: false) })
  }

  /// Rejects comparisons, because names have no order.
  private func unordered(_ field: String) throws(SearchQueryError) -> String {
    guard comparison == nil || comparison == .equal else {
      throw error(field, "names can be matched, also with * and ?, but not compared")
    }
    guard value.count(where: { $0 == "*" }) <= 8, value.utf8.count <= 1024 else { throw .tooComplex }
    return value
  }

  private func choice(_ field: SearchField) throws(SearchQueryError) -> String {
    let value = try unordered(field.rawValue).lowercased()
    if field == .type {
      if let kind = MediaKind(named: value) { return kind.rawValue }
      throw choiceError(field.rawValue, MediaKind.allCases.map(\.rawValue))
    }
    if let format = MediaFormat(rawValue: value) ?? MediaFormat(fileExtension: value) { return format.rawValue }
    throw choiceError(field.rawValue, MediaFormat.allCases.map(\.rawValue))
  }

  private func id(_ field: String) throws(SearchQueryError) -> String {
    let value = value.lowercased()
    let hexadecimal = value.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard comparison == nil || comparison == .equal, (1...64).contains(value.utf8.count), hexadecimal else {
      throw error(field, "the first digits of an id, as in 3f9a1c2b7d")
    }
    return value
  }

  /// Reads an id or the name of a file.
  private func example(_ field: String) throws(SearchQueryError) -> String {
    guard comparison == nil, value.utf8.count <= 4096 else {
      throw error(field, "an asset or a file, as in 3f9a1c2b7d or picture.png")
    }
    return value
  }

  private func color(_ field: String) throws(SearchQueryError) -> PictureColor {
    if comparison == nil, let rgb = ColorName.rgb(of: value) { return PictureColor(rgb: rgb) }
    let nearest = Spelling.nearest(to: value.lowercased(), in: ColorName.all).map { "did you mean \($0)?" }
    throw error(field, nearest ?? "a colour, as in teal, #0a7 or #00aa77")
  }

  private func words(_ field: String) throws(SearchQueryError) -> SearchText {
    let value = try unordered(field)
    if quoted {
      guard value.unicodeScalars.contains(where: { !SearchParser.isSpace($0) }) else {
        throw .missingValue(field: field)
      }
      if source.hasSuffix("~") { return SearchText(value, match: .near) }
      return SearchText(value, match: isPrefix ? .prefix : .whole, quoted: true)
    }
    guard let text = SearchText(word: value) else { throw .misplacedWildcard(word: value) }
    return text
  }

  /// Reads plain decimals only.
  static func number(_ text: String) -> Double? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }),
      text.utf8.last != UInt8(ascii: "."), let value = Double(text), value.isFinite
    else { return nil }
    return value
  }

  private static func ratio(_ text: String) -> Double? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { number(String($0)) }
    guard let width = parts[0], width > 0 else { return nil }
    if parts.count == 1 { return width }
    guard parts.count == 2, let height = parts[1], height > 0 else { return nil }
    return (width / height).isFinite ? width / height : nil
  }
}
