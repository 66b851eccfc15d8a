import AliceKit

/// Formats ancestors or descendants as text: one asset per line, with the next generation indented below.
struct LineageText {
  /// The maximum number of siblings that are printed.
  private static let widest = 12

  static func text(_ nodes: [Lineage.Node]) -> String { lines(nodes, indent: "").joined(separator: "\n") }

  private static func lines(_ nodes: [Lineage.Node], indent: String) -> [String] {
    var lines: [String] = []
    for (index, node) in nodes.prefix(widest).enumerated() {
      let isLast = index == nodes.count - 1
      let isRoot = indent.isEmpty
      lines.append(indent + (isRoot ? "" : isLast ? "└─ " : "├─ ") + line(node))
      lines += self.lines(node.next, indent: indent + (isRoot ? " " : isLast ? "   " : "│  "))
    }
    if nodes.count > widest { lines.append(indent + "… \(nodes.count - widest) more") }
    return lines
  }

  private static func line(_ node: Lineage.Node) -> String {
    guard let asset = node.asset else { return "\(node.id.short)  not in the library" }
    let recipe = asset.record.recipe
    let prompt = recipe.prompt.map { $0.count > 48 ? $0.prefix(48) + "…" : $0 }
    let words = [
      node.id.short, recipe.model, prompt ?? asset.path.lastComponent.description, asset.missing ? "missing" : nil,
    ]
    return words.compactMap { $0 }.map { TerminalText($0).description }.joined(separator: "  ")
      + (node.isCut ? "  …" : "")
  }
}
