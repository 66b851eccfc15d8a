import AliceModel

/// The price of an endpoint that a tester has set, instead of that of the model list.
struct SimulatedPrice: Sendable {
  /// The price of one unit; nil if the pricing API knows none.
  let amount: Money?
  let unit: String
  let currency: String
  /// The units of each bill; nil for those of the model list.
  let units: Double?
  /// The number of units for one of the model list.
  let factor: Double
  /// Whether a tester has set it.
  let isSet: Bool
  /// The units of the bill of a request that fails; nil if failures cost nothing.
  let failedUnits: Double?

  init?(_ json: JSONValue) {
    func number(_ name: String) -> Double? {
      json[name]?.scalarText.flatMap { Double($0) }.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
    }
    let price = json["unit_price"] ?? .null
    amount = price.scalarText.flatMap { Money($0) }
    unit = json["unit"]?.stringValue ?? "units"
    currency = json["currency"]?.stringValue ?? "USD"
    units = number("units")
    factor = 1
    isSet = true
    failedUnits = number("failed_units")
    guard json["endpoint"]?.stringValue != nil, price.isNull == (amount == nil) else { return nil }
  }

  /// The price of a model in the list. A model that is billed by a unit of its own has half of the price for twice the
  /// units: an image is two compute seconds.
  init?(_ price: ModelPrice?) {
    guard let price else { return nil }
    let own = price.billing?.unit
    amount = own == nil ? price.amount : Money(nanos: price.amount.nanos / 2)
    unit = own ?? price.unit.plural
    currency = "USD"
    units = nil
    factor = own == nil ? 1 : 2
    isSet = false
    failedUnits = nil
  }

  /// Returns the bill of a request of so many units of the model list; nil if neither they are known nor those that a
  /// tester has set.
  func bill(ofListed count: Double?) -> Bill? { (units ?? count.map { $0 * factor }).map(bill) }

  func bill(_ units: Double) -> Bill {
    Bill(units: units, unit: unit, amount: amount.flatMap { UnitCount(units)?.cost(at: $0) })
  }

  /// The answer of the pricing API; nil if there is no price.
  func quote(of endpoint: String) -> JSONValue? {
    amount.map {
      [
        "endpoint_id": .string(endpoint), "unit_price": $0.json, "unit": .string(unit), "currency": .string(currency),
      ]
    }
  }
}

extension Simulation {
  /// Returns the price of an endpoint: what a tester has set, else that of the model list.
  func price(of endpoint: String) -> SimulatedPrice? {
    withState { $0.prices[endpoint] }
      ?? SimulatedPrice(options.models.models.first { $0.endpoint == endpoint }?.price)
  }

  func setPrices(_ exchange: Exchange) -> Answer {
    guard let json = exchange.json else { return .failure(400, "One JSON object, or an array of them") }
    let given = json.arrayValue ?? [json]
    var prices: [String: SimulatedPrice] = [:]
    for item in given {
      guard let endpoint = item["endpoint"]?.stringValue, let price = SimulatedPrice(item) else {
        return .failure(400, "a price has endpoint, unit_price (or null), unit, currency, units and failed_units")
      }
      prices[endpoint] = price
    }
    let set = prices
    withState { $0.prices.merge(set) { $1 } }
    return .json(200, ["prices": JSONValue(set.count)])
  }
}
