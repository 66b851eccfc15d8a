import AliceKit

/// A row of the list, which also shows the replacements of models that no longer exist.
enum ListedModel {
  case known(ModelSpec)
  case gone(RetiredModel)

  var name: String {
    switch self {
    case .known(let model): model.name
    case .gone(let model): model.names.first ?? model.endpoint
    }
  }

  var json: JSONValue {
    switch self {
    case .known(let model): model.json
    case .gone(let model): model.json
    }
  }

  var cells: [String] {
    switch self {
    case .gone(let model): [name, "gone", "-", "-", "-", "-", "\(model.reason) → \(model.replacement)"]
    case .known(let model):
      [
        name, model.kind?.rawValue ?? "-",
        model.price.map { ($0.isApproximate ? "~" : "") + $0.amount.description } ?? "-",
        model.price?.unitPhrase ?? "-", model.price?.date ?? "-", model.speed ?? "-",
        model.status == .active ? model.summary : "deprecated → \(model.replacement ?? "nothing")",
      ]
    }
  }
}

extension ListFormat<ListedModel> {
  static var models: ListFormat {
    ListFormat(
      json: \.json, paths: { [BytePath($0.name)] },
      columns: Columns(
        titles: ["NAME", "KIND", "USD", "PER", "AS OF", "SPEED", "ABOUT"], spare: ["SPEED", "AS OF", "PER", "KIND"],
        cells: \.cells))
  }
}
