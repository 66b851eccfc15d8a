import AliceKit
import ArgumentParser
import Foundation

struct Show: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show everything known of one file, in or out of a library.")

  /// In whose words.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case json, a1111, command
  }

  @Argument(help: ArgumentHelp("An id (four digits or more) or a file.", valueName: "id|file"))
  var name: String

  @Flag(name: .long, help: "Show every text in the file as it stands there.")
  var raw = false

  @Option(name: .customLong("as"), help: ArgumentHelp("In whose words.", valueName: "json|a1111|command"))
  var form: Form?

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let result = try find(session)
    if common.json || common.jsonl || form == .json { return printJSON(result, session) }
    switch form {
    case .a1111: session.console.writeLine(safe(RecipeText.infotext(of: result.asset), session))
    case .command: session.console.writeLine(safe(RecipeText.command(of: result.asset), session))
    case .json, nil: raw ? printRaw(result, session) : AssetCard(result, session.console).print()
    }
  }

  private func find(_ session: Session) throws -> ShowJob.Result {
    let isFile = FileManager.default.fileExists(atPath: name)
    do {
      let workspace = try session.openLibrary()
      return try ShowJob.show(try workspace.asset(named: name), in: workspace)
    } catch AliceError.noSuchAsset where isFile {
    } catch let error as AliceError where isFile && error.status == .library {
    }
    return try ShowJob.show(file: BytePath(name), now: Clock.system.now())
  }

  private func printJSON(_ result: ShowJob.Result, _ session: Session) {
    session.console.write(document: ["asset": result.json, "metadata": .array(result.metadata.map(\.json))])
  }

  private func printRaw(_ result: ShowJob.Result, _ session: Session) {
    for entry in result.metadata {
      session.console.writeLine(session.console.style.dim("\(entry.container) \(TerminalText(entry.key))"))
      session.console.writeLine(TerminalText(entry.text, oneLine: false).description)
    }
  }

  /// What a pipe gets is for programs, line breaks included; controls are made visible for both.
  private func safe(_ text: String, _ session: Session) -> String { TerminalText(text, oneLine: false).description }
}
