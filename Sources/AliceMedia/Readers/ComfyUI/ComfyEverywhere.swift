import AliceModel

/// The extension "anything everywhere": some nodes feed all inputs of a type that have no line, as far as their names
/// match.
struct ComfyEverywhere {
  /// From node to slot to source.
  private(set) var links: [String: [Int: ComfyScopes.Link]] = [:]

  private static let maximumLinks = 100_000
  private static let maximumBroadcasts = 64
  /// The number of words that names and titles may still be compared with.
  private var budget = 2_000_000

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
    var titles = ComfyPattern("")
    var inputs = ComfyPattern("")
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
        guard $0.type == type, input["widget"] == nil || !$0.inputs.isEmpty, budget > 0 else { return false }
        budget -= $0.titles.count + $0.inputs.count
        return $0.titles.matches(title) && $0.inputs.matches(name)
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
      return [
        Broadcast(
          link: ComfyScopes.Link(source: id, slot: 0), type: "INT", inputs: ComfyPattern("seed|随机种"), priority: 5)
      ]
    }
    let (titles, names) = patterns(of: node, kind)
    return (node["inputs"]?.arrayValue ?? []).enumerated().compactMap { slot, input -> Broadcast? in
      guard let link = input["link"]?.scalarText.flatMap({ scope.links[$0] }) else { return nil }
      let own = input["type"]?.stringValue ?? ""
      let type = link.type.isEmpty || link.type == "*" ? own : link.type
      var broadcast = Broadcast(link: link, type: type)
      (broadcast.titles, broadcast.inputs) = (titles, names)
      if kind == "Prompts Everywhere" {
        broadcast.inputs = ComfyPattern(slot == 0 ? "pos|prompt|正面" : "neg|负面")
        broadcast.priority = 5
      } else if kind == "Anything Everywhere?" {
        broadcast.priority = 10
      }
      return broadcast
    }
  }

  /// Returns the patterns of titles and of names of inputs that a node feeds.
  private static func patterns(of node: JSONValue, _ kind: String) -> (titles: ComfyPattern, names: ComfyPattern) {
    let rules = node["properties"]?["ue_properties"]
    var (titles, names) = (rules?["title_regex"], rules?["input_regex"])
    if kind == "Anything Everywhere?" { (titles, names) = (node["widgets_values"]?[0], node["widgets_values"]?[1]) }
    return (ComfyPattern(titles?.stringValue ?? ""), ComfyPattern(names?.stringValue ?? ""))
  }
}

/// The regular expressions that such nodes use in practice: alternatives of plain words with anchors. Real ones would
/// let a file take as long as it likes.
struct ComfyPattern {
  private struct Word {
    let text: String
    let isStart: Bool
    let isEnd: Bool

    init(_ alternative: Substring) {
      let word = alternative.filter { !"()*+?\\[]{}.".contains($0) }
      (isStart, isEnd) = (word.hasPrefix("^"), word.hasSuffix("$"))
      text = word.filter { $0 != "^" && $0 != "$" }
    }

    func matches(_ other: String) -> Bool {
      if isStart, isEnd { return other == text }
      return isStart ? other.hasPrefix(text) : isEnd ? other.hasSuffix(text) : other.contains(text)
    }
  }

  /// The maximum size of a pattern, and of a text that is compared with it, in bytes.
  private static let maximumBytes = 512
  private static let maximumWords = 32

  /// Whether there is no pattern, so that all texts match.
  let isEmpty: Bool
  private let matchesAll: Bool
  private let words: [Word]

  /// A pattern that is too long matches nothing.
  init(_ pattern: String) {
    isEmpty = pattern.isEmpty
    matchesAll = isEmpty || pattern == ".*" || pattern == ".+"
    guard !matchesAll, pattern.utf8.count <= ComfyPattern.maximumBytes else {
      words = []
      return
    }
    words = pattern.split(separator: "|").prefix(ComfyPattern.maximumWords).map { Word($0) }
  }

  /// The number of words that a text is compared with.
  var count: Int { words.count }

  func matches(_ text: String) -> Bool {
    matchesAll || text.utf8.count <= ComfyPattern.maximumBytes && words.contains { $0.matches(text) }
  }
}
