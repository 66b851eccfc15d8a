/// The keys of the configuration files.
package enum SettingsKey: String, CaseIterable, Sendable {
  case library, model, inboxes, concurrency, dates
  case confirmAbove = "confirm_above"
  case budgetDay = "budget.day"
  case budgetMonth = "budget.month"
  case budgetRun = "budget.run"
  case budgetUnknown = "budget.unknown"
  case budgetBalance = "budget.balance"
  case galleryCache = "gallery.cache"
  case hooks, webhooks, trust

  /// Whether the value is a list of texts.
  package var isList: Bool { self == .inboxes || self == .trust }
  /// Whether the value is a list of maps, which only an editor can write.
  package var isStructured: Bool { self == .hooks || self == .webhooks }

  /// The value of a setting that is not set; nil if there is none, or it depends on others.
  var standard: String? {
    switch self {
    case .confirmAbove: "1"
    case .galleryCache: "4 GiB"
    default: nil
    }
  }

  /// The names at the top of a file.
  static let top = Set(allCases.map { $0.rawValue.split(separator: ".")[0] }.map(String.init))

  /// The names below a name at the top; empty if its value is no map.
  static func members(of name: String) -> [String] {
    allCases.map { $0.rawValue.split(separator: ".").map(String.init) }.filter { $0.count == 2 && $0[0] == name }
      .map { $0[1] }
  }
}
