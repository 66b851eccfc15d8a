import AliceNumbers

/// Distinguishes alice's values from those of other programs, also after another program changed a value of alice's.
///
/// `alice:wrote` lists the name of each property that alice wrote, with the CRC-32 of its text:
/// `dc:description 1a2b3c4d`.
struct XMPMarks {
  private let old: Set<String>
  private(set) var new: [String] = []

  init(_ tree: XMPTree) { old = Set(tree.items(.alice("wrote")) ?? []) }

  /// Returns whether `text` may be written, and if so marks it as alice's.
  mutating func mark(_ name: XMLName, _ text: String?, in tree: XMPTree) -> Bool {
    if tree.property(name) != nil {
      guard let current = tree.text(name).map({ XMPMarks.mark(name, $0) }), old.contains(current) else {
        return false
      }
      if text == nil { new.append(current) }
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
