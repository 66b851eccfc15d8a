import AliceNumbers

/// A parser of the search language.
///
///     query := or ;  or := and ( "OR" and )* ;  and := unary+ ;  unary := [ "-" | "NOT" ] atom
///     atom  := "(" query ")" | field ":" test ( "|" test )* | '"' phrase '"' [ "*" | "~" ] | word [ "*" | "~" ]
///              | "*" word "*" | "*" | "@" name
///     test  := [ ">=" | "<=" | ">" | "<" | "=" ] value | value ".." value | glob | quoted
///
/// `AND` may separate terms, and `|` separates alternative words. What is pasted from a prompt is words: the emphasis of
/// `(red scarf:1.25)`, `[x:y:0.5]` and `word::2`, and commas between them; `<lora:NAME:1>` is the LoRA or its name.
struct SearchParser {
  enum Limit {
    static let scalars = 32_768
    static let terms = 400
    static let depth = 24
    /// Each of them is compared with the whole table of meanings.
    static let nearWords = 32
  }

  let text: [Unicode.Scalar]
  let context: SearchContext
  var at = 0
  var terms = 0
  /// The saved queries that contain this text, from the outermost on, in lower case.
  var opened: [String] = []
  /// Whether a word precedes in the same parentheses.
  var isAfterWord = false
  /// The terms outside of parentheses, with their places in the text.
  private(set) var pieces: [(range: Range<Int>, term: SearchTerm)] = []

  init(_ text: String, _ context: SearchContext) {
    self.text = Array(text.unicodeScalars.prefix(Limit.scalars + 1))
    self.context = context
  }

  mutating func query() throws(SearchQueryError) -> SearchTerm {
    guard text.count <= Limit.scalars else { throw .tooComplex }
    skipSpace()
    guard !isAtEnd else { throw .empty }
    let term = try or(depth: 0)
    guard isAtEnd else { throw .unbalanced(offset: at) }
    guard term.nearWords.count <= Limit.nearWords else { throw .tooComplex }
    if case .or = term { pieces = [(0..<text.count, term)] }
    return term
  }

  private mutating func or(depth: Int) throws(SearchQueryError) -> SearchTerm {
    var alternatives = [try and(depth: depth)]
    while take(keyword: "OR") { alternatives.append(try and(depth: depth)) }
    return .any(alternatives)
  }

  private mutating func and(depth: Int) throws(SearchQueryError) -> SearchTerm {
    isAfterWord = false
    var conjuncts = [try piece(depth: depth)]
    while true {
      skipSpace()
      while next == "," { skip(1) }
      isAfterWord = conjuncts.contains { if case .text = $0 { true } else { false } }
      if isAtEnd || next == ")" || isNext(keyword: "OR") { return .all(conjuncts) }
      _ = take(keyword: "AND")
      conjuncts.append(try piece(depth: depth))
    }
  }

  private mutating func piece(depth: Int) throws(SearchQueryError) -> SearchTerm {
    skipSpace()
    let start = at
    let term = try unary(depth: depth)
    if depth == 0 { pieces.append((start..<at, term)) }
    return term
  }

  private mutating func unary(depth: Int) throws(SearchQueryError) -> SearchTerm {
    var negated = false
    while take(keyword: "NOT") { negated.toggle() }
    skipSpace()
    if next == "-" {
      at += 1
      guard let next, next != "-", !SearchParser.isSpace(next) else { throw .expectedTerm(offset: at) }
      negated.toggle()
    }
    let term = try atom(depth: depth)
    return negated ? .not(term) : term
  }

  private mutating func atom(depth: Int) throws(SearchQueryError) -> SearchTerm {
    if next == ")", depth == 0 { throw .unbalanced(offset: at) }
    guard let next, next != ")", !isNext(keyword: "OR"), !isNext(keyword: "AND") else {
      throw .expectedTerm(offset: at)
    }
    terms += 1
    guard terms <= Limit.terms else { throw .tooComplex }
    if next == "(" { return try group(depth: depth) }
    var words = [try wordOrField()]
    while self.next == "|" {
      at += 1
      words.append(try wordOrField())
    }
    return .any(words)
  }

  private mutating func group(depth: Int) throws(SearchQueryError) -> SearchTerm {
    guard depth < Limit.depth else { throw .tooComplex }
    let start = at
    at += 1
    let term = try or(depth: depth + 1)
    guard next == ")" else { throw .unbalanced(offset: start) }
    at += 1
    return term
  }

  private mutating func wordOrField() throws(SearchQueryError) -> SearchTerm {
    if next == "\"" { return .text(try phrase()) }
    if next == "<", let term = try pastedTag() { return term }
    if next == "@", let term = try savedQuery() { return term }
    let start = at
    let word = run { $0 != ":" && $0 != "|" }
    if next == ":" {
      if let term = pastedWords(after: word) { return term }
      at += 1
      return try field(word)
    }
    guard !word.isEmpty else { throw .expectedTerm(offset: start) }
    if word.utf8.allSatisfy({ $0 == UInt8(ascii: "*") }) { return .all }
    guard let text = SearchText(word: word) else { throw .misplacedWildcard(word: word) }
    return .text(text)
  }

