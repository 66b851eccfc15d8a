import CCrypto

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
  }

  /// Returns the first block of IPTC-IIM.
  static func iim(in bytes: [UInt8]) -> [UInt8]? {
    resources(in: bytes).first { $0.id == iptc }.map { Array(bytes[$0.value]) }
  }

  /// Returns the resources with the tags in the keywords of IPTC; nil if nothing needs to change. A digest is made to
  /// match, so that programs do not take the keywords for older than the XMP.
  static func amended(_ bytes: [UInt8], by change: TagChange, limit: Int) -> [UInt8]? {
    let all = resources(in: bytes)
    guard let resource = all.first(where: { $0.id == iptc }) else { return nil }
    let old = Array(bytes[resource.value])
    for removesOnly in [false, true] {
      guard let new = IIM.amended(old, by: change, removesOnly: removesOnly) else { continue }
      let whole = replacing(resource, by: new, among: all, of: bytes)
      if whole.count <= limit { return whole }
    }
    return nil
  }

  private static func replacing(
    _ changed: Resource, by new: [UInt8], among all: [Resource], of bytes: [UInt8]
  ) -> [UInt8] {
    var whole: [UInt8] = []
    var at = 0
    for resource in all where resource.range == changed.range || resource.id == digest {
      whole += bytes[at..<resource.value.lowerBound]
      at = resource.value.upperBound
      if resource.id == digest {
        whole += resource.value.count == 16 ? md5(new) : Array(bytes[resource.value])
        continue
      }
      whole.removeLast(4)
      whole += UInt32(clamping: new.count).bigEndianBytes + new
      if new.count % 2 == 1 { whole.append(0) }
      if resource.value.count % 2 == 1 { at = min(at + 1, bytes.count) }
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
      found.append(Resource(id: id, range: at..<value.upperBound, value: value))
      at = min(value.upperBound + size % 2, bytes.count)
    }
    return found
  }

  /// Returns zeros if the library offers no MD5: they say that the digest is unknown.
  private static func md5(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 16)
    var size: UInt32 = 0
    guard EVP_Digest(bytes, bytes.count, &digest, &size, EVP_md5(), nil) == 1, size == 16 else {
      return [UInt8](repeating: 0, count: 16)
    }
    return digest
  }
}
