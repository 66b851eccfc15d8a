/// Prices and statuses of models as the provider reported them on some day, newer than the built-in list.
package struct ModelOverlay: Sendable, Hashable {
  package struct Entry: Sendable, Hashable {
    package var amount: Money?
    /// The unit as the provider writes it: `megapixels`, `10 seconds`.
    package var unit: String?
    /// `active` or `deprecated`.
    package var status: String?

    package init(amount: Money? = nil, unit: String? = nil, status: String? = nil) {
      self.amount = amount
      self.unit = unit
      self.status = status
    }

    fileprivate static let fields: JSONFields<Self> = [
      .nullable("amount", \.amount), .nullable("unit", \.unit), .nullable("status", \.status),
    ]
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
    let models = models.map { model in
      guard let entry = overlay.entries[model.endpoint] else { return model }
      var model = model
      if let amount = entry.amount, let unit = entry.unit,
        let price = ModelPrice(quoted: amount, unit: unit, date: overlay.date, instead: model.price)
      {
        model.price = price
      }
      model.status = entry.status.flatMap(ModelSpec.Status.init(rawValue:)) ?? model.status
      return model
    }
    return ModelRegistry(models: models, retired: retired)
  }
}
