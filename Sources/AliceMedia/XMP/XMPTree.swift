/// An XMP packet as a tree: properties are found by namespace, in whichever form they stand, and what is not asked for
/// stays as it is.
struct XMPTree {
  /// `x:xmpmeta`, with exactly one `rdf:RDF` among its children.
  private var meta: XMLElement
  private var rdfIndex: Int
  /// Every property in document order, in the form of elements.
  private(set) var properties: [XMLElement] = []

  /// Without any property.
  init() {
    let rdf = XMLElement(name: .rdfRoot, prefix: "rdf")
    meta = XMLElement(name: .metaRoot, prefix: "x", children: [.element(rdf)])
    rdfIndex = 0
  }

  /// Nil for what is no XMP: no XML, or another kind of document.
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

  /// Where `rdf:RDF` is among the children, or where it belongs; nil where there are two.
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

  /// Attributes turned into the elements they stand for.
  private static func properties(of descriptions: [XMLElement]) -> [XMLElement] {
    descriptions.flatMap { description in
      description.attributes.filter(\.isProperty).map {
        XMLElement(name: $0.name, prefix: $0.prefix, children: [.text($0.value)])
      } + description.elements
    }
  }

  func property(_ name: XMLName) -> XMLElement? { properties.first { $0.name == name } }

  /// The first value of the property; of alternatives the default language's.
  func text(_ name: XMLName) -> String? { property(name)?.values.first?.text }

  /// Every item of a bag, sequence or alternative; a plain value is one item. Nil where there is no such property.
  func items(_ name: XMLName) -> [String]? { property(name)?.values.map(\.text) }

  /// Takes out every property that one of `properties` replaces, or that `removed` names, and adds `properties` as one
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

  var packet: [UInt8] { XMLWriter.packet(meta) }
}

extension XMLName {
  fileprivate static let unqualifiedAbout = XMLName(namespace: "", local: "about")
}

extension XMLElement {
  /// Of `rdf:RDF`: without the white space between descriptions and between their properties.
  fileprivate var withoutStructuralLayout: XMLElement {
    var element = withoutLayout
    element.children = element.children.map { child in
      if case .element(let description) = child { .element(description.withoutLayout) } else { child }
    }
    return element
  }
}

extension XMLAttribute {
  /// False for what RDF and XML themselves say.
  var isProperty: Bool {
    !name.namespace.isEmpty && name.namespace != XMPNamespace.rdf && name.namespace != XMPNamespace.xml
  }
}
