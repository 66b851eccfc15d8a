/// An XMP packet as a tree. Properties are found by namespace in any of their forms, and everything else stays
/// unchanged.
struct XMPTree {
  /// The `x:xmpmeta` element, which has exactly one `rdf:RDF` child.
  private var meta: XMLElement
  private var rdfIndex: Int
  /// Every property in document order, as elements.
  private(set) var properties: [XMLElement] = []

  /// Creates a packet without properties.
  init() {
    let rdf = XMLElement(name: .rdfRoot, prefix: "rdf")
    meta = XMLElement(name: .metaRoot, prefix: "x", children: [.element(rdf)])
    rdfIndex = 0
  }

  /// Returns nil if the packet is not XML, or is another kind of document.
  init?(parsing packet: [UInt8]) {
    guard let root = try? XMLReader.root(of: packet).withoutLayout else { return nil }
    self.init()
    if root.name == .rdfRoot {
      rdf = root.withoutStructuralLayout
    } else {
      guard root.name.namespace == XMPNamespace.meta, let index = XMPTree.onlyRoot(in: root) else { return nil }
      meta = root
      if index == root.children.count { meta.children.append(.element(XMLElement(name: .rdfRoot, prefix: "rdf"))) }
      rdfIndex = index
      rdf = rdf.withoutStructuralLayout
    }
    properties = XMPTree.properties(of: descriptions)
  }

  /// Returns the index of `rdf:RDF` among the children, or where it belongs; nil if there are two.
  private static func onlyRoot(in meta: XMLElement) -> Int? {
    let found = meta.children.indices.filter { index in
      if case .element(let element) = meta.children[index] { element.name == .rdfRoot } else { false }
    }
    return found.count > 1 ? nil : found.first ?? meta.children.count
  }

  private var rdf: XMLElement {
    get {
      if case .element(let element) = meta.children[rdfIndex] { return element }
      return XMLElement(name: .rdfRoot, prefix: "rdf")
    }
    set { meta.children[rdfIndex] = .element(newValue) }
  }

  private var descriptions: [XMLElement] { rdf.elements.filter { $0.name == .rdfDescription } }

  /// Returns the properties, with attributes converted to elements.
  private static func properties(of descriptions: [XMLElement]) -> [XMLElement] {
    descriptions.flatMap { description in
      description.attributes.filter(\.isProperty).map {
        XMLElement(name: $0.name, prefix: $0.prefix, children: [.text($0.value)])
      } + description.elements
    }
  }

  func property(_ name: XMLName) -> XMLElement? { properties.first { $0.name == name } }

  /// Returns the first value of the property; in an alternative, that of the default language.
  func text(_ name: XMLName) -> String? { property(name)?.values.first?.text }

  /// Returns every item of a bag, sequence or alternative; a plain value is one item. Returns nil if there is no such
  /// property.
  func items(_ name: XMLName) -> [String]? { property(name)?.values.map(\.text) }

  /// Removes every property that `properties` replaces or that `removed` names, and adds `properties` as one
  /// description.
  mutating func set(_ properties: [XMLElement], removing removed: Set<XMLName>) {
    let gone = removed.union(properties.map(\.name))
    let about =
      descriptions.lazy.compactMap { $0[attribute: .rdfAbout] ?? $0[attribute: .unqualifiedAbout] }.first ?? ""
    rdf.children = rdf.children.compactMap { child in
      guard case .element(var element) = child, element.name == .rdfDescription else { return child }
      element.attributes.removeAll { gone.contains($0.name) }
      element.children.removeAll { if case .element(let child) = $0 { gone.contains(child.name) } else { false } }
      return element.attributes.contains(where: \.isProperty) || !element.children.isEmpty ? .element(element) : nil
    }
    guard !properties.isEmpty else { return }
    rdf.children.append(
      .element(
        XMLElement(
          name: .rdfDescription, prefix: "rdf",
          attributes: [XMLAttribute(name: .rdfAbout, prefix: "rdf", value: about)],
          children: properties.map(XMLNode.element))))
  }

  /// Replaces the text of a property where it stands.
  mutating func replaceText(of name: XMLName, by text: String) {
    rdf.children = rdf.children.map { child in
      guard case .element(var element) = child, element.name == .rdfDescription else { return child }
      for index in element.attributes.indices where element.attributes[index].name == name {
        element.attributes[index].value = text
      }
      element.children = element.children.map { child in
        guard case .element(var property) = child, property.name == name else { return child }
        property.children = [.text(text)]
        return .element(property)
      }
      return .element(element)
    }
  }

  var packet: [UInt8] { XMLWriter.packet(meta) }
}

extension XMLName {
  fileprivate static let unqualifiedAbout = XMLName(namespace: "", local: "about")
}

extension XMLElement {
  /// The `rdf:RDF` element without the white space between descriptions and between their properties.
  fileprivate var withoutStructuralLayout: XMLElement {
    var element = withoutLayout
    element.children = element.children.map { child in
      if case .element(let description) = child { .element(description.withoutLayout) } else { child }
    }
    return element
  }
}

extension XMLAttribute {
  /// Whether the attribute is a property, as opposed to one of RDF and XML themselves.
  var isProperty: Bool {
    !name.namespace.isEmpty && name.namespace != XMPNamespace.rdf && name.namespace != XMPNamespace.xml
  }
}
