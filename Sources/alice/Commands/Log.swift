import AliceKit
import ArgumentParser

struct Log: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List what was done to the library, the latest first.",
    discussion: "With the number of an operation, prints each of its steps, as in the journal.")

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
      session.console.write(try history.steps(of: operation), .steps, as: session.format) { ["steps": .array($0)] }
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
      columns: Columns(titles: ["OP", "KIND", "STATE", "STEPS", "STARTED"], placeholder: "nothing was done yet") {
        [$0.id, $0.kind, $0.state, String($0.steps), $0.started.description]
      })
  }
}

extension ListFormat<JSONValue> {
  /// The format of the steps of an operation, which are printed as the journal contains them.
  fileprivate static var steps: ListFormat {
    ListFormat(
      json: { $0 },
      line: { step in
        let names = ["do", "source", "from", "path", "to"].compactMap { step[$0]?.stringValue }
        return names.map { TerminalText($0).description }.joined(separator: "  ")
      })
  }
}
