import AliceKit
import ArgumentParser

/// How long to wait for requests.
struct WaitingOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Stop waiting after so long; the work goes on. Else 600 for a picture, 3600 for a video.", valueName: "seconds"))
  var timeout: Double?

  func validate() throws { try WaitingOptions.check(timeout) }

  static func check(_ timeout: Double?) throws {
    guard timeout.map({ $0 > 0 && $0 <= 1e7 }) ?? true else {
      throw ValidationError("--timeout takes a number of seconds above 0.")
    }
  }

  var waitPolicy: WaitPolicy { WaitPolicy(wait: timeout.map { .seconds($0) }) }
}
