import AliceModel

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
    guard kind.holds(folded: "switch") || kind.holds(folded: "ifelse") || kind.holds(folded: "conditionalbranch") else {
      return nil
    }
    let names = inputs.keys.prefix(64).filter { !controls.contains($0) }
    func selected(_ candidates: [String]) -> Choice? {
      candidates.first { names.contains($0) }.map { name in .known(name, others: names.filter { $0 != name }) }
    }
    if let truth = graph.scalar(["switch", "boolean", "condition", "cond"], of: node)?.boolValue,
      let choice = selected(truth ? whenTrue : whenFalse)
    {
      return choice
    }
    if let number = graph.scalar(["select", "index", "Input", "input"], of: node)?.intValue,
      let choice = selected(numbered.map { $0 + String(number) })
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

  private static let controls: Set = [
    "switch", "boolean", "condition", "cond", "select", "index", "Input", "input", "sel_mode",
  ]
  private static let whenTrue = ["on_true", "if_true", "tt_value", "text_a", "conditioning_a", "input_a"]
  private static let whenFalse = ["on_false", "if_false", "ff_value", "text_b", "conditioning_b", "input_b"]
  private static let numbered = [
    "input", "input_", "text", "text_", "conditioning", "conditioning_", "value", "value_", "prompt", "prompt_",
    "model",
    "model_", "any_",
  ]
}
