import AliceModel

/// Converts the graph that ComfyUI's editor saves (`workflow`) to the API form.
///
/// The editor stores the values of a node by position, so the names are known only for common nodes, or if the file
/// lists the node's widgets. Muted nodes are omitted, and bypassed ones pass their inputs on. Subgraphs are expanded,
/// and nodes that only forward a link are removed.
struct ComfyWorkflow {
  private let scopes: ComfyScopes
  /// The links that exist by the rules of the extension "anything everywhere" instead of as lines: from node to slot to
  /// source.
  private let everywhere: [String: [Int: ComfyScopes.Link]]

  /// Whether all values are reliable: false if a value was guessed, or may have been replaced by another.
  var isCertain: Bool {
    scopes.isCertain
      && !scopes.all.contains { $0.order.contains { ComfyWidgets.isGuess($0["type"]?.stringValue ?? "", $0) } }
  }

  init?(_ workflow: JSONObject) {
    guard workflow["nodes"]?.arrayValue != nil else { return nil }
    scopes = ComfyScopes(workflow)
    everywhere = ComfyWorkflow.everywhere(workflow["extra"]?["ue_links"]?.arrayValue ?? [])
  }

  /// Returns nil if there is no node.
  func graph() -> ComfyGraph? {
    let entries = scopes.all.indices.lazy.flatMap { scope in
      scopes.all[scope].order.lazy.compactMap { entry($0, in: scope) }
    }
    return ComfyGraph(entries)
  }

  private static let forwarding: Set = ["Reroute", "GetNode", "SetNode", "Note", "MarkdownNote", "PrimitiveNode"]

  private func entry(_ node: JSONValue, in scope: Int) -> (String, ComfyGraph.Node)? {
    guard let id = node["id"]?.scalarText, let kind = node["type"]?.stringValue, node["mode"]?.intValue != 2,
      !ComfyWorkflow.forwarding.contains(kind), scopes.all[scope].inner[id] == nil
    else { return nil }
    let inputs = node["inputs"]?.arrayValue ?? []
    var values = node["mode"]?.intValue == 4 ? [:] : ComfyWidgets.values(of: kind, node, inputs)
    for (slot, input) in inputs.enumerated() {
      guard let name = input["name"]?.stringValue else { continue }
      let link =
        input["link"]?.scalarText.flatMap { scopes.all[scope].links[$0] } ?? (scope == 0 ? everywhere[id]?[slot] : nil)
      if let source = link.flatMap({ scopes.source($0, in: scope) }) { values[name] = source }
    }
    let node = ComfyGraph.Node(kind: kind, inputs: values, title: node["title"]?.stringValue)
    return (scopes.all[scope].prefix + id, node)
  }

  private static func everywhere(_ list: [JSONValue]) -> [String: [Int: ComfyScopes.Link]] {
    var found: [String: [Int: ComfyScopes.Link]] = [:]
    for link in list.prefix(100_000) {
      guard let node = link["downstream"]?.scalarText, let slot = link["downstream_slot"]?.intValue,
        let source = link["upstream"]?.scalarText
      else { continue }
      found[node, default: [:]][slot] = ComfyScopes.Link(source: source, slot: link["upstream_slot"]?.intValue ?? 0)
    }
    return found
  }
}
