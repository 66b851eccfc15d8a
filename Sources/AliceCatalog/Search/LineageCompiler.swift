import GRDB

/// Turns questions about what was made from what into SQL.
enum LineageCompiler {
  /// The assets that were made from one whose id begins so.
  static func from(_ prefix: String) -> Condition {
    guard let range = BlobRange(hexPrefix: prefix) else { return .never }
    return Condition(
      "a.id in (select id from parent where parent between ? and ?)",
      [range.first.databaseValue, range.last.databaseValue])
  }

  /// The assets that one whose id begins so was made from.
  static func of(_ prefix: String) -> Condition {
    guard let range = BlobRange(hexPrefix: prefix) else { return .never }
    return Condition(
      "a.asset in (select p.parent from asset c join parent p on p.id = c.id where c.asset between ? and ?)",
      [range.first.databaseValue, range.last.databaseValue])
  }

  static var hasChildren: Condition { Condition("a.asset in (select parent from parent)") }
}
