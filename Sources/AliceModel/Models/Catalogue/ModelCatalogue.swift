import AliceNumbers

/// The endpoints of the provider, far more than the list has: their names, categories, inputs and outputs.
///
/// It is read from a text in which every different input and output stands once. Entries are decoded when they are
/// needed.
package struct ModelCatalogue: Sendable {
  /// The day of the information.
  package private(set) var date: String
  package private(set) var entries: [CatalogueEntry]

  package static let empty = ModelCatalogue(date: "", entries: [])

  private init(date: String, entries: [CatalogueEntry]) {
    self.date = date
    self.entries = entries
  }

  /// Reads the text that `docs/make-catalogue` describes; returns nil for any other text.
  package init?(text: String) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    guard let first = lines.popFirst()?.split(separator: "\t"), first.count == 2, first[0] == "alice-catalogue 1",
      let blank = lines.firstIndex(of: "")
    else { return nil }
    let words = Array(lines[..<blank])
    var entries: [CatalogueEntry] = []
    entries.reserveCapacity(lines.count)
    for line in lines[(blank + 1)...] where !line.isEmpty {
      guard let entry = CatalogueEntry(line: line, words: words) else { return nil }
      entries.append(entry)
    }
    self.init(date: String(first[1]), entries: entries)
  }

  /// Returns the entry of an endpoint; nil if there is none.
  package func entry(_ endpoint: String) -> CatalogueEntry? { entries.first { $0.endpoint == endpoint } }

  /// Returns the same catalogue with what the provider lists now: new endpoints are added, and those that it no longer
  /// lists are marked.
  package func updated(by listing: ModelListing) -> ModelCatalogue {
    var listed: [String: ModelListing.Entry] = [:]
    for entry in listing.entries where listed[entry.endpoint] == nil { listed[entry.endpoint] = entry }
    var known: Set<String> = []
    var entries = self.entries.map { entry in
      known.insert(entry.endpoint)
      return entry.updated(by: listed[entry.endpoint])
    }
    entries += listing.entries.filter { known.insert($0.endpoint).inserted }.map(CatalogueEntry.init(listed:))
    return ModelCatalogue(date: listing.date, entries: entries)
  }
}

/// One endpoint of the catalogue.
package struct CatalogueEntry: Sendable {
  package let endpoint: String
  /// The provider's category; empty if it has none.
  package private(set) var category: String
  package private(set) var title: String
  /// What the provider says about it; empty until the list was refreshed.
  package private(set) var about = ""
  package private(set) var isDeprecated = false
  /// Whether the provider's own list no longer has it.
  package private(set) var isUnlisted = false
  private let inputs: [Substring]
  private let outputs: [Substring]

  fileprivate init?(line: Substring, words: [Substring]) {
    let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard cells.count == 5, ModelSpec.isEndpoint(String(cells[0])),
      let inputs = CatalogueEntry.words(cells[3], words), let outputs = CatalogueEntry.words(cells[4], words)
    else { return nil }
    endpoint = String(cells[0])
    category = String(cells[1])
    title = String(cells[2])
    self.inputs = inputs
    self.outputs = outputs
  }

  fileprivate init(listed entry: ModelListing.Entry) {
    endpoint = entry.endpoint
    category = entry.category
    title = entry.title
    about = entry.about
    isDeprecated = entry.isDeprecated
    inputs = []
    outputs = []
  }

  fileprivate func updated(by entry: ModelListing.Entry?) -> CatalogueEntry {
    var updated = self
    guard let entry else {
      updated.isUnlisted = true
      return updated
    }
    if !entry.category.isEmpty { updated.category = entry.category }
    if !entry.title.isEmpty { updated.title = entry.title }
    updated.about = entry.about
    updated.isDeprecated = entry.isDeprecated
    return updated
  }

  /// Returns the words that pairs of digits in base 62 number; nil if one is out of range.
  private static func words(_ codes: Substring, _ words: [Substring]) -> [Substring]? {
    let digits = Array(codes.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var found: [Substring] = []
    found.reserveCapacity(digits.count / 2)
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digit(digits[index]), let low = digit(digits[index + 1]), high * 62 + low < words.count else {
        return nil
      }
      found.append(words[high * 62 + low])
    }
    return found
  }

  private static func digit(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte - UInt8(ascii: "A")) + 36
    default: nil
    }
  }

  package var kind: ModelSpec.Kind? { ModelSpec.Kind(category: category, endpoint: endpoint, title: title) }

  /// The names of the members of a result.
  package var results: [String] { outputs.map { String($0.prefix { $0 != ":" && $0 != "*" }) } }

  /// Whether the inputs are known.
  package var isDescribed: Bool { !inputs.isEmpty }

  /// The model, with what is known of it. Parameters that it lacks are passed on: the types that the catalogue is made
  /// from miss some.
  package func model(date: String) -> ModelSpec {
    var model = ModelSpec(
      name: endpoint, endpoint: endpoint, aliases: [], kind: kind, output: ModelSpec.Output(members: results),
      summary: about.isEmpty ? title : about, note: note(date), price: nil,
      parameters: inputs.compactMap(ParameterSpec.init(catalogued:)), ignored: [], isListed: isDescribed)
    model.isOpen = true
    if isDeprecated { model.status = .deprecated }
    return model
  }

  private func note(_ date: String) -> String {
    if isUnlisted { return "The provider's list of \(date) no longer has it." }
    let described =
      isDescribed ? "Its parameters are those of the catalogue of \(date)." : "Its parameters are not in the catalogue."
    return described + (results.isEmpty ? "" : " It answers with \(results.joined(separator: ", ")).")
  }
}
