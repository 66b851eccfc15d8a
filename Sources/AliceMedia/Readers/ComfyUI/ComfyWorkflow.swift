import AliceModel

/// Turns the graph that ComfyUI's editor saves (`workflow`) into the API form.
///
/// The editor keeps the values of a node by position, so the names are known for the usual nodes only, or where the file
/// lists a node's widgets. Muted nodes are left out; bypassed ones pass their inputs on. What stands inside of subgraphs is
/// brought out; nodes that only lead a link elsewhere go.
struct ComfyWorkflow {
  private let scopes: ComfyScopes
  /// Links that exist by a rule of an extension ("anything everywhere") and not as lines: node to slot to source.
  private let everywhere: [String: [Int: ComfyScopes.Link]]

  /// False where a value had to be taken from its place although another may have replaced it.
  var isCertain: Bool {
    scopes.isCertain
      && !scopes.all.contains { $0.order.contains { ComfyWidgets.isGuess($0["type"]?.stringValue ?? "", $0) } }
  }

  init?(_ workflow: JSONObject) {
    guard workflow["nodes"]?.arrayValue != nil else { return nil }
    scopes = ComfyScopes(workflow)
    everywhere = ComfyWorkflow.everywhere(workflow["extra"]?["ue_links"]?.arrayValue ?? [])
  }

  /// Nil where there is no node.
  func graph() -> ComfyGraph? {
    let entries = scopes.all.indices.lazy.flatMap { scope in
      scopes.all[scope].order.lazy.compactMap { entry($0, in: scope) }
    }
    return ComfyGraph(entries)
  }

  private static let passing: Set = ["Reroute", "GetNode", "SetNode", "Note", "MarkdownNote", "PrimitiveNode"]

  private func entry(_ node: JSONValue, in scope: Int) -> (String, ComfyGraph.Node)? {
    guard let id = node["id"]?.scalarText, let kind = node["type"]?.stringValue, node["mode"]?.intValue != 2,
      !ComfyWorkflow.passing.contains(kind), scopes.all[scope].inner[id] == nil
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
