import GRDB

/// Compiles tests of assets that look alike to SQL.
enum TwinCompiler {
  /// Matches the assets that look like an asset with this id prefix.
  static func of(_ prefix: String) -> Condition {
    guard let range = BlobRange(hexPrefix: prefix) else { return .never }
    return Condition(
      "a.id in (select id from twin where other between ? and ?)",
      [range.first.databaseValue, range.last.databaseValue])
  }

  /// Matches the assets that look like another one whose file is there.
  static var hasTwin: Condition {
    Condition("a.id in (select t.id from twin t join asset o on o.asset = t.other where o.missing = 0)")
  }
}
