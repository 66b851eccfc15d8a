import AliceKit
import ArgumentParser

struct Config: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the settings in force and where they come from.",
    discussion: """
      Flag, then environment (ALICE_LIBRARY, ALICE_MODEL), then .alice.yaml of the folder, then
      $XDG_CONFIG_HOME/alice/config.yaml. Keys of the files: library, model, inboxes.
      """)

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let settings = session.settings
    let inboxes = settings.inboxes.map(\.description)
    if common.json || common.jsonl {
      return session.console.write(document: [
        "library": .string(session.root.description), "model": .string(settings.model(flag: nil)),
        "inboxes": .array(inboxes.map(JSONValue.string)), "files": .array(settings.files.map(JSONValue.string)),
      ])
    }
    session.console.writeLine("library\t\(session.root)")
    session.console.writeLine("model\t\(settings.model(flag: nil))")
    session.console.writeLine("inboxes\t\(inboxes.joined(separator: ", "))")
    session.console.writeLine("files\t\(settings.files.joined(separator: ", "))")
  }
}
