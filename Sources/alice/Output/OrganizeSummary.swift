import AliceKit

/// The closing lines of `organize`, which fit on one screen whatever the number of files: what was done with how many
/// files, what they are, and what was passed over.
struct OrganizeSummary {
  private let report: OrganizeReport
  private let isPlan: Bool
  private let hasSources: Bool
  /// What was skipped, by its reason.
  private let skipped: [Group]
  /// The number of files that were skipped, and of folders by the reason.
  private var (skippedFiles, skippedFolders): (Int, [Refusal: Int]) = (0, [:])

  /// The number of models and of kinds that are named; the rest is counted together.
  private static let most = 6

  /// `hasSources` is false if neither the command line nor the settings name a folder.
  init(_ report: OrganizeReport, isPlan: Bool, hasSources: Bool = true) {
    self.report = report
    self.isPlan = isPlan
    self.hasSources = hasSources
    var groups: [Int: Group] = [:]
    for item in report.skipped {
      if item.reason.isOfFolder {
        skippedFolders[item.reason, default: 0] += 1
        continue
      }
      skippedFiles += 1
      let index = OrganizeSummary.groups.firstIndex { $0.reasons.contains(item.reason) } ?? 0
      groups[index, default: Group(OrganizeSummary.groups[index])].count(item.file)
    }
    skipped = groups.sorted { $0.key < $1.key }.map(\.value)
  }

  private var nothing: String {
    "nothing to do"
      + (hasSources ? "" : "; name a folder, such as ~/Downloads, or set it: alice config set inboxes ~/Downloads")
  }

  func tell(_ console: Console) {
    let width = console.terminal.errorIsTerminal ? max(20, console.terminal.width) : .max
    let lines: [(label: String, text: String?)] = [
      ("", counts), ("", damaged), ("by model: ", models), ("by stars: ", stars),
      ("\(skipped.first?.label ?? ""): ", kinds),
      ("not looked into: ", folders), ("", alike),
    ]
    for case (let label, let text?) in lines { console.note(CommandManual.wrapped(text, behind: label, width: width)) }
    for sentence in report.notScored.sentences {
      console.note(CommandManual.wrapped(sentence, behind: "", width: width))
    }
    guard skipped.count > 1 else { return }
    console.note("skipped:")
    let digits = skipped.map { String($0.count).count }.max() ?? 1
    for group in skipped {
      let number = String(group.count)
      let label = String(repeating: " ", count: 2 + digits - number.count) + number + " "
      console.note(CommandManual.wrapped(group.text, behind: label, width: width))
    }
  }

  private var counts: String {
    var parts = [
      (report.placed.count, isPlan ? "would be placed" : "placed"), (report.already.count, "there already"),
      (report.moved.count, isPlan ? "would be moved" : "moved"), (report.refused.count, "refused"),
    ]
    switch skipped.count {
    case 0: break
    case 1: parts.append((skippedFiles, "skipped (\(skipped[0].label))"))
    default: parts.append((skippedFiles, "skipped"))
    }
    let told = parts.filter { $0.0 > 0 }
    let counts = told.map { "\($0.0) \($0.1)" }.joined(separator: ", ").nonEmpty
    if report.stopped is CancellationError { return "stopped: \(counts ?? "nothing placed"); \(Organize.again)" }
    guard let counts, told.count > 1, report.moved.isEmpty else { return counts ?? nothing }
    return "\(told.reduce(0) { $0 + $1.0 }) files: \(counts)"
  }

  private var damaged: String? {
    report.damaged.isEmpty
      ? nil : "\(report.damaged.count) of those placed \(report.damaged.count == 1 ? "is" : "are") damaged"
  }

  /// The files that were skipped for one reason.
  private struct Group {
    private let words: (one: String, several: String)
    /// Whether the extensions tell more.
    let hasKinds: Bool
    private(set) var count = 0
    private var kinds: [String: Int] = [:]

    init(_ group: (one: String, several: String, reasons: Set<Refusal>)) {
      words = (group.one, group.several)
      hasKinds = [OrganizeSummary.noMedia, OrganizeSummary.unread].contains(group.reasons)
    }

