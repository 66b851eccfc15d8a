import AliceKit
import ArgumentParser

/// The options of commands that spend money.
struct SpendingOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("Send nothing if the total may cost more.", valueName: "usd"))
  var maxCost: String?

  @Flag(
    name: .long, help: "Send requests of unknown price despite a limit: each counts 0.50 USD until it is billed.")
  var allowUnknownPrice = false

  @Flag(name: .long, help: "Pay again for results that the library has already.")
  var again = false

  /// Throws if an amount is invalid.
  func policy(_ session: Session) throws -> SpendingPolicy {
    try session.settings.spendingPolicy(
      maxCost: try maxCost.map { try Money(argument: $0, of: "--max-cost") }, allowsUnknownPrice: allowUnknownPrice)
  }
}
