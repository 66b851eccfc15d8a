import AliceModel
import Foundation
import GRDB

/// Compiles tests of fields to SQL.
enum FieldCompiler {
  static func condition(_ field: SearchField, _ meaning: SearchTest.Meaning) -> Condition {
    switch (meaning, field.storage) {
    case (.present, let storage): present(storage)
    case (.number(let range), .number(let column)): within(column, range)
    case (.money(let range), .number(let column)): within(column, range.map(\.nanos))
    case (.seed(let range), .number(let column)): seed(column, range)
    case (.date(let range), .date(let column)): DateCompiler.condition(column, range)
    case (.equals(let value), let storage): equals(storage, value)
    case (.exactly(let value), .tag):
      Condition("a.id in (select id from tag where name = ? and own > 0)", TextFolding.fold(value))
    case (.exactly(let value), let storage): equals(storage, value)
    case (.glob(let pattern), let storage): glob(storage, pattern)
    // The parser reads a field's tests by its kind; `TermCompiler` compiles words.
    case (.number, _), (.money, _), (.seed, _), (.date, _), (.words, _), (.features, _), (.color, _): .never
    }
  }

  static func within<Value: DatabaseValueConvertible>(_ column: String, _ range: SearchRange<Value>)
    -> Condition
  {
    if let lower = range.lower, let upper = range.upper, lower == upper {
      return Condition("\(column) = ?", lower.value)
    }
    let from = range.lower.map { Condition("\(column) \($0.inclusive ? ">=" : ">") ?", $0.value) }
    let to = range.upper.map { Condition("\(column) \($0.inclusive ? "<=" : "<") ?", $0.value) }
    return .every([from, to].compactMap { $0 })
  }

  private static func present(_ storage: FieldStorage) -> Condition {
    switch storage {
    case .number(let column): Condition("\(column) is not null")
    case .name("ext"): Condition("a.ext <> ''")
    case .name(let column): Condition("a.\(column) is not null")
    case .words(.negative): FlagCompiler.condition(.neg)
    case .words(.note): FlagCompiler.condition(.note)
    case .words: FlagCompiler.condition(.prompt)
    case .tag: FlagCompiler.condition(.tag)
    case .lora: FlagCompiler.condition(.lora)
    case .parents: FlagCompiler.condition(.parent)
    case .children: FlagCompiler.condition(.child)
    case .twins: TwinCompiler.hasTwin
    case .features: PictureCompiler.hasFeatures
    case .colors: PictureCompiler.hasColors
    case .date, .type, .id, .path: .always
    }
  }

  /// Values that are not numbers sort after all numbers in the column.
  private static func seed(_ column: String, _ range: SearchRange<String>) -> Condition {
    func limit(_ limit: SearchRange<String>.Limit, _ sign: String) -> Condition {
      Condition("\(column) \(sign) ?", Data(SeedKey.bytes(ofKey: limit.value)))
    }
    if let lower = range.lower, lower == range.upper { return limit(lower, "=") }
    let from = range.lower.map { limit($0, $0.inclusive ? ">=" : ">") }
    let to = range.upper.map { limit($0, $0.inclusive ? "<=" : "<") } ?? Condition("\(column) < ?", SeedKey.words)
    return .every([from, to].compactMap { $0 })
  }

  private static func equals(_ storage: FieldStorage, _ value: String) -> Condition {
    switch storage {
    case .name(let column): Condition("a.\(column) = ?", TextFolding.fold(value))
    case .tag: Condition("a.id in (select id from tag where name = ?)", TextFolding.fold(value))
    case .lora: lora("lora_matches(?, name)", value)
    case .type: type(value)
    case .id: id(value)
    case .parents: LineageCompiler.from(value)
    case .children: LineageCompiler.of(value)
    case .twins: TwinCompiler.of(value)
    case .path: PathCompiler.below(value)
    case .number, .date, .words, .features, .colors: .never
    }
  }

  private static func glob(_ storage: FieldStorage, _ pattern: String) -> Condition {
    let glob = GlobPattern.sqlite(TextFolding.fold(pattern))
    return switch storage {
    case .name(let column): Condition("a.\(column) glob ?", glob)
    case .tag: Condition("a.id in (select id from tag where name glob ?)", glob)
    case .lora: lora("lora_fits(?, name)", TextFolding.fold(pattern))
    case .path: PathCompiler.glob(pattern)
    case .number, .date, .words, .type, .id, .parents, .children, .twins, .features, .colors: .never
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

  /// Each name is compared once, however many assets have it.
  private static func lora(_ test: String, _ value: String) -> Condition {
    Condition("a.id in (select id from asset_lora where lora in (select id from lora where \(test)))", value)
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
    let folded = TextFolding.fold(path.hasSuffix("/") ? String(path.dropLast()) : path)
    let exact = Condition("folded(d.path) in (?, ?)", [path.databaseValue, folded.databaseValue], usesDocument: true)
    let inside = Condition(
      "folded(d.path) glob ?", GlobPattern.literal(folded) + "/*", usesDocument: true)
    return .every([range(path), .some([exact, inside])])
  }

  static func glob(_ pattern: String) -> Condition {
    let condition = Condition(
      "folded(d.path) glob ?", GlobPattern.sqlite(TextFolding.fold(pattern)), usesDocument: true)
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
