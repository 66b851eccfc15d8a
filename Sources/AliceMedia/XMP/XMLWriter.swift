import AliceNumbers

/// Writes a tree of elements with one prefix per namespace in the whole document.
struct XMLWriter {
  private var bytes: [UInt8] = []
  private var prefixes: [String: String] = [:]
  private var taken: Set<String> = ["xml", "xmlns", ""]
  /// The number of the last generated prefix, so that taken ones are not tried repeatedly.
  private var lastNumber = 0
  private var declared: Set<String> = [XMPNamespace.xml, ""]

  /// Returns an XMP packet in UTF-8 with its wrapper.
  static func packet(_ root: XMLElement) -> [UInt8] {
    var writer = XMLWriter()
    writer.choosePrefixes(for: root)
    // The byte order mark in the wrapper tells the encoding to scanners that search arbitrary files for packets.
    writer.bytes += "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n".utf8
    writer.write(root, depth: 0, laidOut: true)
    writer.bytes += "\n<?xpacket end=\"w\"?>".utf8
    return writer.bytes
  }

  /// Gives known namespaces their usual prefix; others keep theirs if it is free.
  private mutating func choosePrefixes(for element: XMLElement) {
    for (name, prefix) in element.names where !name.namespace.isEmpty && prefixes[name.namespace] == nil {
      let wanted = XMPNamespace.prefix(of: name.namespace) ?? (prefix.isEmpty ? "ns" : prefix)
      let isFree = taken.insert(wanted).inserted && isOwn(wanted, of: name.namespace)
      prefixes[name.namespace] = isFree ? wanted : freePrefix(like: wanted)
    }
    for child in element.elements { choosePrefixes(for: child) }
  }

  private func isOwn(_ prefix: String, of namespace: String) -> Bool {
    XMPNamespace.uri(ofPrefix: prefix).map { $0 == namespace } ?? true
  }

  private mutating func freePrefix(like prefix: String) -> String {
    lastNumber = max(prefixes.count, lastNumber) + 1
    while !taken.insert("\(prefix)\(lastNumber)").inserted { lastNumber += 1 }
    return "\(prefix)\(lastNumber)"
  }

  private mutating func write(_ element: XMLElement, depth: Int, laidOut: Bool) {
    let tag = qualified(element.name)
    bytes += "<\(tag)".utf8
    let added = declareNamespaces(of: element, depth: depth)
    for attribute in element.attributes { write(qualified(attribute.name), attribute.value) }
    defer { declared.subtract(added) }
    guard !element.children.isEmpty else { return bytes += "/>".utf8 }
    bytes += ">".utf8
    write(element.children, depth: depth, laidOut: laidOut)
    bytes += "</\(tag)>".utf8
  }

  private mutating func write(_ children: [XMLNode], depth: Int, laidOut: Bool) {
    for child in children {
      if laidOut { newLine(depth + 1) }
      switch child {
      case .text(let text): XMLCharacters.append(text, to: &bytes, inAttribute: false)
      // Below the properties, white space may belong to a value.
      case .element(let element): write(element, depth: depth + 1, laidOut: laidOut && depth < 2)
      }
    }
    if laidOut { newLine(depth) }
  }

  /// Declares namespaces; the descriptions declare those of all their descendants, so that each is declared once.
  private mutating func declareNamespaces(of element: XMLElement, depth: Int) -> [String] {
    let used = depth == 2 ? element.namespacesBelow : Set(element.names.map(\.name.namespace))
    let added = used.filter { !declared.contains($0) }.sorted()
    declared.formUnion(added)
    for namespace in added { write("xmlns:\(prefixes[namespace] ?? "")", namespace) }
    return added
  }

  private mutating func write(_ attribute: String, _ value: String) {
    bytes += " \(attribute)=\"".utf8
    XMLCharacters.append(value, to: &bytes, inAttribute: true)
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func newLine(_ depth: Int) {
    bytes += [0x0A] + Array(repeating: 0x20, count: depth)
  }

  private func qualified(_ name: XMLName) -> String {
    if name.namespace.isEmpty { return name.local }
    return "\(name.namespace == XMPNamespace.xml ? "xml" : prefixes[name.namespace] ?? ""):\(name.local)"
  }
}

extension XMLElement {
  fileprivate var names: [(name: XMLName, prefix: String)] {
    [(name, prefix)] + attributes.map { ($0.name, $0.prefix) }
  }

  fileprivate var namespacesBelow: Set<String> {
    var found: Set<String> = []
    func collect(_ element: XMLElement) {
      for (name, _) in element.names { found.insert(name.namespace) }
      for child in element.elements { collect(child) }
    }
    collect(self)
    return found
  }
}
