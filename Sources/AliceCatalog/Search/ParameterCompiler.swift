import AliceModel
import GRDB

/// Compiles tests of recorded parameters to SQL over the record's JSON.
enum ParameterCompiler {
  /// The offset of the names in the paths of `json_tree`.
  private static let start = "$.parameters.".utf8.count + 1

  static func condition(_ name: String, _ meaning: SearchTest.Meaning) -> Condition {
    let value = value(meaning)
    // A parameter may be a list or an object; then any value in it counts.
    let path = "replace(substr(t.fullkey, \(start)), '\"', '')"
    let isASCII = name.utf8.allSatisfy { $0 < 0x80 }
    let key = "replace(replace(\(isASCII ? "lower" : "folded")(\(path)), ' ', '_'), '-', '_')"
    let named = Condition(
      "(\(key) = ? or substr(\(key), 1, ?) in (?, ?))",
      [
        name.databaseValue, (name.unicodeScalars.count + 1).databaseValue, (name + ".").databaseValue,
        (name + "[").databaseValue,
      ])
    let leaf = Condition(
      "exists (select 1 from json_tree(d.record, '$.parameters') t where t.atom is not null and \(named.sql) "
        + "and \(value.sql))", named.arguments + value.arguments, usesDocument: true)
    let hasAny = Condition("a.flags & ? <> 0", AssetFlags.parameters.rawValue)
    return .every([hasAny] + [words(meaning), isASCII ? mention(name) : nil].compactMap { $0 } + [leaf])
  }

  /// Returns a cheap test that is true of every record with such a name; `_` matches any character.
  private static func mention(_ name: String) -> Condition? {
    guard name.utf8.allSatisfy({ isPlain($0) }) else { return nil }
    return Condition("d.record like ?", "%" + name + "%", usesDocument: true)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
  }

  /// Returns a test of the full-text index, which contains texts but no numbers.
  private static func words(_ meaning: SearchTest.Meaning) -> Condition? {
    guard case .equals(let text) = meaning, Double(text) == nil, text != "true", text != "false",
      case .words(let expression) = WordPattern(SearchText(text))
    else { return nil }
    let found = TermCompiler.words("other : (" + expression + ")")
    return .some([found, Condition("a.flags & ? <> 0", AssetFlags.unindexed.rawValue)])
  }

  private static func value(_ meaning: SearchTest.Meaning) -> Condition {
    switch meaning {
    case .number(let range): FieldCompiler.within(number, range)
    case .equals(let text): equals(text)
    case .glob(let pattern): Condition("folded(\(atom)) glob ?", GlobPattern.sqlite(Folding.fold(pattern)))
    case .present, .money, .seed, .date, .words: .always
    }
  }

  /// Numbers are equal regardless of their notation.
  private static func equals(_ text: String) -> Condition {
    let same = Condition("folded(\(atom)) = ?", Folding.fold(text))
    guard let number = Double(text), number.isFinite else { return same }
    return .some([same, Condition("\(self.number) = ?", number)])
  }

  private static let number = "case when t.type in ('integer', 'real', 'text') then numeric(t.atom) end"

  /// `json_tree` returns 1 and 0 for true and false.
  private static let atom = "case t.type when 'true' then 'true' when 'false' then 'false' else t.atom end"
}
