import AliceModel
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
    return tree.packet
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
    contents.rating = tree.text(.rating).flatMap(rating)
    contents.pick = XMPPick(tree).pick
    contents.tags = tags(in: tree)
    contents.recordJSON = tree.text(.alice("record"))
    contents.dates = [XMLName.dateTimeOriginal, .dateCreated, .createDate]
      .compactMap { tree.text($0).flatMap { Timestamp($0) } }
    contents.description = tree.text(.description)
    return contents
  }

  /// Returns whether the packet can be read, so that `merging` loses nothing.
  static func isReadable(_ packet: [UInt8]) -> Bool { XMPTree(parsing: packet) != nil }

  static func rating(_ text: String) -> Int? {
    Double(text).flatMap { (-1...5).contains($0) ? Int($0) : nil }
  }

  private static func tags(in tree: XMPTree) -> [String]? {
    let found =
      tree.items(.subject) ?? tree.items(.tagsList)
      ?? tree.items(.hierarchicalSubject)?.map { $0.replacing(scalar: "|", with: "/") }
    guard let found else { return tree.property(.alice("tags")) == nil ? nil : [] }
    return XMPProperties.tags(found)
  }

  private static func isBlank(_ packet: [UInt8]) -> Bool {
    packet.allSatisfy { $0 == 0 || $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
  }

  private static func isOwn(_ packet: [UInt8]) -> Bool {
    String(decoding: packet, as: UTF8.self).contains(XMPNamespace.alice)
  }
}
