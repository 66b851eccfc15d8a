import GRDB

/// A SQL condition on a row `a` of `asset` and, if it needs one, a row `d` of `document`.
struct Condition {
  var sql: String
  var arguments: [DatabaseValue]
  var usesDocument = false

  init(_ sql: String, _ arguments: [DatabaseValue] = [], usesDocument: Bool = false) {
    self.sql = sql
    self.arguments = arguments
    self.usesDocument = usesDocument
  }

  init(_ sql: String, _ argument: some DatabaseValueConvertible, usesDocument: Bool = false) {
    self.init(sql, [argument.databaseValue], usesDocument: usesDocument)
  }

  static let always = Condition("1")
  static let never = Condition("0")

  static func every(_ conditions: [Condition]) -> Condition { joined(conditions, " and ", empty: .always) }
  static func some(_ conditions: [Condition]) -> Condition { joined(conditions, " or ", empty: .never) }

  private static func joined(_ conditions: [Condition], _ separator: String, empty: Condition) -> Condition {
    guard conditions.count != 1 else { return conditions[0] }
    guard !conditions.isEmpty else { return empty }
    return Condition(
      "(" + conditions.map(\.sql).joined(separator: separator) + ")", conditions.flatMap(\.arguments),
      usesDocument: conditions.contains(where: \.usesDocument))
  }

  /// The negation, which is also true if the condition is null: an asset without quality is not of quality 4.
  var negated: Condition { Condition("(\(sql)) is not true", arguments, usesDocument: usesDocument) }
}
