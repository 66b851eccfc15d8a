import AliceModel

/// Nodes that the user bypassed: each output passes on the first input of its type, and nothing else of the node counts.
enum ComfyBypass {
  /// Returns whether `input` can leave the node as one of its outputs. Always true for nodes that are executed.
  static func keeps(_ input: JSONValue, of node: JSONValue) -> Bool {
    guard node["mode"]?.intValue == 4, let type = input["type"]?.stringValue,
      let outputs = node["outputs"]?.arrayValue, !outputs.isEmpty
    else { return true }
    return outputs.contains { output in
      let other = output["type"]?.stringValue
      return other == nil || other == type || other == "*" || type == "*"
    }
  }
}
