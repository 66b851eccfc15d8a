import AliceModel
import AliceNumbers

/// Files whose manifest claims who made them. The claims are kept in the parameter `claims`; the signature is not
/// verified.
///
/// A generator is set only if a claim says that a model made the image, so that a camera's signature sets none.
struct C2PAReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    let manifests = C2PAReader.manifests(in: found)
    guard !manifests.isEmpty else { return nil }
    let maker = manifests.lazy.compactMap(\.generator).first ?? LabelledReader().read(found)?.provenance.generator
    var read = ReadMetadata(provenance: Provenance(generator: maker))
    read.provenance.created = manifests.lazy.compactMap(\.created).first
    if maker != nil { read.provenance.recipe.model = manifests.lazy.compactMap(\.model).first }
    read.provenance.recipe.parameters["claims"] = C2PAReader.claims(of: manifests)
    return read
  }

  /// Returns the manifests, beginning with the active one and its parent.
  private static func manifests(in found: FoundMetadata) -> [ClaimedHistory] {
    var manifests: [ClaimedHistory] = []
    var container = ""
    for entry in found.entries where entry.container.hasPrefix("c2pa") {
      if entry.container != container {
        container = entry.container
        manifests.append(ClaimedHistory())
      }
      manifests[manifests.count - 1].take(entry)
    }
    return manifests
  }

  private static func claims(of manifests: [ClaimedHistory]) -> JSONValue {
    var claims: JSONObject = [:]
    func list(_ key: String, _ values: [String]) {
      var seen: Set<String> = []
      let distinct = values.filter { seen.insert($0).inserted }.prefix(32)
      claims[key] = distinct.count > 1 ? .array(distinct.map(JSONValue.string)) : distinct.first.map(JSONValue.string)
    }
    claims["claim_generator"] = manifests.lazy.compactMap(\.claimGenerator).first.map(JSONValue.string)
    list("software_agent", manifests.flatMap(\.agents))
    let actions = manifests.flatMap(\.actions).prefix(64).map(JSONValue.string)
    if !actions.isEmpty { claims["actions"] = .array(actions) }
    list("digital_source_type", manifests.flatMap(\.sourceTypes))
    list("ingredients", manifests.flatMap(\.ingredients))
    claims["verified"] = false
    return .object(claims)
  }
}

/// The claims of one manifest.
private struct ClaimedHistory {
  private(set) var claimGenerator: String?
  private(set) var agents: [String] = []
  private(set) var actions: [String] = []
  private(set) var sourceTypes: [String] = []
  private(set) var ingredients: [String] = []
  private(set) var created: Timestamp?

  mutating func take(_ entry: MetadataEntry) {
    switch entry.key {
    case "claim_generator": claimGenerator = claimGenerator ?? entry.text
    case "action": actions.append(entry.text)
    case "software_agent": agents.append(entry.text)
    case "digital_source_type": sourceTypes.append(entry.text)
    case "ingredient": ingredients.append(entry.text)
    case "when": if actions.last == "c2pa.created" { created = created ?? Timestamp(entry.text) }
    default: break
    }
  }

  /// The generator; nil if there is no claim that a model took part, or if its maker is not known.
  var generator: Generator? {
    let names = (agents + (claimGenerator.map { [$0] } ?? [])).prefix(64).map(AgentName.init)
    let generative = names.first { $0.isGenerative }?.generator
    if sourceTypes.contains(where: DigitalSourceType.isGenerated) {
      return generative ?? names.lazy.compactMap(\.generator).first
    }
    return sourceTypes.contains(where: DigitalSourceType.isCaptured) ? nil : generative
  }

  var model: String? { agents.lazy.map(AgentName.init).first { $0.isModel }?.text }
}
