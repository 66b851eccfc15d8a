import AliceModel
import AliceNumbers

/// The input names that nodes use for texts.
enum ComfyTextNames {
  /// Returns the first group of names of which the node has one as a text or as a link; nil if it has none. Names of
  /// the opposite polarity never count.
  static func names(at node: Int, in graph: ComfyGraph, _ polarity: ComfyTexts.Polarity, isOwn: Bool) -> [String]? {
    let inputs = graph.nodes[node].inputs
    func isGiven(_ name: String) -> Bool {
      inputs[name]?.stringValue != nil || graph.target(of: inputs[name]) != nil
    }
    let own = texts(at: node, in: graph, polarity)
    if !own.isEmpty { return main(own) }
    guard isOwn else { return nil }
    let opposite = texts(at: node, in: graph, polarity.opposite)
    // An encoder of both texts has no negative one if it lacks it.
    if polarity == .negative, !opposite.isEmpty, opposite != ["positive"] { return [] }
    if let group = groups.lazy.map({ $0.filter(isGiven) }).first(where: { !$0.isEmpty }) { return group }
    // A node that holds one text may be used for either.
    if opposite.count == 1, inputs.keys.count(where: { inputs[$0]?.stringValue != nil }) == 1,
      !graph.nodes[node].links.contains(where: { $0.name == "clip" })
    {
      return opposite
    }
    return unnamed(at: node, in: graph).map { [$0] }
  }

  /// Returns the inputs that are named after the polarity, and are texts or links to texts.
  private static func texts(at node: Int, in graph: ComfyGraph, _ polarity: ComfyTexts.Polarity) -> [String] {
    let linked = Set(graph.nodes[node].links.lazy.filter(isTextLink).map(\.name))
    return graph.nodes[node].inputs.lazy.prefix(256).filter { name, value in
      (value.stringValue != nil || linked.contains(name)) && ComfyTexts.Polarity(of: name) == polarity
        && !["style", "prefix", "suffix", "lora", "regex"].contains { name.contains($0) }
    }.map(\.key)
  }

  /// Of several texts of one polarity the main one counts where a name tells which.
  private static func main(_ names: [String]) -> [String] {
    if let main = names.first(where: { $0.holds(folded: "main") }) { return [main] }
    let exact = names.filter { name in
      ["positive", "negative"].contains { ["text_" + $0, $0 + "_prompt", $0].contains(name) }
    }
    return exact.isEmpty ? names : exact
  }

  /// Returns whether an input takes a text by its type, else by its name.
  static func isTextLink(_ link: ComfyGraph.Link) -> Bool {
    if !link.type.isEmpty, link.type != "*" { return link.type == "STRING" }
    return link.name.holds(folded: "text") && !link.name.holds(folded: "embed")
      || link.name.holds(folded: "prompt")
        && !link.name.holds(folded: "embed")
      || link.name.holds(folded: "string")
  }

  /// A group with several names belongs to the encoders of one text: SDXL has two, and SD3 and HiDream have more.
  private static let groups = [
    ["populated_text"], ["text_0"], ["text_g", "text_l"], ["prompt_g", "prompt_l"],
    ComfyEncoders.sentences + ComfyEncoders.keywords, ["user_prompt"],
    ["text"], ["Text"], ["main_prompt"], ["prompt"], ["Prompt"], ["string"], ["String"], ["value"], ["prompt_text"],
    ["text_prompt"], ["wildcard_text"], ["tags"], ["zipped_prompt"], ["text_input"], ["input_text"], ["caption"],
    ["custom_prompt"], ["base_prompt"], ["content"], ["prompts"],
  ]

  /// Returns the input of an encoder or a source of texts that looks like a sentence, if no name tells which is the
  /// text.
  static func unnamed(at node: Int, in graph: ComfyGraph) -> String? {
    let (kind, inputs) = (graph.nodes[node].kind, graph.nodes[node].inputs)
    guard !kind.hasPrefix("Load"),
      !graph.nodes[node].links.contains(where: {
        $0.name.hasPrefix("cond") || ComfyTexts.Polarity(of: $0.name) != nil && !isTextLink($0)
      }),
      !["ckpt_name", "unet_name", "lora_name", "image", "control_net_name"].contains(where: { inputs[$0] != nil })
    else { return nil }
    let texts = inputs.lazy.prefix(256).filter { name, value in
      value.stringValue.map { isSentence($0) && ComfyTexts.Polarity(of: name) == nil } ?? false
    }
    return texts.max { $0.value.stringValue?.utf8.count ?? 0 < $1.value.stringValue?.utf8.count ?? 0 }?.key
  }

  /// Returns whether a text has several words, or is long or not in Latin letters, and is no name of a file.
  static func isSentence(_ text: String) -> Bool {
    let utf8 = text.utf8
    guard utf8.count > 3, !text.hasPrefix("You are"), !LoraEntry.isFile(text) else { return false }
    return utf8.contains(0x20) && utf8.count > 12 || utf8.contains(0x2C) || utf8.contains { $0 >= 0xE0 }
  }

  /// Returns the names of texts that are joined: `text_a`, `string2`, `prompt_1`.
  static func parts(of inputs: JSONObject, in graph: ComfyGraph) -> [String] {
    inputs.keys.prefix(256).filter { name in
      isPart(name) && (name.last?.isNumber == true || name.dropLast().last == "_")
        && (inputs[name]?.stringValue?.isEmpty == false || graph.target(of: inputs[name]) != nil)
        && !["text_g", "text_l", "text_0"].contains(name)
    }
  }

  /// Returns the names of joined texts in the order in which the node joins them: files list inputs that are links after
  /// those that are not. Names that do not count or letter one word keep the order of the file.
  static func ordered(_ names: [String]) -> [String] {
    func word(_ name: String) -> Substring {
      if name.dropLast().last == "_" { return name.dropLast(2) }
      return name.lastIndex { !$0.isNumber }.map { name[...$0] } ?? ""
    }
    guard let first = names.first, names.allSatisfy({ word($0) == word(first) }) else {
      return names
    }
    return names.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
  }

  static func isPart(_ name: String) -> Bool {
    (name.hasPrefix("text") || name.hasPrefix("string") || name.hasPrefix("prompt") || name.hasPrefix("part"))
      && !["text_encoder", "text_0", "prompt_mode"].contains(name)
  }
}
