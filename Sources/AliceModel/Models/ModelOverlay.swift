/// Prices and statuses of models as the provider reported them on some day, newer than the built-in list.
package struct ModelOverlay: Sendable, Hashable {
  package struct Entry: Sendable, Hashable {
    package var amount: Money?
    /// The unit as the provider writes it: `megapixels`, `10 seconds`.
    package var unit: String?
    /// The currency of `amount`; nil for US dollars.
    package var currency: String?
    /// `active` or `deprecated`.
    package var status: String?
    /// The moment of the answer, of which `unit` is nil if the provider has no price; nil for that of the whole report.
    package var asked: Timestamp?

    package init(
      amount: Money? = nil, unit: String? = nil, currency: String? = nil, status: String? = nil,
      asked: Timestamp? = nil
    ) {
      self.amount = amount
      self.unit = unit
      self.currency = currency
      self.status = status
      self.asked = asked
    }

    fileprivate static let fields: JSONFields<Self> = [
      .nullable("amount", \.amount), .nullable("unit", \.unit), .optional("currency", \.currency),
      .nullable("status", \.status), .optional("asked", \.asked),
    ]

    /// The amount in US dollars; nil for a price of zero, which the provider names for what it has not priced.
    private var dollars: Money? {
      (currency ?? "USD").uppercased() == "USD" ? amount.flatMap { $0 > .zero ? $0 : nil } : nil
    }

    /// Returns the price of the provider; nil if it has none. `day` is that of the report.
    fileprivate func quote(of day: String) -> PriceQuote? {
      unit.map { PriceQuote(unit: ModelPrice.word($0), amount: dollars, date: asked?.day ?? day) }
    }
  }

  /// The day of the report.
  package let date: String
  /// The entries by endpoint.
  package var entries: [String: Entry]

  package init(date: String, entries: [String: Entry] = [:]) {
    self.date = date
    self.entries = entries
  }
}

extension ModelOverlay {
  package init?(json: JSONValue) {
    guard json["schema"]?.intValue == 1, let date = json["date"]?.stringValue, let models = json["models"]?.objectValue
    else { return nil }
    self.init(date: date)
    for (endpoint, entry) in models {
      entries[endpoint] = Entry.fields.read(entry.objectValue ?? [:], into: Entry())
    }
  }

  package var json: JSONValue {
    let models = entries.sorted { $0.key < $1.key }.map {
      ($0.key, JSONValue.object(Entry.fields.object(of: $0.value)))
    }
    return ["schema": 1, "date": .string(date), "models": .object(JSONObject(models))]
  }
}

extension ModelRegistry {
  /// Returns the same models, with the prices and statuses of the overlay.
  package func updated(by overlay: ModelOverlay) -> ModelRegistry {
    ModelRegistry(models: models.map { $0.updated(by: overlay) }, retired: retired)
  }
}

extension ModelSpec {
  /// Returns the model with the price and the status of an entry of the overlay.
  package func updated(by overlay: ModelOverlay) -> ModelSpec {
    guard let entry = overlay.entries[endpoint] else { return self }
    var model = self
    model.quote = entry.quote(of: overlay.date)
    if let quote = model.quote, let amount = quote.amount,
      let price = ModelPrice(quoted: amount, unit: quote.unit, date: quote.date, instead: price)
    {
      model.price = price
    }
    model.status = entry.status.flatMap(Status.init(rawValue:)) ?? status
    return model
  }
}