  /// Reads a phrase, which may be followed directly by a star or a tilde.
  private mutating func phrase() throws(SearchQueryError) -> SearchText {
    let start = at
    let text = try quotedText()
    guard text.unicodeScalars.contains(where: { !SearchParser.isSpace($0) }) else {
      throw .expectedTerm(offset: start + 1)
    }
    guard next == "*" || next == "~" else { return SearchText(text, quoted: true) }
    let isNear = next == "~"
    at += 1
    return isNear ? SearchText(text, match: .near) : SearchText(text, match: .prefix, quoted: true)
  }

  private mutating func field(_ name: String) throws(SearchQueryError) -> SearchTerm {
    let lowered = name.lowercased()
    let tests = try alternatives(of: lowered)
    switch lowered {
    case "is": return .flag(try tests.map { test throws(SearchQueryError) in try test.named("is") })
    case "has": return .has(try tests.map { test throws(SearchQueryError) in try test.named("has") })
    case "no": return .lacks(try tests.map { test throws(SearchQueryError) in try test.named("no") })
    case "near": return .any(try tests.map { test throws(SearchQueryError) in .text(try test.near()) })
    case "album": return .field(.tag, try tests.map { test throws(SearchQueryError) in try test.album() })
    default: break
    }
    if lowered.hasPrefix("p."), lowered.utf8.count > 2 {
      let key = SearchParameter.key(String(lowered.dropFirst(2)))
      return .parameter(key, try tests.map { test throws(SearchQueryError) in try test.parameter(lowered) })
    }
    guard let field = SearchField(named: lowered) else {
      throw .unknownField(name, suggestion: SearchFieldName.suggestion(for: lowered))
    }
    let context = context
    return .field(field, try tests.map { test throws(SearchQueryError) in try test.value(of: field, context) })
  }

  private mutating func alternatives(of field: String) throws(SearchQueryError) -> [SearchTestSource] {
    var tests: [SearchTestSource] = []
    let hasWords = field == "near" || SearchField(named: field)?.kind == .words
    repeat {
      if !tests.isEmpty { at += 1 }
      terms += 1
      guard terms <= Limit.terms else { throw .tooComplex }
      let start = at
      let comparison = SearchComparison.allCases.first { take($0.rawValue) }
      let quoted = next == "\""
      let value = quoted ? try quotedText() : value(of: field)
      if quoted, next == "*" || next == "~" && hasWords { at += 1 }
      let source = String(String.UnicodeScalarView(text[start..<at]))
      tests.append(SearchTestSource(comparison: comparison, value: value, quoted: quoted, source: source))
    } while next == "|"
    // An unknown name is the more useful error, so values are checked only if the name is known.
    let known = SearchFieldName.isKnown(field) || (field.hasPrefix("p.") && field.utf8.count > 2)
    if known, tests.contains(where: { $0.value.isEmpty }) { throw .missingValue(field: field) }
    return tests
  }

  /// Reads the text between quotation marks; `\"` and `\\` are a quotation mark and a backslash.
  private mutating func quotedText() throws(SearchQueryError) -> String {
    let start = at
    at += 1
    var result = String.UnicodeScalarView()
    while let scalar = next, scalar != "\"" {
      at += 1
      if scalar == "\\", let escaped = next, escaped == "\"" || escaped == "\\" {
        result.append(escaped)
        at += 1
      } else {
        result.append(scalar)
      }
    }
    guard next == "\"" else { throw .unbalanced(offset: start) }
    at += 1
    return String(result)
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { result += "\\" }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }
}

extension SearchParser {
  private var isAtEnd: Bool { at == text.count }
  var next: Unicode.Scalar? { at < text.count ? text[at] : nil }

  /// Reads characters up to a space, a parenthesis, a quotation mark or one that is not `allowed`. A parenthesis after a
  /// backslash, as prompts have it, is no parenthesis.
  mutating func run(_ allowed: (Unicode.Scalar) -> Bool) -> String {
    let start = at
    while let next, !SearchParser.isDelimiter(next), allowed(next) {
      let isEscape = next == "\\" && at + 1 < text.count && (text[at + 1] == "(" || text[at + 1] == ")")
      at += isEscape ? 2 : 1
    }
    return String(String.UnicodeScalarView(text[start..<at]))
  }

  private mutating func skipSpace() {
    while let next, SearchParser.isSpace(next) { at += 1 }
  }

  /// Skips characters and the spaces after them.
  private mutating func skip(_ count: Int) {
    at += count
    skipSpace()
  }

  private mutating func take(_ token: String) -> Bool {
    guard text[at...].starts(with: token.unicodeScalars) else { return false }
    at += token.unicodeScalars.count
    return true
  }

  private mutating func take(keyword: String) -> Bool {
    skipSpace()
    guard isNext(keyword: keyword) else { return false }
    at += keyword.unicodeScalars.count
    skipSpace()
    return true
  }

  /// Returns whether a keyword follows: upper-case and a word of its own.
  private func isNext(keyword: String) -> Bool {
    guard text[at...].starts(with: keyword.unicodeScalars) else { return false }
    let after = at + keyword.unicodeScalars.count
    return after == text.count || SearchParser.isDelimiter(text[after])
  }

  static func isDelimiter(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "(" || scalar == ")" || scalar == "\"" || isSpace(scalar)
  }

  /// NUL counts as space, so that it never reaches code that treats it as the end of a text.
  static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace || scalar == "\0" }
}
