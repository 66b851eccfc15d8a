package import AliceModel
import AliceNumbers

/// The ICC profile of an image.
package enum ColorProfile {
  private static let limit = 4 << 20
  private static let segmentName = Array("ICC_PROFILE\0".utf8)

  /// Returns nil if the file has no profile, and for formats other than PNG, JPEG and WebP.
  package static func bytes(in file: some RandomAccessBytes) -> [UInt8]? {
    do {
      return switch try MediaFile.kind(of: file) {
      case .png: try png(file)
      case .jpeg: try jpeg(file)
      case .webp: try webp(file)
      default: nil
      }
    } catch {
      return nil
    }
  }

  private static func png(_ file: some RandomAccessBytes) throws(MediaError) -> [UInt8]? {
    var walker = PNGWalker(file)
    while !walker.hasEnded, let chunk = try walker.next(), chunk.type != "IDAT" {
      guard chunk.type == "iCCP", chunk.payload.upperBound - chunk.payload.lowerBound <= UInt64(limit) else { continue }
      let payload = try walker.window.bytes(
        at: chunk.payload.lowerBound, count: Int(chunk.payload.upperBound - chunk.payload.lowerBound))
      // A name of at most 79 bytes, NUL, and the method of compression, of which there is one.
      guard let end = payload.prefix(80).firstIndex(of: 0), payload.endIndex - end > 2 else { return nil }
      return try? Inflate.bytes(of: payload[(end + 2)...], limit: limit)
    }
    return nil
  }

  /// Joins the parts of a profile, which state their number and their count.
  private static func jpeg(_ file: some RandomAccessBytes) throws(MediaError) -> [UInt8]? {
    var walker = JPEGWalker(file)
    var parts: [(number: UInt8, bytes: ArraySlice<UInt8>)] = []
    while let segment = try walker.next(), segment.marker != JPEGSegment.startOfScan, parts.count < 255 {
      guard segment.application == 2 else { continue }
      let payload = try walker.window.bytes(
        at: segment.payload.lowerBound, count: Int(segment.payload.upperBound - segment.payload.lowerBound))
      guard payload.starts(with: segmentName), payload.count > segmentName.count + 2 else { continue }
      let rest = payload.dropFirst(segmentName.count)
      parts.append((rest[rest.startIndex], rest.dropFirst(2)))
    }
    let profile = parts.sorted { $0.number < $1.number }.flatMap(\.bytes)
    return profile.isEmpty || profile.count > limit ? nil : profile
  }

  private static func webp(_ file: some RandomAccessBytes) throws(MediaError) -> [UInt8]? {
    var walker = try RIFFWalker(file)
    while let chunk = try walker.next() {
      guard chunk.name == "ICCP", chunk.payload.upperBound - chunk.payload.lowerBound <= UInt64(limit) else { continue }
      return Array(
        try walker.window.bytes(
          at: chunk.payload.lowerBound, count: Int(chunk.payload.upperBound - chunk.payload.lowerBound)))
    }
    return nil
  }
}
