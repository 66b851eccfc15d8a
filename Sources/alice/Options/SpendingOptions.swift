import AliceKit
import ArgumentParser

/// What commands take that spend.
struct SpendingOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("Send nothing where the whole may cost more.", valueName: "usd"))
  var maxCost: String?

  @Flag(
    name: .long, help: "Send what has no known price, though a limit is set: each counts 0.50 USD until it is billed.")
  var allowUnknownPrice = false

  @Flag(name: .long, help: "Pay again for what the library has an answer to already.")
  var again = false

  /// Throws where an amount makes no sense.
  func policy(_ session: Session) throws -> SpendingPolicy {
    try session.settings.spendingPolicy(
      maxCost: try maxCost.map { try Money(argument: $0, of: "--max-cost") }, allowsUnknownPrice: allowUnknownPrice)
  }
}
