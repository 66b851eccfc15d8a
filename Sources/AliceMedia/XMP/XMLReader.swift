import AliceNumbers

/// The document is not XML, or exceeds a limit.
struct XMLFault: Error {}

/// Reads XML with namespaces and without document types, so that entities cannot expand.
struct XMLReader {
  static let byteLimit = 16 << 20
  static let depthLimit = 64
  /// The maximum number of elements, attributes and runs of text together.
  static let partLimit = 200_000
  static let nameLimit = 256
  /// The maximum size of a namespace URI in bytes, because it is compared for every name in it.
  static let namespaceLimit = 1_024

  private let bytes: [UInt8]
  private var at = 0
  private var parts = 0
  private var scopes: [String: [String]] = ["xml": [XMPNamespace.xml], "": [""]]

  /// Returns the root element and ignores what follows it, because packets are padded.
  static func root(of document: [UInt8]) throws(XMLFault) -> XMLElement {
    guard document.count <= byteLimit, let bytes = XMLCharacters.utf8(of: document) else { throw XMLFault() }
    var reader = XMLReader(bytes: bytes)
    return try reader.root()
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
  }

  private mutating func root() throws(XMLFault) -> XMLElement {
    while true {
      skipSpace()
      if starts(with: "<?") {
        try skip(past: "?>")
      } else if starts(with: "<!--") {
        try skip(past: "-->")
      } else {
        return try element(depth: 0)
      }
    }
  }

  private mutating func element(depth: Int) throws(XMLFault) -> XMLElement {
    guard depth < XMLReader.depthLimit, take(UInt8(ascii: "<")) else { throw XMLFault() }
    let name = try rawName()
    let (attributes, isEmpty) = try rawAttributes()
    let declared = attributes.filter { $0.declaredPrefix != nil }
    for attribute in declared {
      guard attribute.value.utf8.count <= XMLReader.namespaceLimit else { throw XMLFault() }
      scopes[attribute.declaredPrefix ?? "", default: []].append(XMPNamespace.shared(attribute.value))
    }
    defer { for attribute in declared { scopes[attribute.declaredPrefix ?? ""]?.removeLast() } }
    var element = XMLElement(name: try expand(name), prefix: name.prefix)
    for attribute in attributes where attribute.declaredPrefix == nil {
      // Unlike an element, an attribute without a prefix has no namespace.
      let bare = XMLName(namespace: "", local: attribute.name.local)
      let name = attribute.name.prefix.isEmpty ? bare : try expand(attribute.name)
      element.attributes.append(XMLAttribute(name: name, prefix: attribute.name.prefix, value: attribute.value))
    }
    let names = element.attributes.map(\.name)
    guard names.count < 2 || Set(names).count == names.count else { throw XMLFault() }
    if !isEmpty { element.children = try content(upTo: name, depth: depth) }
    return element
  }

  private mutating func content(upTo name: RawName, depth: Int) throws(XMLFault) -> [XMLNode] {
    var nodes: [XMLNode] = []
    var text: [UInt8] = []
    while true {
      try text += textRun()
      let next = at + 1 < bytes.count ? bytes[at + 1] : 0
      if next == UInt8(ascii: "!") {
        try text += section()
      } else if next == UInt8(ascii: "?") {
        try skip(past: "?>")
      } else {
        if !text.isEmpty { nodes.append(.text(String(decoding: text, as: UTF8.self))) }
        text.removeAll(keepingCapacity: true)
        try count()
        if next == UInt8(ascii: "/") {
          try endTag(of: name)
          return nodes
        }
        nodes.append(.element(try element(depth: depth + 1)))
      }
    }
  }

  /// Returns raw characters, or nothing for a comment; throws for a declaration.
  private mutating func section() throws(XMLFault) -> ArraySlice<UInt8> {
    if starts(with: "<!--") {
      try skip(past: "-->")
      return []
    }
    guard starts(with: "<![CDATA[") else { throw XMLFault() }
    let start = at + 9
    try skip(past: "]]>")
    return bytes[start..<max(start, at - 3)]
  }

  private mutating func endTag(of name: RawName) throws(XMLFault) {
    at += 2
    guard try rawName() == name else { throw XMLFault() }
    skipSpace()
    guard take(UInt8(ascii: ">")) else { throw XMLFault() }
  }

