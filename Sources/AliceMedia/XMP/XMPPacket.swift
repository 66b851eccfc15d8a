import AliceModel
import AliceNumbers
import Foundation

/// Reads and writes XMP packets: XML in UTF-8 or UTF-16 with limits. Every foreign property is kept.
enum XMPPacket {
  /// The maximum number of texts in one packet.
  private static let entryLimit = 10_000

  /// Returns the packet with alice's properties instead of their older values, in UTF-8 and with its wrapper.
  ///
  /// Returns nil if `packet` is unreadable and not alice's. It must not be replaced then, so alice's values belong in a
  /// sidecar.
  static func merging(_ fields: XMPFields, into packet: [UInt8]?) -> [UInt8]? {
    merged(fields, into: packet)?.packet
  }

  /// Also returns what the other metadata of the file must say afterwards.
  static func merged(_ fields: XMPFields, into packet: [UInt8]?) -> (packet: [UInt8], verdict: VerdictChange)? {
    var tree = XMPTree()
    if let packet, !isBlank(packet) {
      if let parsed = XMPTree(parsing: packet) {
        tree = parsed
      } else if !isOwn(packet) {
        return nil
      }
    }
    let properties = XMPProperties(fields, over: tree)
    tree.set(properties.elements, removing: properties.removed)
    return (tree.packet, properties.verdict)
  }

  /// Returns a new packet that contains the first 8 MiB of an unreadable sidecar, so that they are not lost.
  static func packet(_ fields: XMPFields, keeping unreadable: [UInt8]) -> [UInt8] {
    var tree = XMPTree()
    let properties = XMPProperties(fields, over: tree)
    let previous = XMLElement(.alice("previousSidecar"), Data(unreadable.prefix(8 << 20)).base64EncodedString())
    tree.set(properties.elements + [previous], removing: [])
    return tree.packet
  }

  /// Returns the contents of a packet; they are empty if it cannot be read.
  static func contents(of packet: [UInt8]) -> XMPContents {
    guard let tree = XMPTree(parsing: packet) else { return XMPContents() }
    var contents = XMPContents()
    for property in tree.properties {
      let key = property.name.qualified(property.prefix)
      for value in property.values where contents.entries.count < entryLimit {
        contents.entries.append(MetadataEntry(container: "xmp", key: key + value.path, text: value.text))
      }
    }
    contents.rating = tree.text(.rating).flatMap(Stars.read(_:))
    contents.percentStars = XMLName.percentRatings.lazy.compactMap(tree.text).first.flatMap(Stars.read(percent:))
    contents.acdseeStars = tree.text(.acdseeRating).flatMap(Stars.read(_:)).flatMap { $0 < 0 ? nil : $0 }
    contents.pick = XMPPick(tree).pick
    contents.tags = XMPTags(tree).tags
    contents.isWrittenByAlice = tree.property(.alice("id")) != nil
    contents.hasOwnRating = tree.property(.alice("rating")) != nil
    contents.hasOwnTags = tree.property(.alice("tags")) != nil
    contents.recordJSON = tree.text(.alice("record"))
    contents.dates = [XMLName.dateTimeOriginal, .dateCreated, .createDate]
      .compactMap { tree.text($0).flatMap { Timestamp($0) } }
    contents.modified = tree.text(.modifyDate).flatMap { Timestamp($0) }
    contents.description = tree.text(.description)
    contents.title = tree.text(.title).flatMap(XMPWords.written)
    contents.note = tree.text(.notes).flatMap(XMPWords.written)
    contents.source = tree.text(.iptc("DigitalSourceType")).flatMap { DigitalSource($0) }
    return contents
  }

  /// Returns whether the packet can be read, so that `merging` loses nothing.
  static func isReadable(_ packet: [UInt8]) -> Bool { XMPTree(parsing: packet) != nil }

  private static func isBlank(_ packet: [UInt8]) -> Bool {
    packet.allSatisfy { $0 == 0 || $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
  }

  private static func isOwn(_ packet: [UInt8]) -> Bool {
    String(decoding: packet, as: UTF8.self).contains(XMPNamespace.alice)
  }
}
