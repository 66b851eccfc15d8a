import AliceKit
import ArgumentParser
import Foundation

struct Keys: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Manage the key of the provider.",
    discussion: """
      The key comes from the first of these that has one: FAL_KEY; FAL_KEY_ID and FAL_KEY_SECRET; the first line of \
      output of the program that FAL_KEY_COMMAND names; 'alice keys setup'. Keys are never taken from an argument, and \
      never shown.
      """,
    subcommands: [KeysList.self, KeysSetup.self, KeysTest.self, KeysRemove.self], defaultSubcommand: KeysList.self)
}

struct KeysList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List every source that has a key, and which one is used.")

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let credentials = Credentials(environment: session.settings.environment)
    let sources = credentials.sources()
    session.console.write(sources, .keys, as: session.format) { ["keys": .array($0)] }
    guard sources.isEmpty else { return }
    if let misnamed = credentials.misnamed { throw AliceError.keySource(misnamed) }
    // The list is there, and it is empty.
    throw Failure(.answerIsNo, AliceError.noKey.sentence)
  }
}

extension ListFormat<Credentials.Source> {
  fileprivate static var keys: ListFormat {
    ListFormat(
      json: { source in
        [
          "provider": "fal", "source": .string(source.name), "key": "<redacted>", "used": .bool(source.isUsed),
          "problem": JSONValue(source.problem),
        ]
      },
      line: { source in
        let state = source.problem ?? (source.isUsed ? "used" : "not used")
        return "fal  <redacted>  from \(TerminalText(source.name))  (\(TerminalText(state)))"
      })
  }
}

struct KeysSetup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "setup", abstract: "Store a key, read from standard input or typed without echo.",
    discussion: "The key is first tested with the provider, which costs nothing.")

  @Flag(name: .long, help: "Store the key without testing it.")
  var noTest = false

  @OptionGroup var asking: AskingOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let credentials = Credentials(environment: session.settings.environment)
    try credentials.checkPlace()
    let text = session.console.terminal.inputIsTerminal ? HiddenInput.line(asking: "fal.ai key: ") : readLine()
    guard let text = text?.trimmingCharacters(in: .whitespacesAndNewlines), !text.isEmpty else {
      throw Failure(.usage, "no key was given")
    }
    let verdict = noTest ? "not tested" : try await test(text, credentials)
    try credentials.store(text)
    session.console.note("stored in \(credentials.place), for you alone; \(verdict)")
    let used = credentials.sources().first { $0.isUsed }
    if let used, used.name != credentials.place {
      session.console.warn("the key from \(TerminalText(used.name)) takes precedence")
    }
  }

  /// Tests the key. Throws if the provider refuses it; other errors do not mean that it is wrong.
  private func test(_ text: String, _ credentials: Credentials) async throws -> String {
    do {
      let waitPolicy = asking.waitPolicy
      try await withInterrupt { try await waitPolicy.within { try await credentials.test(text) } }
      return "fal.ai accepts it"
    } catch AliceError.keyRefused(let message) {
      throw Failure(.noKey, "fal.ai refuses this key, so it was not stored: \(TerminalText(message))")
    } catch AliceError.configuration(let message) {
      throw AliceError.configuration(message)
    } catch let error as AliceError {
      if case .accountLocked = error { return "fal.ai knows it, but \(error.sentence)" }
      return "it could not be tested: \(error.sentence)"
    }
  }
}

struct KeysTest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Test the key with the provider, at no cost.")

  @OptionGroup var asking: AskingOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let credentials = Credentials(environment: session.settings.environment)
    let waitPolicy = asking.waitPolicy
    do {
      let source = try await withInterrupt { try await waitPolicy.within { try await credentials.test() } }
      session.console.write(
        document: ["good": true, "source": .string(source)], text: "the key from \(TerminalText(source)) is good",
        as: session.format)
    } catch AliceError.keyRefused(let message) {
      let source = credentials.sources().first { $0.isUsed }?.name ?? "nowhere"
      throw Failure(.noKey, "fal.ai refuses the key from \(TerminalText(source)): \(TerminalText(message))")
    }
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
    guard try credentials.isStored else { throw Failure(.answerIsNo, "no key is stored") }
    guard !dryRun else { return session.console.writeLine("would remove the key from \(credentials.place)") }
    _ = try credentials.remove()
    session.console.note("removed the key from \(credentials.place)")
  }
}
