import AliceKit
import ArgumentParser

/// The option for the time to wait for requests.
struct WaitingOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The time to wait; the work continues after it. Default: 600, for a video 3600.", valueName: "seconds"))
  var timeout: Double?

  func validate() throws { try WaitingOptions.check(timeout) }

  static func check(_ timeout: Double?) throws {
    guard timeout.map({ $0 > 0 && $0 <= 1e7 }) ?? true else {
      throw ValidationError("--timeout takes a number of seconds above 0.")
    }
  }

  var waitPolicy: WaitPolicy { WaitPolicy(wait: timeout.map { .seconds($0) }) }
}

/// The option for the time to wait for a free answer of the provider, and for a program that prints the key.
struct AskingOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("Give up after this time. Default: 120.", valueName: "seconds"))
  var timeout: Double?

  func validate() throws { try WaitingOptions.check(timeout) }

  var waitPolicy: WaitPolicy { WaitPolicy(wait: .seconds(timeout ?? 120)) }
}
