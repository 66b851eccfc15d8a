import AliceNumbers

/// One text of a property, with its position in the property.
struct XMPText: Hashable, Sendable {
  /// The path of a field, such as `/stRef:documentID`; empty for the property's own value.
  var path: String
  var text: String
}

extension XMLElement {
  /// The maximum depth of nested fields.
  private static let fieldDepthLimit = 8

  /// The texts of a property: one per item of a list, with the default language first, or one per field of a structure.
  var values: [XMPText] { values(path: "", depth: 0) }

  private func values(path: String, depth: Int) -> [XMPText] {
    guard depth < XMLElement.fieldDepthLimit else { return [] }
    if let resource = self[attribute: .rdfResource] { return [XMPText(path: path, text: resource)] }
    let elements = elements
    if self[attribute: .rdfParseType] == "Literal" || (elements.isEmpty && !attributes.contains(where: \.isProperty)) {
      return [XMPText(path: path, text: text)]
    }
    if elements.count == 1, let only = elements.first {
      if let items = only.items { return items.flatMap { $0.values(path: path, depth: depth + 1) } }
      if only.name == .rdfDescription { return only.fields(path: path, depth: depth) }
    }
    return fields(path: path, depth: depth)
  }

  /// Returns the texts of the fields. A qualified value has its text in `rdf:value`, and its qualifiers are sibling
  /// fields.
  private func fields(path: String, depth: Int) -> [XMPText] {
    attributes.filter(\.isProperty).map {
      XMPText(path: "\(path)/\($0.name.qualified($0.prefix))", text: $0.value)
    }
      + elements.flatMap { field in
        let path = field.name == .rdfValue ? path : "\(path)/\(field.name.qualified(field.prefix))"
        return field.values(path: path, depth: depth + 1)
      }
  }

  /// The items of a list; nil if the element is not a list.
  private var items: [XMLElement]? {
    guard name == .rdfBag || name == .rdfSequence || name == .rdfAlternatives else { return nil }
    let items = elements.filter { $0.name == .rdfItem }
    guard name == .rdfAlternatives else { return items }
    return items.filter { $0[attribute: .language] == "x-default" }
      + items.filter { $0[attribute: .language] != "x-default" }
  }
}

extension XMLName {
  /// Returns the usual form of the name: `dc:description`, whatever prefix the document uses.
  func qualified(_ prefix: String) -> String {
    let prefix = XMPNamespace.prefix(of: namespace) ?? prefix
    return prefix.isEmpty ? local : "\(prefix):\(local)"
  }
}

extension XMLElement {
  /// Creates a property with one text.
  init(_ name: XMLName, _ text: String) {
    self.init(name: name, prefix: "", children: [.text(text)])
  }

  /// Creates a property with a list; `kind` is `Bag` or `Seq`.
  init(_ name: XMLName, _ kind: String, of items: [String]) {
    let items = items.map { XMLNode.element(XMLElement(.rdfItem, $0)) }
    let list = XMLElement(name: .rdf(kind), prefix: "rdf", children: items)
    self.init(name: name, prefix: "", children: [.element(list)])
  }

  /// Creates a property in several languages: `text` becomes the default one, and the others are taken from `existing`.
  init(_ name: XMLName, inDefaultLanguage text: String, keeping existing: XMLElement?) {
    let others = existing?.elements.first?.elements.filter {
      $0.name == .rdfItem && ($0[attribute: .language] ?? "x-default") != "x-default"
    }
    var item = XMLElement(.rdfItem, text)
    item.attributes = [XMLAttribute(name: .language, prefix: "xml", value: "x-default")]
    let list = XMLElement(
      name: .rdf("Alt"), prefix: "rdf", children: ([item] + (others ?? [])).map(XMLNode.element))
    self.init(name: name, prefix: "", children: [.element(list)])
  }
}
