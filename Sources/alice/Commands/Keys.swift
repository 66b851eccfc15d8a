import AliceKit
import ArgumentParser
import Foundation

struct Keys: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The key of the provider.",
    discussion: "Keys come from standard input or a prompt, never from an argument, and are never shown.",
    subcommands: [KeysList.self, KeysSetup.self, KeysTest.self, KeysRemove.self], defaultSubcommand: KeysList.self)
}

struct KeysList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Where the key comes from.")

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let source = try Credentials(environment: session.settings.environment).source()
    if common.json || common.jsonl {
      return session.console.write(document: [
        "keys": .array(source.map { [["provider": "fal", "source": .string($0), "key": "<redacted>"]] } ?? [])
      ])
    }
    guard let source else { throw AliceError.noKey }
    session.console.writeLine("fal  <redacted>  from \(source)")
  }
}

struct KeysSetup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "setup", abstract: "Store a key, read from standard input or typed without echo.")

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let text = session.console.terminal.inputIsTerminal ? HiddenInput.line(asking: "fal.ai key: ") : readLine()
    guard let text = text?.trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty else {
      throw Failure(.usage, "no key was given")
    }
    let credentials = Credentials(environment: session.settings.environment)
    try credentials.store(text)
    session.console.note("stored in \(credentials.file), readable by you alone; 'alice keys test' tries it")
  }
}

struct KeysTest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Ask the provider whether the key is good. Costs nothing.")

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    try await using(try FalProvider(environment: session.settings.environment)) { try await $0.testKey() }
    session.console.writeLine("the key is good")
  }
}

struct KeysRemove: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "remove", abstract: "Remove the stored key.")

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let credentials = Credentials(environment: session.settings.environment)
    guard !dryRun else { return session.console.writeLine("would remove \(credentials.file)") }
    guard try credentials.remove() else { throw Failure(.answerIsNo, "no key is stored") }
    session.console.note("removed \(credentials.file)")
  }
}
