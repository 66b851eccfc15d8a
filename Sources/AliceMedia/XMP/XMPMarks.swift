/// Tells alice's values from those of other programs, also where another program changed what alice wrote.
///
/// In `alice:wrote` stands, for each property with a text of alice's, its name and the text's CRC-32: `dc:description 1a2b3c4d`.
struct XMPMarks {
  private let old: Set<String>
  private(set) var new: [String] = []

  init(_ tree: XMPTree) { old = Set(tree.items(.alice("wrote")) ?? []) }

  /// True where `text` may be written; it then counts as alice's.
  mutating func mark(_ name: XMLName, _ text: String?, in tree: XMPTree) -> Bool {
    if tree.property(name) != nil {
      guard let standing = tree.text(name).map({ XMPMarks.mark(name, $0) }), old.contains(standing) else {
        return false
      }
      if text == nil { new.append(standing) }
    }
    guard let text else { return false }
    new.append(XMPMarks.mark(name, text))
    return true
  }

  private static func mark(_ name: XMLName, _ text: String) -> String {
    let prefix = XMPNamespace.prefix(of: name.namespace) ?? ""
    let checksum = CRC32.of(Array(XMLCharacters.legal(text).utf8)).bigEndianBytes
    return "\(prefix):\(name.local) "
      + checksum.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
