import AliceKit

extension GenerationPlan {
  /// The amount, its calculation, and the date of the price.
  var estimateLine: String {
    let amount = estimate.map { "\($0) USD" } ?? "unknown"
    guard let price = model.price else { return amount + " (no price is known for \(model.name))" }
    let reason = calculation ?? price.description + unknownSource
    return "\(amount) (\(reason), as of \(price.date))"
  }

  /// The estimate as JSON for scripts.
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
    model.price?.basis == .source ? "; the size of the input is unknown" : "; the quantity is known only afterwards"
  }
}
