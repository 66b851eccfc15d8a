import AliceModel
import Foundation
import GRDB

/// Compiles terms to SQL. Values are always bound, never part of the SQL text.
struct TermCompiler {
  let lexicon: Lexicon
  var reach = WordReach.relations(nearness: 0)
  var gone = GoneAssets.none

  func condition(_ term: SearchTerm) throws -> Condition {
    switch term {
    case .all: .always
    case .and(let terms): .every(try terms.map(condition))
    case .or(let terms): try alternatives(terms)
    case .not(let term): try condition(term).negated
    case .text(let text): try TermCompiler.condition(pattern(text), in: .everywhere)
    case .field(let field, let tests): .some(try tests.map { try condition(field, $0.meaning) })
    case .parameter(let name, let tests):
      .some(try tests.map { try ParameterCompiler(lexicon: lexicon).condition(name, $0.meaning) })
    case .flag(let flags): .some(flags.map { FlagCompiler.condition($0, gone: gone) })
    case .has(let properties): .some(properties.map(FlagCompiler.condition))
    case .lacks(let properties): .some(properties.map { FlagCompiler.condition($0).negated })
    }
  }

  private func condition(_ field: SearchField, _ meaning: SearchTest.Meaning) throws -> Condition {
    switch (meaning, field.storage) {
    case (.words(let text), .words(let column)): try TermCompiler.condition(pattern(text, column), in: column)
    case (.equals(let name), .name("model")):
      try model(named: name)
    case (.equals(let prefix), .features): try PictureCompiler.like(prefix, lexicon)
    case (.features, .features): PictureCompiler.hasFeatures
    case (.color(let color), .colors): PictureCompiler.has(color)
    default: FieldCompiler.condition(field, meaning)
    }
  }

  /// The index of models has only the first model of an asset. Those of other requests with the same result stand in the
  /// full-text index, which is asked only if it has one: two indexes are slower.
  private func model(named name: String) throws -> Condition {
    let models = try lexicon.models(named: name)
    let others = models.compactMap(KeywordTokens.otherModel).map(WordPattern.quoted).joined(separator: " OR ")
    let firsts = models.map { Condition("a.model = ?", $0) }
    guard try !others.isEmpty && lexicon.hasMatch(others) else { return .some(firsts) }
    return .some(firsts + [TermCompiler.words(others)])
  }

  /// Returns the term as one FTS5 expression over `words`; nil if it tests something other than words.
  func match(_ term: SearchTerm) throws -> String? {
    switch term {
    case .text(let text): try TermCompiler.expression(pattern(text), in: .everywhere)
    case .field(let field, let tests):
      try field.wordColumn.flatMap { column in
        try TermCompiler.joined(
          tests.map { test in
            guard case .words(let text) = test.meaning else { return nil }
            return try TermCompiler.expression(pattern(text, column), in: column)
          }, " OR ")
      }
    case .and(let terms): try matchAll(terms)
    case .or(let terms): try TermCompiler.joined(terms.map(match), " OR ")
    default: nil
    }
  }

  /// Combines required and excluded words; at least one must be required.
  func matchAll(_ terms: [SearchTerm]) throws -> String? {
    var wanted: [String?] = []
    var unwanted: [String?] = []
    for term in terms {
      if case .not(let inner) = term { unwanted.append(try match(inner)) } else { wanted.append(try match(term)) }
    }
    guard let expression = TermCompiler.joined(wanted, " AND ") else { return nil }
    guard !unwanted.isEmpty else { return expression }
    return TermCompiler.joined(unwanted, " OR ").map { "(\(expression)) NOT (\($0))" }
  }

  /// Returns true for an excluded word, which FTS5 can express only beside a required word.
  func isUnwantedWord(_ term: SearchTerm) throws -> Bool {
    if case .not(let inner) = term { try match(inner) != nil } else { false }
  }

  private func pattern(_ text: SearchText, _ column: WordColumn = .everywhere) throws -> WordPattern {
    try PatternCompiler(lexicon: lexicon, reach: reach, mark: column.mark).pattern(text)
  }

  private func alternatives(_ terms: [SearchTerm]) throws -> Condition {
    if let expression = try match(.or(terms)) { return TermCompiler.words(expression) }
    return .some(try terms.map(condition))
  }

  static func words(_ expression: String) -> Condition {
    Condition("a.id in (select rowid from words where words match ?)", expression)
  }

  private static func condition(_ pattern: WordPattern, in column: WordColumn) -> Condition {
    switch pattern {
    case .words(let expression): return words(column.limited(expression))
    case .part(let part, let expression):
      let holds = Condition(
        "holds(?, \(column.number), a.asset, d.path, d.record, d.prompt, d.negative, d.raw)", part, usesDocument: true)
      return .every([expression.map { words(column.limited($0)) }, holds].compactMap { $0 })
    case .nothing: return .never
    }
  }

  private static func expression(_ pattern: WordPattern, in column: WordColumn) -> String? {
    if case .words(let expression) = pattern { column.limited(expression) } else { nil }
  }

  private static func joined(_ expressions: [String?], _ separator: String) -> String? {
    let known = expressions.compactMap { $0 }
    guard known.count == expressions.count, !known.isEmpty else { return nil }
    return known.count == 1 ? known[0] : known.map { "(" + $0 + ")" }.joined(separator: separator)
  }
}
