import AliceKit

extension GenerationPlan {
  /// The amount, how it comes about, and the date of the price.
  var estimateLine: String {
    let amount = estimate.map { "\($0) USD" } ?? "unknown"
    guard let price = model.price else { return amount + " (no price is known for \(model.name))" }
    let reason = calculation ?? price.description + unknownSource
    return "\(amount) (\(reason), as of \(price.date))"
  }

  /// For scripts.
  var estimateDocument: JSONObject {
    [
      "model": .string(model.name), "endpoint": .string(model.endpoint),
      "requests": .array(
        requests.map {
          [
            "input": kept($0.input), "estimate": JSONValue($0.estimate?.description),
            "reserved": JSONValue($0.reserved?.description), "units": $0.units.map { JSONValue($0) } ?? .null,
          ]
        }),
      "cost": estimate.map { Cost(amount: $0, basis: .estimate).json } ?? .null,
      "calculation": JSONValue(calculation), "price": model.price?.json ?? .null,
    ]
  }

  private var unknownSource: String {
    model.price?.basis == .source ? "; the size of what goes in is not known" : "; how many is known only afterwards"
  }
}
