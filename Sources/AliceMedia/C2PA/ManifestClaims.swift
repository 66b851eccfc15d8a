import AliceModel
import AliceNumbers

/// The claims of a signed file's manifests, as entries. The signature is not verified.
///
/// Entries of the active manifest have the container `c2pa`; those of its parent manifest have `c2pa:parent`, and so
/// on.
struct ManifestClaims {
  private static let generations = 8
  private static let actionLimit = 128
  /// The maximum size of one text in bytes.
  private static let textLimit = 4 << 10
  /// The maximum size of all texts in bytes: many actions may refer to one text, and a manifest may name itself as its
  /// parent.
  private static let totalLimit = 4 << 20

  private(set) var entries: [MetadataEntry] = []
  private var textLeft = ManifestClaims.totalLimit
  private var container = "c2pa"

  /// Creates no entries if `bytes` are not a manifest store.
  init(_ bytes: [UInt8]) {
    guard let store = ManifestStore(bytes) else { return }
    var next = store.active
    for _ in 0..<ManifestClaims.generations {
      guard let manifest = next else { return }
      next = read(manifest).flatMap(store.manifest)
      container += ":parent"
    }
  }

  /// Returns the reference to the parent manifest.
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
      // An action may refer to its agent by an index into a list.
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

  /// Reads a text, a `{name, version}`, or a list of them, of which the first applies.
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
  /// Returns whether the label is `name`, `name.v2` or `name__1`, as opposed to `name.thumbnail`.
  fileprivate func isCalled(_ name: String) -> Bool {
    guard label.hasPrefix(name) else { return false }
    let rest = label.dropFirst(name.count)
    return rest.isEmpty || rest.hasPrefix(".v") || rest.hasPrefix("__")
  }
}
