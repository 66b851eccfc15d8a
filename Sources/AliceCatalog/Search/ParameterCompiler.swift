import AliceModel
import GRDB

/// Compiles tests of recorded parameters to SQL over the record's JSON.
struct ParameterCompiler {
  let lexicon: Lexicon

  /// The offset of the names in the paths of `json_tree`.
  private static let start = "$.parameters.".utf8.count + 1

  func condition(_ name: String, _ meaning: SearchTest.Meaning) throws -> Condition {
    let value = ParameterCompiler.value(meaning)
    // A parameter may be a list or an object; then any value in it counts.
    let path = "replace(substr(t.fullkey, \(ParameterCompiler.start)), '\"', '')"
    let isASCII = name.utf8.allSatisfy { $0 < 0x80 }
    let key = "replace(replace(\(isASCII ? "lower" : "folded")(\(path)), ' ', '_'), '-', '_')"
    let named = Condition(
      "(\(key) = ? or substr(\(key), 1, ?) in (?, ?))",
      [
        name.databaseValue, (name.unicodeScalars.count + 1).databaseValue, (name + ".").databaseValue,
        (name + "[").databaseValue,
      ])
    let leaf = Condition(
      "exists (select 1 from json_tree(unpacked(d.record), '$.parameters') t where t.atom is not null and \(named.sql) "
        + "and \(value.sql))", named.arguments + value.arguments, usesDocument: true)
    let hasAny = Condition("a.flags & ? <> 0", AssetFlags.parameters.rawValue)
    return .every([hasAny] + [try words(meaning)].compactMap { $0 } + [leaf])
  }

  /// Returns a test of the full-text index, which contains texts but no numbers.
  private func words(_ meaning: SearchTest.Meaning) throws -> Condition? {
    guard case .equals(let text) = meaning, Double(text) == nil, text != "true", text != "false",
      case .words(let expression) = try PatternCompiler(lexicon: lexicon, reach: .exact).pattern(SearchText(text))
    else { return nil }
    let found = TermCompiler.words("other : (" + expression + ")")
    return .some([found, Condition("a.flags & ? <> 0", AssetFlags.unindexed.rawValue)])
  }

  private static func value(_ meaning: SearchTest.Meaning) -> Condition {
    switch meaning {
    case .number(let range): FieldCompiler.within(number, range)
    case .equals(let text): equals(text)
    case .glob(let pattern): Condition("folded(\(atom)) glob ?", GlobPattern.sqlite(TextFolding.fold(pattern)))
    case .present, .exactly, .money, .seed, .date, .words, .features, .color: .always
    }
  }

  /// Numbers are equal regardless of their notation.
  private static func equals(_ text: String) -> Condition {
    let same = Condition("folded(\(atom)) = ?", TextFolding.fold(text))
    guard let number = Double(text), number.isFinite else { return same }
    return .some([same, Condition("\(self.number) = ?", number)])
  }

  private static let number = "case when t.type in ('integer', 'real', 'text') then numeric(t.atom) end"

  /// `json_tree` returns 1 and 0 for true and false.
  private static let atom = "case t.type when 'true' then 'true' when 'false' then 'false' else t.atom end"
}
