import AliceModel
import AliceNumbers

extension JPEGExtendedXMP {
  private static let pieceSize = 65_400

  /// The segments of extended XMP that replace those with another name.
  struct Replacement {
    let oldName: String
    let newName: String
    let segments: [UInt8]
  }

  /// Returns the extended XMP of the packet that `metadata` replaces with the verdict in its fields; nil if it stays as
  /// it is. Its name is its MD5, so that it gets another one.
  static func amended(
    in bytes: some RandomAccessBytes, by metadata: MetadataSet
  ) throws(MediaError) -> Replacement? {
    var walker = JPEGWalker(bytes)
    var found = JPEGExtendedXMP()
    while let segment = try walker.next(), segment.marker != JPEGSegment.startOfScan {
      guard segment.application == 1 else { continue }
      let size = Int(segment.payload.upperBound - segment.payload.lowerBound)
      let payload = try walker.window.bytes(at: segment.payload.lowerBound, count: size)
      guard payload.starts(with: JPEGFile.extensionPrefix) else { continue }
      found.add(payload.dropFirst(JPEGFile.extensionPrefix.count))
    }
    guard let old = found.named(in: metadata.replacedXMP),
      let new = metadata.amended(xmp: old.packet, limit: MetadataSet.limit), let digest = MD5Digest.of(new)
    else { return nil }
    let name = digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined().uppercased()
    return Replacement(oldName: old.name, newName: name, segments: segments(new, name: name))
  }

  private static func segments(_ packet: [UInt8], name: String) -> [UInt8] {
    let head = JPEGFile.extensionPrefix + Array(name.utf8) + UInt32(clamping: packet.count).bigEndianBytes
    return stride(from: 0, to: packet.count, by: pieceSize).flatMap { start in
      JPEGFile.segment(
        head + UInt32(clamping: start).bigEndianBytes + packet[start..<min(start + pieceSize, packet.count)])
    }
  }

  /// Whether the payload of a segment is a piece of the packet with this name.
  static func isPiece(_ payload: ArraySlice<UInt8>, of name: String) -> Bool {
    payload.starts(with: JPEGFile.extensionPrefix)
      && key(String(decoding: payload.dropFirst(JPEGFile.extensionPrefix.count).prefix(32), as: UTF8.self)) == name
  }
}
