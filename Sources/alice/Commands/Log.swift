import AliceKit
import ArgumentParser

struct Log: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log", abstract: "List what was done to the library, the latest first.",
    discussion: "With the number of an operation, prints what was done to which file.")

  @Argument(help: ArgumentHelp("An operation.", valueName: "op"))
  var operation: Int64?

  @Option(name: .long, help: ArgumentHelp("The maximum number of operations.", valueName: "n"))
  var limit = 50

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit takes a number above 0.") }
  }

  func run() async throws {
    let session = try await Session(common)
    let history = try OperationHistory(try session.openLibrary())
    if let operation {
      try session.console.write(each: .steps, as: session.format, named: "steps") { take in
        try history.forEachStep(of: operation, take)
      }
    } else {
      session.console.write(try history.entries(limit: limit), .operations, as: session.format) {
        ["operations": .array($0)]
      }
    }
  }
}

extension ListFormat<HistoryEntry> {
  fileprivate static var operations: ListFormat {
    ListFormat(
      json: \.json, paths: { [BytePath($0.id)] }, line: { "\($0.id)\t\($0.kind)\t\($0.state)\t\($0.steps)" },
      columns: Columns(titles: ["OP", "KIND", "STATE", "STARTED", "FILES"], placeholder: "nothing was done yet") {
        entry in
        let day = String(entry.started.description.prefix(16)).replacing("T", with: " ")
        let files = entry.deeds.map { "\($0.count) \($0.done)" }.joined(separator: ", ")
        return [entry.id, entry.kind, entry.state, day, files]
      })
  }
}

extension ListFormat<HistoryStep> {
  /// Prints one line for each thing that a step did; its JSON contains the step as in the journal.
  fileprivate static var steps: ListFormat {
    ListFormat(
      json: \.json, paths: { $0.deeds.compactMap { $0.to ?? $0.path } },
      line: { step in
        let lines = step.deeds.map { deed in
          let parts = [deed.path.map(name), deed.from.map { "from " + name($0) }, deed.to.map { "to " + name($0) }]
          return ([TerminalText(deed.done).description] + parts.compactMap { $0 }).joined(separator: "  ")
        }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
      })
  }

  private static func name(_ path: BytePath) -> String { TerminalText(path.description).description }
}
