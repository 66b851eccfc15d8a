import AliceKit
import ArgumentParser

struct Events: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events", abstract: "List the events of the library, the latest last.",
    discussion: """
      Prints one JSON object per line, except on a terminal and with --json. With --follow: events from now on, of every process, until \
      Ctrl-C; with --since or --limit, earlier events come first. Names: \
      \(Event.Name.allCases.map(\.rawValue).joined(separator: " ")). Progress is not logged.
      """)

  @Flag(name: [.customShort("f"), .long], help: "Continue with new events.")
  var follow = false

  @Option(name: .long, help: ArgumentHelp("From this time on: 2026-11, 7d, today.", valueName: "date"))
  var since: String?

  @Option(name: .long, help: ArgumentHelp("Only this name, or a family such as generation.*.", valueName: "pattern"))
  var name: [String] = []

  @Option(name: .long, help: ArgumentHelp("The last n events (default: 50 on a terminal, else all).", valueName: "n"))
  var limit: Int?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard limit.map({ (0...10_000_000).contains($0) }) ?? true else {
      throw ValidationError("--limit takes a number of 0 or more.")
    }
  }

  func run() async throws {
    let session = try await Session(common)
    let filter = try self.filter(session.dates)
    let history = try EventHistory(library: session.root)
    let printer = ListPrinter(
      .events(session.console.style), on: session.console, as: format(session),
      pace: follow ? .each : .brisk)
    let told = !follow || since != nil || limit != nil
    let shown = limit ?? (session.format == .people ? 50 : nil)
    guard follow else {
      try history.events(filter, limit: shown).forEach(printer.add)
      return printer.finish { ["events": .array($0)] }
    }
    do {
      try await withInterrupt {
        var last = ""
        if told {
          for recorded in try history.events(filter, limit: shown) {
            printer.add(recorded)
            last = recorded.id
          }
        }
        try await history.follow(filter, after: told ? last : nil) { printer.add($0) }
      }
    } catch is CancellationError {
      return
    }
  }

  /// New events have no end, so that they are lines in every format for programs.
  private func format(_ session: Session) -> OutputFormat {
    switch session.format {
    case .people: .people
    case .json where !follow: .json
    default: .jsonLines
    }
  }

  private func filter(_ dates: SearchContext) throws -> EventHistory.Filter {
    let patterns = try name.map { text in
      let pattern = EventPattern(text)
      guard pattern.matchesAny else { throw Failure(.usage, pattern.complaint) }
      return pattern
    }
    let start = try since.map { text in
      guard let start = Timestamp(startOf: text, dates) else {
        throw AliceError.badDate(text)
      }
      return start
    }
    return EventHistory.Filter(patterns: patterns, since: start)
  }
}

extension ListFormat<RecordedEvent> {
  /// Returns the format of events, which are lines of JSON in all formats for programs.
  fileprivate static func events(_ style: Style) -> ListFormat {
    let line = EventLine(style: style)
    return ListFormat(json: \.json, line: { line.text($0.event) })
  }
}
