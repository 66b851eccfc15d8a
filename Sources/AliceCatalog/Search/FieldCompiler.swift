import AliceModel
import Foundation
import GRDB

/// Compiles tests of fields to SQL.
enum FieldCompiler {
  static func condition(_ field: SearchField, _ meaning: SearchTest.Meaning) -> Condition {
    switch meaning {
    case .present: present(field)
    case .number(let range): within(number(field), range)
    case .money(let range): within("a.cost", range.map(\.nanos))
    case .seed(let range): seed(range)
    case .date(let range): DateCompiler.condition(field, range)
    case .equals(let value): equals(field, value)
    case .glob(let pattern): glob(field, pattern)
    case .words(let text): words(field, text)
    }
  }

  static func within<Value: DatabaseValueConvertible>(_ column: String, _ range: SearchRange<Value>) -> Condition {
    if let lower = range.lower, let upper = range.upper, lower == upper {
      return Condition("\(column) = ?", lower.value)
    }
    let from = range.lower.map { Condition("\(column) \($0.inclusive ? ">=" : ">") ?", $0.value) }
    let to = range.upper.map { Condition("\(column) \($0.inclusive ? "<=" : "<") ?", $0.value) }
    return .every([from, to].compactMap { $0 })
  }

  /// Returns the SQL expression of a numeric field.
  private static func number(_ field: SearchField) -> String {
    switch field {
    case .width: "a.width"
    case .height: "a.height"
    case .megapixels: "(a.width * a.height / 1000000.0)"
    case .aspectRatio: "(a.width * 1.0 / a.height)"
    case .duration: "a.duration"
    default: "a." + field.rawValue
    }
  }

  private static func present(_ field: SearchField) -> Condition {
    switch field {
    case .tag: FlagCompiler.condition(.tag)
    case .prompt: FlagCompiler.condition(.prompt)
    case .negativePrompt: FlagCompiler.condition(.neg)
    case .created, .added, .path, .id, .type, .format: .always
    case .ext: Condition("a.ext <> ''")
    case .from: FlagCompiler.condition(.parent)
    case .of: FlagCompiler.condition(.child)
    default: Condition("\(number(field)) is not null")
    }
  }

  /// Values that are not numbers sort after all numbers in the column.
  private static func seed(_ range: SearchRange<String>) -> Condition {
    if range.upper != nil { return within("a.seed", range) }
    return .every([within("a.seed", range), Condition("a.seed < 'x'")])
  }

  private static func equals(_ field: SearchField, _ value: String) -> Condition {
    switch field {
    case .tag: return Condition("a.id in (select id from tag where name = ?)", Folding.fold(value))
    case .type: return type(value)
    case .id: return id(value)
    case .from: return LineageCompiler.from(value)
    case .of: return LineageCompiler.of(value)
    case .path: return PathCompiler.below(value)
    default: return Condition("a.\(field.rawValue) = ?", Folding.fold(value))
    }
  }

  private static func glob(_ field: SearchField, _ pattern: String) -> Condition {
    let glob = GlobPattern.sqlite(Folding.fold(pattern))
    switch field {
    case .tag: return Condition("a.id in (select id from tag where name glob ?)", glob)
    case .path: return PathCompiler.glob(pattern)
    default: return Condition("a.\(field.rawValue) glob ?", glob)
    }
  }

  private static func type(_ value: String) -> Condition {
    let formats = MediaFormat.allCases.filter { $0.kind.rawValue == value }
    return Condition(
      "a.format in (\(formats.map { _ in "?" }.joined(separator: ", ")))", formats.map(\.rawValue.databaseValue))
  }

  private static func id(_ prefix: String) -> Condition {
    guard let range = BlobRange(hexPrefix: prefix) else { return .never }
    return Condition("a.asset between ? and ?", [range.first.databaseValue, range.last.databaseValue])
  }

  private static func words(_ field: SearchField, _ text: SearchText) -> Condition {
    let column = field == .prompt ? "prompt" : "negative"
    switch WordPattern(text) {
    case .words(let expression): return TermCompiler.words(column + " : (" + expression + ")")
    case .infix(let part): return TermCompiler.infix(part, in: column)
    case .nothing: return .never
    }
  }
}

/// SQLite's `*` and `?` have the same meaning; its character classes are not part of the search language.
enum GlobPattern {
  static func sqlite(_ pattern: String) -> String {
    pattern.split(separator: "[", omittingEmptySubsequences: false).joined(separator: "[[]")
  }
}

enum PathCompiler {
  /// Matches the path itself, and everything below it.
  static func below(_ path: String) -> Condition {
    let folded = Folding.fold(path.hasSuffix("/") ? String(path.dropLast()) : path)
    let exact = Condition("folded(d.path) in (?, ?)", [path.databaseValue, folded.databaseValue], usesDocument: true)
    let inside = Condition(
      "folded(d.path) glob ?", GlobPattern.literal(folded) + "/*", usesDocument: true)
    return .every([range(path), .some([exact, inside])])
  }

  static func glob(_ pattern: String) -> Condition {
    let condition = Condition(
      "folded(d.path) glob ?", GlobPattern.sqlite(Folding.fold(pattern)), usesDocument: true)
    return .every([range(pattern), condition])
  }

  /// Returns true if the index on paths leaves only a few rows.
  static func narrows(_ term: SearchTerm) -> Bool {
    guard case .field(.path, let tests) = term, tests.count == 1 else { return false }
    return switch tests[0].meaning {
    case .equals(let path): !start(path).isEmpty
    case .glob(let pattern): !start(pattern).isEmpty
    default: false
    }
  }

  /// Narrows the rows to those whose paths begin with the part of `prefix` before its first letter, such as a date,
  /// because the index on paths is case-sensitive.
  private static func range(_ prefix: String) -> Condition {
    let bytes = start(prefix)
    guard let last = bytes.last else { return .always }
    return Condition(
      "d.path >= ? and d.path < ?", [bytes.databaseValue, (bytes.dropLast() + [last + 1]).databaseValue],
      usesDocument: true)
  }

  private static func start(_ path: String) -> Data { Data(path.utf8.prefix { (0x2D...0x39).contains($0) }) }
}

extension GlobPattern {
  /// Returns a pattern that matches only `text` itself.
  static func literal(_ text: String) -> String {
    var result = ""
    for character in text {
      result += "*?[".contains(character) ? "[\(character)]" : String(character)
    }
    return result
  }
}
