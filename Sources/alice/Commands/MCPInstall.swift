import AliceAgent
import AliceKit
import ArgumentParser
import Foundation

struct MCPInstall: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Tell a client how to start the server.",
    discussion: """
      Adds a server named 'alice' to the client's own configuration, and changes nothing that is there. Keys are not \
      written: the server takes them from where 'alice keys' does.
      """)

  @Argument(help: ArgumentHelp("The client.", valueName: "claude|cursor|vscode|codex"), transform: MCPInstall.client)
  var client: AssistantClient

  @Flag(name: [.customShort("n"), .long], help: "Print what would be added; write nothing.")
  var dryRun = false

  @OptionGroup var flags: AgentFlags
  @OptionGroup var common: CommonOptions

  private static func client(_ name: String) throws -> AssistantClient {
    guard let client = AssistantClient(rawValue: name) else {
      let names = AssistantClient.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("'\(TerminalText(name))' is not a client; there are \(names).")
    }
    return client
  }

  func run() async throws {
    let session = try await Session(common)
    _ = try flags.options()
    guard let home = session.settings.environment["HOME"], home.hasPrefix("/") else {
      throw Failure(.usage, "HOME names no folder")
    }
    let file = client.file(home: home, environment: session.settings.environment)
    let start = AssistantClient.Start(
      program: Bundle.main.executablePath ?? "alice",
      arguments: ["mcp", "serve", "--library", session.root.description] + flags.words)
    let snippet = try client.text(adding: start, to: nil)
    let document: JSONObject = [
      "client": .string(client.rawValue), "file": .string(file), "written": .bool(!dryRun),
      "text": .string(snippet),
    ]
    if dryRun {
      session.console.note("would be added to \(TerminalText(file)):")
    } else {
      try write(start, to: file, snippet)
    }
    session.console.write(
      document: document, text: dryRun ? snippet : TerminalText(file).description, as: session.format)
    if !dryRun { session.console.note("restart \(client.name), and it starts alice by itself") }
  }

  private func write(_ start: AssistantClient.Start, to file: String, _ snippet: String) throws {
    do {
      try client.write(start, to: file)
    } catch let refusal as AssistantClient.Refusal {
      throw Failure(.usage, "\(TerminalText(file)) \(refusal.reason); nothing was written. It takes:\n\(snippet)")
    } catch {
      throw Failure(.partly, "\(TerminalText(file)) cannot be written")
    }
  }
}