  /// Returns the characters up to the next `<`, with entities resolved; throws at the end of the document.
  private mutating func textRun() throws(XMLFault) -> [UInt8] {
    try characters { $0 == UInt8(ascii: "<") }
  }

  private mutating func characters(until isEnd: (UInt8) -> Bool) throws(XMLFault) -> [UInt8] {
    var text: [UInt8] = []
    while let stop = bytes[at...].firstIndex(where: { $0 == UInt8(ascii: "&") || isEnd($0) }) {
      text += bytes[at..<stop]
      at = stop
      if isEnd(bytes[at]) { return text }
      text += String(try entity()).utf8
    }
    throw XMLFault()
  }

  private mutating func entity() throws(XMLFault) -> Character {
    let name = bytes[(at + 1)...].prefix(12)
    guard let end = name.firstIndex(of: UInt8(ascii: ";")), let scalar = XMLCharacters.scalar(ofEntity: name[..<end])
    else { throw XMLFault() }
    at = end + 1
    return Character(scalar)
  }
}

/// A name as written in the document.
private struct RawName: Equatable {
  var prefix: String
  var local: String
}

private struct RawAttribute {
  var name: RawName
  var value: String

  /// The prefix that `xmlns` or `xmlns:p` binds; nil for other attributes.
  var declaredPrefix: String? {
    if name.prefix == "xmlns" { return name.local }
    return name.prefix.isEmpty && name.local == "xmlns" ? "" : nil
  }
}

extension XMLReader {
  private mutating func rawAttributes() throws(XMLFault) -> (attributes: [RawAttribute], isEmpty: Bool) {
    var attributes: [RawAttribute] = []
    while true {
      skipSpace()
      if take(UInt8(ascii: ">")) { return (attributes, false) }
      if take(UInt8(ascii: "/")) {
        guard take(UInt8(ascii: ">")) else { throw XMLFault() }
        return (attributes, true)
      }
      try count()
      let name = try rawName()
      skipSpace()
      guard take(UInt8(ascii: "=")) else { throw XMLFault() }
      skipSpace()
      attributes.append(RawAttribute(name: name, value: try attributeValue()))
    }
  }

  private mutating func attributeValue() throws(XMLFault) -> String {
    guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'") else { throw XMLFault() }
    let quote = bytes[at]
    at += 1
    var value: [UInt8] = []
    while true {
      value += try characters { $0 == quote || $0 == 0x0A || $0 == 0x09 || $0 == UInt8(ascii: "<") }
      defer { at += 1 }
      if bytes[at] == quote { return String(decoding: value, as: UTF8.self) }
      guard bytes[at] != UInt8(ascii: "<") else { throw XMLFault() }
      value.append(0x20)
    }
  }

  private mutating func rawName() throws(XMLFault) -> RawName {
    let first = try namePart()
    guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else { return RawName(prefix: "", local: first) }
    at += 1
    return RawName(prefix: first, local: try namePart())
  }

  private mutating func namePart() throws(XMLFault) -> String {
    let start = at
    while at < bytes.count, XMLReader.isNameByte(bytes[at]) { at += 1 }
    guard at > start, at - start <= XMLReader.nameLimit, XMLReader.isNameStart(bytes[start]) else { throw XMLFault() }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private static func isNameStart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...: true
    default: false
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): true
    default: isNameStart(byte)
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D }

  /// Resolves a prefix. An unbound prefix gets its usual namespace.
  private func expand(_ name: RawName) throws(XMLFault) -> XMLName {
    guard let uri = scopes[name.prefix]?.last ?? XMPNamespace.uri(ofPrefix: name.prefix) else { throw XMLFault() }
    return XMLName(namespace: uri, local: name.local)
  }

  private mutating func count() throws(XMLFault) {
    parts += 1
    guard parts <= XMLReader.partLimit else { throw XMLFault() }
  }

  private mutating func skipSpace() {
    while at < bytes.count, XMLReader.isSpace(bytes[at]) { at += 1 }
  }

  private func starts(with text: String) -> Bool { bytes[at...].starts(with: text.utf8) }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  private mutating func skip(past end: String) throws(XMLFault) {
    let end = Array(end.utf8)
    while at < bytes.count {
      if bytes[at] == end[0], bytes[at...].starts(with: end) {
        at += end.count
        return
      }
      at += 1
    }
    throw XMLFault()
  }
}