    mutating func count(_ file: BytePath) {
      count += 1
      guard hasKinds else { return }
      let ending = file.fileExtension
      kinds[ending.isEmpty || ending.utf8.count > 12 ? "without an extension" : ending, default: 0] += 1
    }

    var label: String { count == 1 ? words.one : words.several }
    var text: String { hasKinds && count > 1 ? "\(label): \(kindList)" : label }
    var kindList: String {
      OrganizeSummary.list(kinds.map { (TerminalText($0.key).description, $0.value) }, others: "others")
    }
  }

  /// What is said of one file and of several that were skipped for these reasons.
  private static let groups: [(one: String, several: String, reasons: Set<Refusal>)] = [
    ("no media", "no media", noMedia),
    ("in a format that alice does not read", "in formats that alice does not read", unread),
    ("not made by AI", "not made by AI", [.notGenerated]),
    ("deleted before; '--again' takes it in", "deleted before; '--again' takes them in", [.deleted]),
    (
      "archive; name it to take in what it holds", "archives; name them to take in what they hold",
      [.archive, .nestedArchive]
    ),
    ("preview", "previews", [.preview]),
    ("beside another file, to which it belongs", "beside other files, to which they belong", [.companion]),
    ("hidden", "hidden", [.hiddenFile]),
    ("of the operating system", "of the operating system", [.systemFile]),
    ("incomplete download", "incomplete downloads", [.unfinished]),
    ("empty", "empty", [.empty]),
    ("symbolic link, which is not followed", "symbolic links, which are not followed", [.link]),
    ("second name of a file (hard link)", "second names of files (hard links)", [.otherName]),
    ("pipe or device", "pipes or devices", [.special]),
    ("excluded", "excluded", [.excluded]),
  ]
  private static let noMedia: Set<Refusal> = [.unrecognised, .encrypted, .unknownMethod]
  private static let unread: Set<Refusal> = [.unknownFormat]

  /// Returns the folders that were passed over with all that is in them.
  private var folders: String? {
    let labels: [(reason: Refusal, label: String)] = [
      (.hiddenFolder, "hidden"), (.systemFolder, "of the operating system"), (.excludedFolder, "excluded"),
      (.ownLibrary, "the library itself"),
    ]
    let parts = labels.compactMap { reason, label in
      let count = skippedFolders[reason] ?? 0
      return count > 0 ? "\(counted(count, "folder")) (\(label))" : nil
    }
    return parts.joined(separator: ", ").nonEmpty
  }

  /// Returns the models of what was placed; nil if they are all of one.
  private var models: String? {
    let models = report.tally.models
    guard models.count > 1 else { return nil }
    let named = models.map { (TerminalText($0.key ?? "unknown").description, $0.value) }
    return OrganizeSummary.list(named, others: "of others")
  }

  /// Returns the stars of what was placed; nil if nothing has any.
  private var stars: String? {
    let stars = report.tally.stars
    guard stars.keys.contains(where: { $0 != nil }) else { return nil }
    var parts: [String] = []
    for number in (1...5).reversed() {
      if let count = stars[.some(number)] { parts.append("\(count) with \(number)") }
    }
    if let count = stars[.none] { parts.append("\(count) without") }
    return parts.joined(separator: ", ")
  }

  /// Returns how many of what was placed look like other assets; nil if none is known to.
  private var alike: String? {
    let count = report.alike.count
    guard count > 0 else { return nil }
    return "\(count) \(count == 1 ? "looks" : "look") like something that is there: 'alice dedupe' shows them"
  }

  /// Returns the kinds of the files that are no media, where they are all that was skipped; nil if there are few.
  private var kinds: String? {
    guard skipped.count == 1, let group = skipped.first, group.hasKinds, group.count > 1 else { return nil }
    return group.kindList
  }

  /// Returns the most frequent names with their numbers, then the rest as one number.
  private static func list(_ counts: [(name: String, number: Int)], others: String) -> String {
    let sorted = counts.sorted { ($1.number, $0.name) < ($0.number, $1.name) }
    let rest = sorted.dropFirst(most).reduce(0) { $0 + $1.number }
    let parts = sorted.prefix(most).map { "\($0.number) \($0.name)" } + (rest > 0 ? ["\(rest) \(others)"] : [])
    return parts.joined(separator: ", ")
  }
}
