import AliceNumbers

/// A name with its namespace: two prefixes for one URI yield the same name.
struct XMLName: Hashable, Sendable {
  /// Empty if the name has no namespace.
  var namespace: String
  var local: String
}

struct XMLAttribute: Hashable, Sendable {
  var name: XMLName
  /// The prefix in the document; the writer may have to choose another.
  var prefix: String
  var value: String
}

enum XMLNode: Hashable, Sendable {
  case element(XMLElement)
  case text(String)
}

/// An element with its content, without comments and processing instructions, which carry no data in XMP.
struct XMLElement: Hashable, Sendable {
  var name: XMLName
  var prefix: String
  var attributes: [XMLAttribute] = []
  var children: [XMLNode] = []

  var elements: [XMLElement] {
    children.compactMap { if case .element(let element) = $0 { element } else { nil } }
  }

  /// All text inside the element, in document order.
  var text: String {
    children.reduce(into: "") { text, node in
      switch node {
      case .text(let part): text += part
      case .element(let element): text += element.text
      }
    }
  }

  subscript(attribute name: XMLName) -> String? { attributes.first { $0.name == name }?.value }

  /// The element without the white space between its children.
  var withoutLayout: XMLElement {
    var element = self
    element.children.removeAll { if case .text(let text) = $0 { text.utf8.allSatisfy { $0 <= 0x20 } } else { false } }
    return element
  }
}
