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
    if let operation { return print(steps: try history.steps(of: operation), session) }
    let entries = try history.entries(limit: limit)
    switch session.format {
    case .json: session.console.write(document: ["operations": .array(entries.map(\.json))])
    case .jsonLines: session.console.write(lines: entries.map(\.json))
    case .nulPaths: session.console.write(paths: entries.map { BytePath($0.id) }, nul: true)
    case .paths:
      for entry in entries { session.console.writeLine("\(entry.id)\t\(entry.kind)\t\(entry.state)\t\(entry.steps)") }
    case .people: session.console.write(table(entries, session))
    }
  }

  private func table(_ entries: [OperationHistory.Entry], _ session: Session) -> String {
    guard !entries.isEmpty else { return "nothing was done yet\n" }
    var table = Table(["OP", "KIND", "STATE", "STEPS", "STARTED"])
    for entry in entries {
      table.add([entry.id, entry.kind, entry.state, String(entry.steps), entry.started.description])
    }
    return table.render(width: session.console.terminal.width, style: session.console.style)
  }

  private func print(steps: [JSONValue], _ session: Session) {
    switch session.format {
    case .json: session.console.write(document: ["steps": .array(steps)])
    case .jsonLines: session.console.write(lines: steps)
    case .people, .paths, .nulPaths:
      for step in steps { session.console.writeLine(line(step)) }
    }
  }

  private func line(_ step: JSONValue) -> String {
    let names = ["do", "source", "from", "path", "to"].compactMap { step[$0]?.stringValue }
    return names.map { TerminalText($0).description }.joined(separator: "  ")
  }
}
