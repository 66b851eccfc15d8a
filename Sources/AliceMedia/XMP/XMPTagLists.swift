/// The lists of tags in a packet after a change: paths and names, as each program writes them.
struct XMPTagLists {
  /// The lists that are written, and those that stay as they are.
  private(set) var elements: [XMLElement] = []
  /// The lists that have no tags left.
  private(set) var removed: Set<XMLName> = []
  /// Whether a list differs from what the packet has.
  private(set) var isChanged = false

  private let tree: XMPTree
  private let onlyPresent: Bool

  /// With `onlyPresent`, no list is added that the packet does not have.
  init(_ change: TagChange, over tree: XMPTree, onlyPresent: Bool = false) {
    self.tree = tree
    self.onlyPresent = onlyPresent
    add(.subject, "Bag") { change.names(over: $0) }
    add(.hierarchicalSubject, "Bag") { change.paths(over: $0) { $0.replacing(scalar: "/", with: "|") } }
    add(.tagsList, "Seq") { change.paths(over: $0) { $0 } }
    for name in XMLName.catalogSets where tree.property(name) != nil {
      add(name, "Bag") { change.paths(over: $0) { $0.replacing(scalar: "/", with: "|") } }
    }
    // digiKam writes paths there, and Windows names.
    for name in XMLName.lastKeywords where tree.property(name) != nil {
      add(name, "Bag") { old in
        old.contains { $0.contains("/") } ? change.paths(over: old) { $0 } : change.names(over: old)
      }
    }
  }

  /// Writes a list as `new` returns it for the present items; nil leaves it as it is.
  private mutating func add(_ name: XMLName, _ kind: String, _ new: ([String]) -> [String]?) {
    let old = tree.property(name)
    if onlyPresent, old == nil { return }
    guard let tags = new(old?.values.map(\.text) ?? []) else {
      if let old { elements.append(old) }
      return
    }
    isChanged = true
    if tags.isEmpty { removed.insert(name) } else { elements.append(XMLElement(name, kind, of: tags)) }
  }
}
