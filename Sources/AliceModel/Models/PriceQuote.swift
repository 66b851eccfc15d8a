/// The price of one unit of an endpoint, as the provider's pricing API told it.
public struct PriceQuote: Sendable, Hashable {
  /// The unit in the provider's words: `images`, `1000 tokens`, `units`.
  public let unit: String
  /// The price of one unit in US dollars; nil if the provider named none that can be used.
  public let amount: Money?
  /// The day on which the provider told it.
  public let date: String

  package init(unit: String, amount: Money?, date: String) {
    self.unit = unit
    self.amount = amount
    self.date = date
  }

  package init?(json: JSONValue) {
    guard let unit = json["unit"]?.stringValue, let date = json["date"]?.stringValue else { return nil }
    self.init(unit: unit, amount: json["amount"]?.scalarText.flatMap { Money($0) }, date: date)
  }

  public var json: JSONValue {
    ["unit": .string(unit), "amount": JSONValue(amount?.description), "currency": "USD", "date": .string(date)]
  }
}
