import AliceModel
import AliceNumbers

/// Nodes that pass on one of their inputs.
enum ComfySwitch {
  enum Choice {
    /// The name of the input that is passed on, and those of the others.
    case known(String, others: [String])
    case unknown([String])
  }

  /// Returns nil if `node` is not a switch.
  static func choice(at node: Int, in graph: ComfyGraph) -> Choice? {
    let (kind, inputs) = (graph.nodes[node].kind, graph.nodes[node].inputs)
    guard kinds.contains(where: { kind.holds(folded: $0) }) else { return nil }
    let names = inputs.keys.prefix(64).filter { !controls.contains($0) }
    func choose(_ name: String?) -> Choice? {
      name.map { name in .known(name, others: names.filter { $0 != name }) }
    }
    if let truth = graph.scalar(["switch", "boolean", "condition", "cond", "boolean_value"], of: node)?.boolValue,
      let choice = choose((truth ? whenTrue : whenFalse).first { names.contains($0) })
    {
      return choice
    }
    if let number = graph.scalar(["select", "index", "Input", "input", "select_input", "selected"], of: node)?.intValue,
      let choice = choose(numbered(number, among: names))
    {
      return choice
    }
    // Switches without a selector pass on the first input that is present.
    if let first = names.first(where: { $0.hasPrefix("any_") || $0.hasPrefix("ctx_") || $0.hasPrefix("input_0") }) {
      let given = names.first { graph.target(of: inputs[$0]) != nil } ?? first
      return .known(given, others: [])
    }
    return .unknown(names)
  }

  private static let kinds: [StaticString] = ["switch", "ifelse", "conditionalbranch"]
  private static let controls: Set = [
    "switch", "boolean", "condition", "cond", "select", "index", "Input", "input", "sel_mode", "boolean_value",
    "select_input", "selected",
  ]
  private static let whenTrue = [
    "on_true", "if_true", "tt_value", "text_a", "conditioning_a", "latent_a", "model_a", "image_a", "clip_a", "input_a",
  ]
  private static let whenFalse = [
    "on_false", "if_false", "ff_value", "text_b", "conditioning_b", "latent_b", "model_b", "image_b", "clip_b",
    "input_b",
  ]

  /// Returns the input with this number: `input2`, `text_2`, `any_02`.
  private static func numbered(_ number: Int, among names: [String]) -> String? {
    names.first { name in
      let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }
      return digits.count < name.count && Int(String(digits.reversed())) == number
    }
  }
}
