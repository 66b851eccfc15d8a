import AliceCatalog
import AliceWorkspace

/// The counts of the results of a query.
package struct Statistics: Sendable {
  /// What assets are counted by.
  package enum Grouping: String, Sendable, CaseIterable {
    case model, month, quality, generator, tag, type, project
  }

  /// The number of assets with one value, and their sums.
  package struct Sums: Sendable {
    /// The value that the assets share; nil for those without one.
    package let value: String?
    package fileprivate(set) var assets = 0
    package fileprivate(set) var bytes: Int64 = 0
    package fileprivate(set) var rated = 0
    /// The sum of the known costs; that of simulated work is 0.
    package fileprivate(set) var cost: Money?
    /// The times at which the first and the last one were made.
    package fileprivate(set) var first: Timestamp?
    package fileprivate(set) var last: Timestamp?
  }

  /// The sums of all results.
  package let total: Sums
  /// The sums for each value: months from the first to the last, qualities from the best, others by their number.
  package let groups: [Sums]
}

extension Searcher {
  package func statistics(of query: SearchQuery, by grouping: Statistics.Grouping?) throws -> Statistics {
    let total = try workspace.catalog.sums(of: query, by: nil).first.map { Statistics.Sums($0) }
    var groups: [Statistics.Sums] = []
    if let column = grouping.flatMap({ AssetGrouping(rawValue: $0.rawValue) }) {
      groups = try workspace.catalog.sums(of: query, by: column).map { Statistics.Sums($0) }
    }
    if grouping == .type { groups = Statistics.joined(groups) }
    groups.sort { left, right in
      switch grouping {
      case .month: return (left.value ?? "") < (right.value ?? "")
      case .quality: return (left.value ?? "") > (right.value ?? "")
      default:
        if left.assets != right.assets { return left.assets > right.assets }
        guard let one = left.value, let other = right.value else { return left.value != nil && right.value == nil }
        return one < other
      }
    }
    return Statistics(total: total ?? Statistics.Sums(value: nil), groups: groups)
  }
}

extension Statistics {
  /// Joins formats of the same type.
  fileprivate static func joined(_ formats: [Sums]) -> [Sums] {
    var types: [MediaKind: Sums] = [:]
    for format in formats {
      guard let kind = format.value.flatMap({ MediaFormat(rawValue: $0) })?.kind else { continue }
      types[kind, default: Sums(value: kind.rawValue)].add(format)
    }
    return Array(types.values)
  }
}

extension Statistics.Sums {
  fileprivate init(_ sums: AssetSums) {
    value = sums.value
    assets = sums.assets
    bytes = sums.bytes
    rated = sums.rated
    cost = sums.cost
    first = sums.first
    last = sums.last
  }

  fileprivate mutating func add(_ other: Statistics.Sums) {
    let (size, isOver) = bytes.addingReportingOverflow(other.bytes)
    bytes = isOver ? .max : size
    assets += other.assets
    rated += other.rated
    if let more = other.cost {
      let (sum, isOver) = (cost?.nanos ?? 0).addingReportingOverflow(more.nanos)
      cost = Money(nanos: isOver ? .max : sum)
    }
    first = [first, other.first].compactMap { $0 }.min { $0.milliseconds < $1.milliseconds }
    last = [last, other.last].compactMap { $0 }.max { $0.milliseconds < $1.milliseconds }
  }
}
