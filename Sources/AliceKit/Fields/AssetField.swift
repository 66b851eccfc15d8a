package import AliceModel

/// A fact of an asset by its name: a member of the asset object, or a field of the search language.
package struct AssetField: Sendable {
  /// The name as the user wrote it.
  package let name: String
  private let source: Source

  private enum Source {
    /// A member of the asset object, and of the objects in it.
    case member([String])
    case path, file
    case derived(@Sendable (Asset) -> JSONValue)
  }

  /// Throws a failure with the nearest name if there is no such field.
  package init(_ name: String) throws(Failure) {
    self.name = name
    let key = name.lowercased()
    if let derived = AssetField.derived[key] {
      source = .derived(derived)
    } else if key.hasPrefix("p."), key.count > 2 {
      source = .member(["parameters", String(name.dropFirst(2))])
    } else {
      let member = AssetField.searchNames[key] ?? name
      let parts = member.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard AssetField.members.contains(parts[0]), parts.last != "" else { throw AssetField.unknown(name) }
      source = parts == ["path"] ? .path : parts == ["file"] ? .file : .member(parts)
    }
  }

  /// Returns the fields of a list such as `id,path,score.value`.
  package static func list(_ text: String) throws(Failure) -> [AssetField] {
    var fields: [AssetField] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      let name = name.drop { $0 == " " }
      guard !name.isEmpty else { throw Failure(.usage, "'\(TerminalText(text))' has an empty field") }
      fields.append(try AssetField(String(name)))
    }
    return fields
  }

  /// The names of all fields, apart from parameters.
  package static var names: [String] { members + derived.keys.sorted() + searchNames.keys.sorted() }

  private static func unknown(_ name: String) -> Failure {
    let hint = Spelling.nearest(to: name, in: names).map { "; did you mean '\($0)'?" }
    return Failure(
      .usage,
      "there is no field '\(TerminalText(name))'"
        + (hint ?? ": a field is a member of the object that --json prints, a field of searches, or p.PARAMETER"))
  }

  /// The members of the asset object.
  private static let members: [String] = {
    guard let id = AssetID(digest: [UInt8](repeating: 0, count: 32)) else { return [] }
    let record = AssetRecord(added: Timestamp(milliseconds: 0))
    return Asset(id: id, path: "x", facts: FileFacts(format: .png, bytes: 0), record: record)
      .json(in: "/").objectValue?.keys ?? []
  }()

  /// The members that a field of the search language names differently.
  private static let searchNames = [
    "w": "width", "h": "height", "dur": "duration", "neg": "negative_prompt", "kind": "type", "tag": "tags",
    "from": "parents", "is": "defects",
  ]

  private static let derived: [String: @Sendable (Asset) -> JSONValue] = [
    "short": { .string($0.id.short) }, "name": { .string($0.path.lastComponent.description) },
    "date": { .string($0.created.day) },
    "ext": { asset in
      let parts = asset.path.lastComponent.description.split(separator: ".")
      return parts.count > 1 ? JSONValue(parts.last.map { $0.lowercased() }) : .null
    },
    "mp": { asset in
      guard let width = asset.facts.width, let height = asset.facts.height else { return .null }
      return JSONValue((Double(width) * Double(height) / 10_000).rounded() / 100)
    },
    "ar": { asset in
      guard let width = asset.facts.width, let height = asset.facts.height, height > 0 else { return .null }
      return JSONValue((Double(width) / Double(height) * 1000).rounded() / 1000)
    },
    "steps": { $0.record.recipe.steps.map { JSONValue($0) } ?? .null },
    "cfg": { $0.record.recipe.cfg.map { JSONValue($0) } ?? .null },
  ]
}

extension AssetField {
  /// Returns the value; `json` is the asset object.
  package func value(of asset: Asset, _ json: JSONValue) -> JSONValue {
    switch source {
    case .path: json["path"] ?? .null
    case .file: json["file"] ?? .null
    case .derived(let derive): derive(asset)
    case .member(let names): names.reduce(json) { $0[$1] ?? .null }
    }
  }

  /// Returns the value as text: nothing for null, the names of a list with commas, the amount of a cost.
  package func text(of asset: Asset, _ json: JSONValue) -> String { AssetField.text(value(of: asset, json)) }

  /// Returns the exact bytes of a path below `library`, which need not be text; nil for other fields and for files
  /// outside of a library.
  package func bytes(of asset: Asset, _ json: JSONValue, in library: BytePath) -> [UInt8]? {
    switch source {
    case .path where json["path"]?.stringValue == asset.path.description: asset.path.bytes
    case .file where json["file"]?.stringValue == library.appending(asset.path).description:
      library.appending(asset.path).bytes
    default: nil
    }
  }

  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .array(let elements): elements.map(text).joined(separator: ", ")
    case .object(let object): (object["amount"] ?? object["value"])?.scalarText ?? value.text
    default: value.scalarText ?? ""
    }
  }
}
