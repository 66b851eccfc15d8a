import AliceModel
import Foundation
import GRDB

/// Compiles terms to SQL. Values are always bound, never part of the SQL text.
enum TermCompiler {
  static func condition(_ term: SearchTerm) -> Condition {
    switch term {
    case .all: .always
    case .and(let terms): .every(terms.map(condition))
    case .or(let terms): alternatives(terms)
    case .not(let term): condition(term).negated
    case .text(let text): textCondition(text)
    case .field(let field, let tests): .some(tests.map { FieldCompiler.condition(field, $0.meaning) })
    case .parameter(let name, let tests): .some(tests.map { ParameterCompiler.condition(name, $0.meaning) })
    case .flag(let flags): .some(flags.map(FlagCompiler.condition))
    case .has(let properties): .some(properties.map(FlagCompiler.condition))
    case .lacks(let properties): .some(properties.map { FlagCompiler.condition($0).negated })
    }
  }

  /// Returns the term as one FTS5 expression over `words`; nil if it tests something other than words.
  static func match(_ term: SearchTerm) -> String? {
    switch term {
    case .text(let text): match(text)
    case .field(let field, let tests): field.wordColumn.flatMap { match($0, tests) }
    case .and(let terms): matchAll(terms)
    case .or(let terms): joined(terms.map(match), " OR ")
    default: nil
    }
  }

  /// Matches a substring in the texts of `document`: in one column, or in all.
  static func infix(_ text: String, in column: String? = nil) -> Condition {
    let holds = holds(text, in: column)
    guard let runs = runs(text) else { return holds }
    return .every([Condition("a.id in (select rowid from infix where infix match ?)", runs), holds])
  }

  /// Returns, for a term that searches a substring, an FTS5 expression over `infix` that finds all such assets and a
  /// few others, and the condition that excludes the others.
  static func infixDriver(_ term: SearchTerm) -> (runs: String, filter: Condition)? {
    let text: SearchText
    var column: String?
    switch term {
    case .text(let wanted): text = wanted
    case .field(let field, let tests):
      guard tests.count == 1, case .words(let wanted) = tests[0].meaning else { return nil }
      text = wanted
      column = field.wordColumn
    default: return nil
    }
    guard case .infix(let part) = WordPattern(text), let runs = runs(part) else { return nil }
    return (runs, holds(part, in: column))
  }

  private static func holds(_ text: String, in column: String?) -> Condition {
    let haystack = column.map { "d." + $0 } ?? CatalogSchema.infixText(of: "d")
    return Condition("holds(?, \(haystack))", Folding.fold(text), usesDocument: true)
  }

  /// Returns an expression of the trigrams of a text; nil if the text is shorter.
  private static func runs(_ text: String) -> String? {
    let scalars = Array(text.unicodeScalars)
    guard scalars.count >= 3 else { return nil }
    return (0...(scalars.count - 3)).prefix(24).map { start in
      WordPattern.quoted(String(String.UnicodeScalarView(scalars[start..<(start + 3)])))
    }.joined(separator: " AND ")
  }

  static func words(_ expression: String) -> Condition {
    Condition("a.id in (select rowid from words where words match ?)", expression)
  }

  private static func textCondition(_ text: SearchText) -> Condition {
    switch WordPattern(text) {
    case .words(let expression): words(expression)
    case .infix(let part): infix(part)
    case .nothing: .never
    }
  }

  private static func alternatives(_ terms: [SearchTerm]) -> Condition {
    if let expression = match(.or(terms)) { return words(expression) }
    return .some(terms.map(condition))
  }

  private static func match(_ text: SearchText) -> String? {
    if case .words(let expression) = WordPattern(text) { expression } else { nil }
  }

  private static func match(_ column: String, _ tests: [SearchTest]) -> String? {
    let texts = tests.map { test -> String? in
      if case .words(let text) = test.meaning { match(text) } else { nil }
    }
    return joined(texts, " OR ").map { column + " : (" + $0 + ")" }
  }

  /// Combines required and excluded words; at least one must be required.
  static func matchAll(_ terms: [SearchTerm]) -> String? {
    var wanted: [String?] = []
    var unwanted: [String?] = []
    for term in terms {
      if case .not(let inner) = term { unwanted.append(match(inner)) } else { wanted.append(match(term)) }
    }
    guard let expression = joined(wanted, " AND ") else { return nil }
    guard !unwanted.isEmpty else { return expression }
    return joined(unwanted, " OR ").map { "(\(expression)) NOT (\($0))" }
  }

  private static func joined(_ expressions: [String?], _ separator: String) -> String? {
    let known = expressions.compactMap { $0 }
    guard known.count == expressions.count, !known.isEmpty else { return nil }
    return known.count == 1 ? known[0] : known.map { "(" + $0 + ")" }.joined(separator: separator)
  }
}
