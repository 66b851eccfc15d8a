import GRDB

/// Compiles tests of parents and children to SQL.
enum LineageCompiler {
  /// Matches the assets that were generated from an asset with this id prefix.
  static func from(_ prefix: String) -> Condition {
    guard let range = BlobRange(hexPrefix: prefix) else { return .never }
    return Condition(
      "a.id in (select id from parent where parent between ? and ?)",
      [range.first.databaseValue, range.last.databaseValue])
  }

  /// Matches the parents of an asset with this id prefix.
  static func of(_ prefix: String) -> Condition {
    guard let range = BlobRange(hexPrefix: prefix) else { return .never }
    return Condition(
      "a.asset in (select p.parent from asset c join parent p on p.id = c.id where c.asset between ? and ?)",
      [range.first.databaseValue, range.last.databaseValue])
  }

  static var hasChildren: Condition { Condition("a.asset in (select parent from parent)") }
}
