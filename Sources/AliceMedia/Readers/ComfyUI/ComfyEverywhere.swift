import AliceModel

/// The extension "anything everywhere": some nodes feed all inputs of a type that have no line, as far as their names
/// match.
struct ComfyEverywhere {
  /// From node to slot to source.
  private(set) var links: [String: [Int: ComfyScopes.Link]] = [:]

  private static let maximumLinks = 100_000
  private static let maximumBroadcasts = 64

  /// `listed` are the links that the extension itself wrote into the workflow; without them its rules are applied.
  init(_ scope: ComfyScopes.Scope, listed: [JSONValue]) {
    for link in listed.prefix(ComfyEverywhere.maximumLinks) {
      guard let node = link["downstream"]?.scalarText, let slot = link["downstream_slot"]?.intValue,
        let source = link["upstream"]?.scalarText
      else { continue }
      links[node, default: [:]][slot] = ComfyScopes.Link(
        source: source, slot: link["upstream_slot"]?.intValue ?? 0, type: link["type"]?.stringValue ?? "")
    }
    guard links.isEmpty else { return }
    let broadcasts = scope.order.lazy.flatMap { ComfyEverywhere.broadcasts(of: $0, in: scope) }
      .prefix(ComfyEverywhere.maximumBroadcasts).sorted { $0.priority > $1.priority }
    guard !broadcasts.isEmpty else { return }
    for node in scope.order.prefix(ComfyEverywhere.maximumLinks) { connect(node, to: broadcasts) }
  }

  static func isBroadcaster(_ kind: String) -> Bool {
    ["Anything Everywhere", "Anything Everywhere?", "Anything Everywhere3", "Prompts Everywhere", "Seed Everywhere"]
      .contains(kind)
  }

  private struct Broadcast {
    let link: ComfyScopes.Link
    let type: String
    var titles = ""
    var inputs = ""
    var priority = 2
  }

  private mutating func connect(_ node: JSONValue, to broadcasts: [Broadcast]) {
    guard let id = node["id"]?.scalarText, let kind = node["type"]?.stringValue,
      !ComfyEverywhere.isBroadcaster(kind)
    else { return }
    let title = node["title"]?.stringValue ?? kind
    for (slot, input) in (node["inputs"]?.arrayValue ?? []).enumerated() where input["link"]?.scalarText == nil {
      guard let name = input["name"]?.stringValue, let type = input["type"]?.stringValue, type != "*" else { continue }
      // Widgets are fed only where a name is asked for, as seeds are.
      let found = broadcasts.first {
        $0.type == type && (input["widget"] == nil || !$0.inputs.isEmpty) && ComfyPattern($0.titles).matches(title)
          && ComfyPattern($0.inputs).matches(name)
      }
      if let found { links[id, default: [:]][slot] = found.link }
    }
  }

  private static func broadcasts(of node: JSONValue, in scope: ComfyScopes.Scope) -> [Broadcast] {
    guard let kind = node["type"]?.stringValue, isBroadcaster(kind), ![2, 4].contains(node["mode"]?.intValue) else {
      return []
    }
    if kind == "Seed Everywhere" {
      guard let id = node["id"]?.scalarText else { return [] }
      return [Broadcast(link: ComfyScopes.Link(source: id, slot: 0), type: "INT", inputs: "seed|随机种", priority: 5)]
    }
    let rules = node["properties"]?["ue_properties"]
    return (node["inputs"]?.arrayValue ?? []).enumerated().compactMap { slot, input -> Broadcast? in
      guard let link = input["link"]?.scalarText.flatMap({ scope.links[$0] }) else { return nil }
      let own = input["type"]?.stringValue ?? ""
      let type = link.type.isEmpty || link.type == "*" ? own : link.type
      var broadcast = Broadcast(link: link, type: type)
      broadcast.titles = rules?["title_regex"]?.stringValue ?? ""
      broadcast.inputs = rules?["input_regex"]?.stringValue ?? ""
      if kind == "Prompts Everywhere" {
        broadcast.inputs = slot == 0 ? "pos|prompt|正面" : "neg|负面"
        broadcast.priority = 5
      } else if kind == "Anything Everywhere?" {
        let values = node["widgets_values"]
        broadcast.titles = values?[0]?.stringValue ?? ""
        broadcast.inputs = values?[1]?.stringValue ?? ""
        broadcast.priority = 10
      }
      return broadcast
    }
  }
}

/// The regular expressions that such nodes use in practice: alternatives of plain words with anchors. Real ones would
/// let a file take as long as it likes.
struct ComfyPattern {
  private let pattern: String

  init(_ pattern: String) { self.pattern = pattern }

  func matches(_ text: String) -> Bool {
    if pattern.isEmpty || pattern == ".*" || pattern == ".+" { return true }
    return pattern.split(separator: "|").prefix(32).contains { alternative in
      var word = alternative.filter { !"()*+?\\[]{}".contains($0) }
      word = word.replacing(".", with: "")
      let (isStart, isEnd) = (word.hasPrefix("^"), word.hasSuffix("$"))
      word = word.filter { $0 != "^" && $0 != "$" }
      if isStart, isEnd { return text == word }
      return isStart ? text.hasPrefix(word) : isEnd ? text.hasSuffix(word) : text.contains(word)
    }
  }
}
