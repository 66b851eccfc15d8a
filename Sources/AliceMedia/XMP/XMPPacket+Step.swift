import AliceNumbers

extension XMPPacket {
  /// Returns another packet of the same file with rating, pick and tags in the fields that it has; nil if nothing
  /// changes. Some programs believe the last packet.
  ///
  /// `main` is the packet that alice writes: where it has a field, the other one gets the same text.
  static func amended(_ packet: [UInt8], by change: VerdictChange, like main: [UInt8], limit: Int) -> [UInt8]? {
    guard var tree = XMPTree(parsing: packet), let main = XMPTree(parsing: main) else { return nil }
    var elements: [XMLElement] = []
    let percent = change.stars.map { "\(Stars.percent($0))" }
    let stars = change.stars.map { "\($0)" }
    for (name, known) in [(.rating, stars), (.pickLabel, nil), (.acdseeRating, stars)]
      + XMLName.percentRatings.map({ ($0, percent) }) as [(XMLName, String?)]
    {
      guard let old = tree.text(name), let new = main.text(name) ?? known, new != old else { continue }
      elements.append(XMLElement(name, new))
    }
    let lists = XMPTagLists(change.tags, over: tree, onlyPresent: true)
    guard !elements.isEmpty || lists.isChanged else { return nil }
    tree.set(elements + lists.elements, removing: lists.removed)
    let new = tree.packet
    return new.count <= limit ? new : nil
  }

  /// Returns the packet with the name of its extended XMP; nil if it names none.
  static func naming(extension name: String, in packet: [UInt8]) -> [UInt8]? {
    guard var tree = XMPTree(parsing: packet), tree.property(.extendedXMP) != nil else { return nil }
    tree.replaceText(of: .extendedXMP, by: name)
    return tree.packet
  }
}

extension XMLName {
  static let extendedXMP = known("http://ns.adobe.com/xmp/note/", "HasExtendedXMP")
}
