import AliceNumbers

/// The resources of Adobe Photoshop, one of which holds IPTC-IIM and one its MD5.
enum PhotoshopResources {
  static let prefix = Array("Photoshop 3.0\0".utf8)
  private static let signature = Array("8BIM".utf8)
  private static let iptc: UInt16 = 0x0404
  private static let digest: UInt16 = 0x0425
  /// The maximum number of resources; each has at least twelve bytes.
  private static let countLimit = 10_000

  private struct Resource {
    let id: UInt16
    /// The range from the signature on, without padding after the value.
    let range: Range<Int>
    let value: Range<Int>
    /// The end of the padding.
    let end: Int
  }

  /// Returns the blocks of IPTC-IIM; there should be one, but programs read each.
  static func iim(in bytes: [UInt8]) -> [[UInt8]] {
    resources(in: bytes).filter { $0.id == iptc }.map { Array(bytes[$0.value]) }
  }

  /// Returns the resources with the tags in the keywords of IPTC; nil if nothing needs to change. A digest is made to
  /// match, so that programs do not take the keywords for older than the XMP.
  static func amended(_ bytes: [UInt8], by change: TagChange, limit: Int) -> [UInt8]? {
    let all = resources(in: bytes)
    for removesOnly in [false, true] {
      var new: [Int: [UInt8]] = [:]
      for resource in all where resource.id == iptc {
        let old = Array(bytes[resource.value])
        new[resource.range.lowerBound] = IIM.amended(old, by: change, removesOnly: removesOnly)
      }
      guard !new.isEmpty else { continue }
      let whole = replacing(new, among: all, of: bytes)
      if whole.count <= limit { return whole }
    }
    return nil
  }

  /// `new` has the values of resources by their beginnings. The digest is that of the first block of IPTC.
  private static func replacing(_ new: [Int: [UInt8]], among all: [Resource], of bytes: [UInt8]) -> [UInt8] {
    let first = all.first { $0.id == iptc }.flatMap { new[$0.range.lowerBound] }
    var whole: [UInt8] = []
    var at = 0
    for resource in all {
      if resource.id == digest, resource.value.count == 16, let first {
        whole += bytes[at..<resource.value.lowerBound] + digest(of: first)
        at = resource.value.upperBound
      } else if let value = new[resource.range.lowerBound] {
        whole += bytes[at..<(resource.value.lowerBound - 4)] + UInt32(clamping: value.count).bigEndianBytes + value
        if value.count % 2 == 1 { whole.append(0) }
        at = resource.end
      }
    }
    return whole + bytes[at...]
  }

  /// Returns the resources up to the first that is malformed.
  private static func resources(in bytes: [UInt8]) -> [Resource] {
    var found: [Resource] = []
    var at = 0
    while found.count < countLimit, bytes.count - at >= 12, bytes[at..<(at + 4)].elementsEqual(signature) {
      // The name has its length before it, and padding to an even size.
      let name = Int(bytes[at + 6]) + 1
      let start = at + 6 + name + name % 2
      guard let size = bytes[...].bigEndian32(at: start).map(Int.init), size <= bytes.count - start - 4 else { break }
      let value = (start + 4)..<(start + 4 + size)
      let id = UInt16(bytes[at + 4]) << 8 | UInt16(bytes[at + 5])
      // Some programs leave out the padding, which shows where another resource follows at once.
      let isPadded = size % 2 == 1 && !bytes[value.upperBound...].starts(with: signature)
      let end = min(value.upperBound + (isPadded ? 1 : 0), bytes.count)
      found.append(Resource(id: id, range: at..<value.upperBound, value: value, end: end))
      at = end
    }
    return found
  }

  /// Returns zeros if the library offers no MD5: they say that the digest is unknown.
  private static func digest(of bytes: [UInt8]) -> [UInt8] { MD5Digest.of(bytes) ?? [UInt8](repeating: 0, count: 16) }
}
