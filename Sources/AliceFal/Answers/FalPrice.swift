package import AliceModel

/// The current price of an endpoint.
package struct FalPrice: Sendable, Hashable {
  package let endpoint: String
  package let unitPrice: Money
  /// The unit is `images`, `megapixels`, `seconds`, …
  package let unit: String
  package let currency: String
}

extension FalPrice {
  init?(json: JSONValue) {
    guard let endpoint = json["endpoint_id"]?.stringValue, let unit = json["unit"]?.stringValue,
      let amount = json["unit_price"],
      let price = amount.scalarText.flatMap({ Money($0) }) ?? amount.doubleValue.flatMap({ Money($0) })
    else { return nil }
    self.init(
      endpoint: endpoint, unitPrice: price, unit: FalPrice.word(unit),
      currency: FalPrice.word(json["currency"]?.stringValue ?? "USD"))
  }

  /// Returns a word of the provider in a length that can be kept: the prices of all endpoints are in one file.
  static func word(_ text: String) -> String { String(text.unicodeScalars.prefix(60)) }
}

/// The balance of an account.
package struct FalBalance: Sendable, Hashable {
  package let amount: Money
  package let currency: String
}

extension FalBalance {
  init?(json: JSONValue) {
    let credits = json["credits"] ?? json
    guard let balance = credits["current_balance"] ?? credits["balance"],
      let amount = balance.scalarText.flatMap({ Money($0) }) ?? balance.doubleValue.flatMap({ Money($0) })
    else { return nil }
    self.init(amount: amount, currency: (credits["currency"] ?? json["currency"])?.stringValue ?? "USD")
  }
}
