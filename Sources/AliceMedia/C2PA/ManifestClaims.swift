import AliceModel

/// What a signed file's manifests claim, as entries. Nobody has checked the signature.
///
/// Entries of the active manifest have the container `c2pa`; those of the manifest it was made from `c2pa:parent`, and so on.
struct ManifestClaims {
  private static let generations = 8
  private static let actionLimit = 128
  /// Of one text, in bytes.
  private static let textLimit = 4 << 10
  /// Of all texts: actions may point at one text thousands of times over, and a manifest may name itself as its parent.
  private static let totalLimit = 4 << 20

  private(set) var entries: [MetadataEntry] = []
  private var textLeft = ManifestClaims.totalLimit
  private var container = "c2pa"

  /// Nothing where `bytes` are no manifest store.
  init(_ bytes: [UInt8]) {
    guard let store = ManifestStore(bytes) else { return }
    var next = store.active
    for _ in 0..<ManifestClaims.generations {
      guard let manifest = next else { return }
      next = read(manifest).flatMap(store.manifest)
      container += ":parent"
    }
  }

  /// Gives the reference to the manifest of what the picture was made from.
  private mutating func read(_ manifest: JUMBFBox) -> String? {
    let claim = (manifest.child("c2pa.claim.v2") ?? manifest.child("c2pa.claim")).flatMap(ManifestClaims.document)
    add(
      "claim_generator", ManifestClaims.agent(claim?["claim_generator_info"]) ?? claim?["claim_generator"]?.stringValue)
    var parent: String?
    for assertion in manifest.child("c2pa.assertions")?.superboxes.prefix(ManifestClaims.actionLimit) ?? [] {
      if assertion.isCalled("c2pa.actions") {
        if let document = ManifestClaims.document(of: assertion) { read(actions: document) }
      } else if assertion.isCalled("c2pa.ingredient"), let document = ManifestClaims.document(of: assertion) {
        add("ingredient", (document["dc:title"] ?? document["title"])?.stringValue)
        let manifest = document["activeManifest"] ?? document["c2pa_manifest"]
        if document["relationship"] == "parentOf" { parent = parent ?? manifest?["url"]?.stringValue }
      }
    }
    return parent
  }

  private mutating func read(actions document: JSONValue) {
    for action in document["actions"]?.arrayValue?.prefix(ManifestClaims.actionLimit) ?? [] {
      // Agents may stand in a list that the action points into.
      let listed = action["softwareAgentIndex"]?.intValue.flatMap { document["softwareAgents"]?[$0] }
      add("action", action["action"]?.stringValue)
      add("software_agent", ManifestClaims.agent(action["softwareAgent"] ?? listed))
      add("digital_source_type", action["digitalSourceType"]?.stringValue)
      add("action_description", action["description"]?.stringValue)
      add("when", action["when"]?.stringValue)
    }
  }

  private mutating func add(_ key: String, _ text: String?) {
    guard let text, !text.isEmpty, text.utf8.count <= min(ManifestClaims.textLimit, textLeft),
      entries.count < ContainerContents.entryLimit
    else { return }
    textLeft -= text.utf8.count
    entries.append(MetadataEntry(container: container, key: key, text: text))
  }

  private static func document(of box: JUMBFBox) -> JSONValue? {
    if let bytes = box.content("cbor") { return CBOR.value(in: bytes) }
    return box.content("json").flatMap { try? JSONValue(parsing: Array($0), limits: .lenient) }
  }

  /// A text, or `{name, version}`, or a list of them, of which the first says who it was.
  private static func agent(_ value: JSONValue?) -> String? {
    guard let value else { return nil }
    if let text = value.stringValue { return text }
    guard let first = value.arrayValue.map({ $0.first }) ?? value, let name = first["name"]?.stringValue else {
      return nil
    }
    guard let version = first["version"]?.scalarText, !version.isEmpty else { return name }
    return "\(name) \(version)"
  }
}

extension JUMBFBox {
  /// True for `name`, `name.v2` and `name__1`, but not for `name.thumbnail`.
  fileprivate func isCalled(_ name: String) -> Bool {
    guard label.hasPrefix(name) else { return false }
    let rest = label.dropFirst(name.count)
    return rest.isEmpty || rest.hasPrefix(".v") || rest.hasPrefix("__")
  }
}
