/// A name as namespaces define it: two prefixes for one URI make the same name.
struct XMLName: Hashable, Sendable {
  /// Empty where the name is in no namespace.
  var namespace: String
  var local: String
}

struct XMLAttribute: Hashable, Sendable {
  var name: XMLName
  /// As the document wrote it; the writer may have to choose another.
  var prefix: String
  var value: String
}

enum XMLNode: Hashable, Sendable {
  case element(XMLElement)
  case text(String)
}

/// An element with everything in it. Comments and processing instructions carry no data in XMP and are left out.
struct XMLElement: Hashable, Sendable {
  var name: XMLName
  var prefix: String
  var attributes: [XMLAttribute] = []
  var children: [XMLNode] = []

  var elements: [XMLElement] {
    children.compactMap { if case .element(let element) = $0 { element } else { nil } }
  }

  /// All text below the element, in document order.
  var text: String {
    children.reduce(into: "") { text, node in
      switch node {
      case .text(let part): text += part
      case .element(let element): text += element.text
      }
    }
  }

  subscript(attribute name: XMLName) -> String? { attributes.first { $0.name == name }?.value }

  /// Without the white space that only lays out the elements.
  var withoutLayout: XMLElement {
    var element = self
    element.children.removeAll { if case .text(let text) = $0 { text.utf8.allSatisfy { $0 <= 0x20 } } else { false } }
    return element
  }
}
