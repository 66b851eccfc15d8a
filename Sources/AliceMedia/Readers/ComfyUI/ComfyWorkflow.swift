import AliceModel
import AliceNumbers

/// Converts the graph that ComfyUI's editor saves (`workflow`) to the API form.
///
/// The editor stores the values of a node by position, so the names are known only for common nodes, or if the file
/// lists the node's widgets. Muted nodes are omitted, and bypassed ones pass their inputs on. Subgraphs are expanded,
/// and nodes that only forward a link are removed.
struct ComfyWorkflow {
  private let scopes: ComfyScopes
  /// The links that exist by the rules of the extension "anything everywhere" instead of as lines, for each scope.
  private let everywhere: [ComfyEverywhere]

  /// Whether all values are reliable: false if a value was guessed, or may have been replaced by another.
  var isCertain: Bool {
    scopes.isCertain
      && !scopes.all.contains { $0.order.contains { ComfyWidgets.isGuess($0["type"]?.stringValue ?? "", $0) } }
      && !scopes.all.contains { $0.order.contains(where: ComfyWorkflow.hasChoices) }
  }

  /// Returns whether the text of an encoder was one of several when the graph ran.
  private static func hasChoices(_ node: JSONValue) -> Bool {
    guard node["type"]?.stringValue?.hasPrefix("CLIPTextEncode") == true, node["mode"]?.intValue != 4 else {
      return false
    }
    let texts = (node["widgets_values"]?.arrayValue ?? []).compactMap(\.stringValue)
    return texts.contains(where: ComfyDynamicText.hasChoices)
  }

  init?(_ workflow: JSONObject) {
    guard workflow["nodes"]?.arrayValue != nil else { return nil }
    scopes = ComfyScopes(workflow)
    let listed = workflow["extra"]?["ue_links"]?.arrayValue ?? []
    everywhere = scopes.all.enumerated().map { index, scope in
      ComfyEverywhere(scope, listed: index == 0 ? listed : [])
    }
  }

  /// Returns nil if there is no node.
  func graph() -> ComfyGraph? {
    let entries = scopes.all.indices.lazy.flatMap { scope in
      scopes.all[scope].order.lazy.compactMap { entry($0, in: scope) }
    }
    return ComfyGraph(entries)
  }

  private static let forwarding: Set = [
    "Note", "MarkdownNote", "PrimitiveNode", "Label (rgthree)", "Bookmark (rgthree)",
  ]

  private static func isForwarding(_ kind: String) -> Bool {
    forwarding.contains(kind) || ComfyScopes.reroutes.contains(kind) || ComfyScopes.setters.contains(kind)
      || ComfyScopes.getters.contains(kind) || kind != "Seed Everywhere" && ComfyEverywhere.isBroadcaster(kind)
  }

  private func entry(_ node: JSONValue, in scope: Int) -> (String, ComfyGraph.Node)? {
    guard let id = node["id"]?.scalarText, let kind = node["type"]?.stringValue, node["mode"]?.intValue != 2,
      node["mode"]?.intValue != 4, !ComfyWorkflow.isForwarding(kind), scopes.all[scope].inner[id] == nil
    else { return nil }
    let inputs = node["inputs"]?.arrayValue ?? []
    var values = ComfyWidgets.values(of: kind, node, inputs)
    for (name, value) in scopes.all[scope].promoted[id] ?? [:] { values[name] = value }
    if kind.hasPrefix("CLIPTextEncode") {
      for (name, value) in values {
        if let text = value.stringValue { values[name] = .string(ComfyDynamicText.withoutComments(text)) }
      }
    }
    var types: [String: String] = [:]
    for (slot, input) in inputs.enumerated() {
      guard let name = input["name"]?.stringValue, ComfyBypass.keeps(input, of: node) else { continue }
      let link =
        input["link"]?.scalarText.flatMap { scopes.all[scope].links[$0] } ?? everywhere[scope].links[id]?[slot]
      types[name] = input["type"]?.stringValue ?? link?.type
      if let source = link.flatMap({ scopes.source($0, in: scope) }) { values[name] = source }
    }
    let outputs = (node["outputs"]?.arrayValue ?? []).map { $0["name"]?.stringValue ?? "" }
    let converted = ComfyGraph.Node(
      kind: kind, inputs: values, title: node["title"]?.stringValue, types: types, outputs: outputs)
    return (scopes.all[scope].prefix + id, converted)
  }
}
