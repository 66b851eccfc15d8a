import AliceModel
import GRDB

/// Compiles date tests to SQL.
enum DateCompiler {
  /// The largest offset of any time zone from UTC.
  private static let farthest: Int64 = 18 * 3_600_000

  static func condition(_ column: String, _ range: SearchRange<SearchMoment>) -> Condition {
    let isOrder = column == "created"
    var conditions: [Condition] = []
    if let lower = range.lower {
      conditions.append(compare(column, lower.value, lower.inclusive ? ">=" : ">"))
      if isOrder { conditions.append(firstID(lower.value)) }
    }
    if let upper = range.upper {
      conditions.append(compare(column, upper.value, upper.inclusive ? "<=" : "<"))
      if isOrder, let last = lastID(upper.value) { conditions.append(last) }
    }
    return .every(conditions)
  }

  private static func compare(_ column: String, _ moment: SearchMoment, _ sign: String) -> Condition {
    let value = moment.isLocal ? "(a.\(column) + a.\(column)_offset * 60000)" : "+a.\(column)"
    return Condition("\(value) \(sign) ?", moment.milliseconds)
  }

  /// Ids ascend with the time of creation, so a range of time is a range of rows.
  private static func firstID(_ moment: SearchMoment) -> Condition {
    let earliest = moment.milliseconds - (moment.isLocal ? farthest : 0)
    return Condition("a.id >= ?", AssetOrder.first(at: earliest))
  }

  private static func lastID(_ moment: SearchMoment) -> Condition? {
    let latest = moment.milliseconds + (moment.isLocal ? farthest : 0)
    return AssetOrder.first(after: latest).map { Condition("a.id < ?", $0) }
  }
}
