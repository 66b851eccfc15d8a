import AliceModel

/// Texts that nodes show when they run, such as the answer of a language model.
///
/// The executed graph has only the link to where the text comes from; the node writes the text itself into the editor's
/// graph before the picture is saved.
enum ComfyShownTexts {
  /// Returns the executed graph with the texts that the editor's graph shows. `workflow` is read only if a node shows a
  /// text.
  static func adding(to prompt: JSONObject, from workflow: () -> JSONObject?) -> JSONObject {
    let ids = Set(prompt.lazy.filter { isShowing($0.value) }.map(\.key))
    guard !ids.isEmpty, let nodes = workflow()?["nodes"]?.arrayValue else { return prompt }
    var graph = prompt
    for node in nodes {
      guard let id = node["id"]?.scalarText, ids.contains(id), let text = text(of: node),
        node["type"] == prompt[id]?["class_type"], var object = prompt[id]?.objectValue,
        var inputs = object["inputs"]?.objectValue
      else { continue }
      inputs["text_0"] = .string(text)
      object["inputs"] = .object(inputs)
      graph[id] = .object(object)
    }
    return graph
  }

  private static func isShowing(_ node: JSONValue) -> Bool {
    guard let kind = node["class_type"]?.stringValue, kind.hasPrefix("ShowText") || kind == "easy showAnything" else {
      return false
    }
    return (node["inputs"]?["text"] ?? node["inputs"]?["anything"])?.arrayValue != nil
  }

  /// Returns the one text in a list, as nodes write it.
  private static func text(of node: JSONValue) -> String? {
    let texts = node["widgets_values"]?.arrayValue?.prefix(64).flatMap { value in
      value.arrayValue.map { Array($0.prefix(64)) } ?? [value]
    }
    let shown = (texts ?? []).compactMap(\.stringValue).filter { !$0.isEmpty }
    return shown.count == 1 ? shown.first : nil
  }
}
