import AliceKit
import ArgumentParser
import Foundation

struct ConfigGet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Print one setting as it is in effect.",
    discussion: "Exit status 1: it is not set, and has no default.")

  @Argument(help: ArgumentHelp("The key, as in 'budget.day'.", valueName: "key"))
  var key: String

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let key = try SettingsKey(argument: key)
    let values = session.settings.values(of: key, library: session.root)
    let json: JSONValue = key.isList ? .array(values.map(JSONValue.string)) : values.first.map { .string($0) } ?? .null
    let document: JSONObject = ["key": .string(key.rawValue), "value": json]
    session.console.write(
      document: document, objects: [.object(document)],
      text: values.map { TerminalText($0).description }.joined(separator: "\n"), as: session.format)
    if values.isEmpty { throw Failure(.answerIsNo, "'\(key.rawValue)' is not set") }
  }
}

struct ConfigSet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Write one setting into the user's file.",
    discussion: """
      Comments and all other lines of the file stay as they are. hooks and webhooks need an editor.
      """)

  @Argument(help: ArgumentHelp("The key, as in 'budget.day'.", valueName: "key"))
  var key: String

  @Argument(help: ArgumentHelp("The value; 'inboxes' and 'trust' take several.", valueName: "value"))
  var values: [String] = []

  @Flag(name: .long, help: "Remove the setting.")
  var unset = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard unset == values.isEmpty else { throw ValidationError("Give a value, or --unset.") }
  }

  func run() async throws {
    let session = try await Session(common)
    let key = try SettingsKey(argument: key)
    guard key.isList || values.count <= 1 else {
      throw Failure(.usage, "'\(key.rawValue)' takes one value; put one of several words in quotation marks")
    }
    let file = UserSettings(session.settings)
    try file.set(key, to: values)
    let document: JSONObject = [
      "key": .string(key.rawValue), "values": .array(values.map(JSONValue.string)), "file": .string(file.path),
    ]
    session.console.write(document: document, objects: [.object(document)], text: nil, as: session.format)
    session.console.note("\(key.rawValue) is \(unset ? "removed from" : "set in") \(TerminalText(file.path))")
  }
}

struct ConfigEdit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Open the user's file with $VISUAL, $EDITOR or vi.",
    discussion: "A file that is not there yet is a sample with a comment on every key.")

  @OptionGroup var common: CommonOptions

  func run() async throws {
    // The file may be what needs to be mended, so it is not read.
    let environment = ProcessInfo.processInfo.environment
    let path = UserSettings.path(environment)
    try UserSettings.begin(path)
    let editor = ["VISUAL", "EDITOR"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? "vi"
    let words = ["sh", "-c", "exec " + editor + " \"$1\"", "sh", path]
    var arguments = words.map { strdup($0) } + [nil]
    execv("/bin/sh", &arguments)
    throw Failure(.partly, "the editor '\(TerminalText(editor))' could not be started")
  }
}

struct ConfigPath: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "path", abstract: "Print the path of the user's file.")

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let path = UserSettings.path(session.settings.environment)
    let document: JSONObject = [
      "file": .string(path), "exists": .bool(FileManager.default.fileExists(atPath: path)),
      "read": .array(session.settings.files.map(JSONValue.string)),
    ]
    session.console.write(document: document, objects: [.object(document)], text: path, as: session.format)
  }
}

extension SettingsKey {
  /// Throws with the nearest key if there is none of this name.
  fileprivate init(argument name: String) throws {
    guard let key = SettingsKey(rawValue: name) else {
      let names = SettingsKey.allCases.map(\.rawValue)
      let hint = Spelling.nearest(to: name, in: names).map { "did you mean '\($0)'?" }
      throw Failure(
        .usage,
        "there is no setting '\(TerminalText(name))'; \(hint ?? "there are \(names.joined(separator: ", "))")")
    }
    self = key
  }
}
