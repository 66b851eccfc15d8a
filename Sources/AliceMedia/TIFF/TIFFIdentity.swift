import AliceModel

/// Computes `alice:tiff:1`: for each page the word `page`, the fields that describe its pixels, and its strips or tiles.
///
/// Where the parts are is irrelevant, as are texts, dates, resolution, rotation and previews, so a program may rewrite
/// the metadata.
struct TIFFIdentity {
  /// The fields that say how the bytes become pixels.
  private static let tags: Set<UInt16> = [
    254, 256, 257, 258, 259, 262, 266, 277, 278, 284, 292, 293, 317, 320, 322, 323, 332, 333, 334, 336, 338, 339, 347,
    512, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532,
  ]
  private static let fieldLimit: UInt64 = 8 << 20

  private(set) var problem: StructuralProblem?
  private var reader: TIFFReader

  init(_ reader: TIFFReader) { self.reader = reader }

  /// If a strip cannot be found, the word `rest` and the whole file count.
  mutating func digest(of pages: [[TIFFField]]) throws(MediaError) -> AssetID {
    var digest = SHA256Digest(domain: "alice:tiff:1")
    guard let parts = try parts(of: pages) else {
      try digest.update(restOf: &reader.window, from: 0)
      return try digest.finish()
    }
    digest.update(Array((reader.isBigEndian ? "MM" : "II").utf8))
    for (fields, strips) in parts {
      digest.update(Array("page".utf8))
      for field in fields {
        digest.update(field.tag)
        digest.update(field.type)
        digest.update(field.size)
        try digest.update(field.range, of: &reader.window)
      }
      for strip in strips {
        digest.update(strip.upperBound - strip.lowerBound)
        try digest.update(strip, of: &reader.window)
      }
    }
    return try digest.finish()
  }

  /// Returns nil if a page has no strips, or if they are not in the file. More than twice the size of the file is an
  /// attack.
  private mutating func parts(
    of pages: [[TIFFField]]
  ) throws(MediaError) -> [(fields: [TIFFField], strips: [Range<UInt64>])]? {
    let (twice, overflow) = reader.window.count.multipliedReportingOverflow(by: 2)
    var bytesLeft = overflow ? UInt64.max : twice
    var parts: [(fields: [TIFFField], strips: [Range<UInt64>])] = []
    for page in pages {
      let fields = page.filter { TIFFIdentity.tags.contains($0.tag) }
      guard let strips = try strips(of: page) else { return nil }
      for part in fields.map(\.range) + strips {
        let size = part.upperBound - part.lowerBound
        guard part.upperBound <= reader.window.count, size <= bytesLeft else {
          problem = .truncated
          return nil
        }
        bytesLeft -= size
      }
      parts.append((fields, strips))
    }
    return parts.isEmpty ? nil : parts
  }

  private mutating func strips(of page: [TIFFField]) throws(MediaError) -> [Range<UInt64>]? {
    for (offsetTag, countTag) in [(273, 279), (324, 325)] as [(UInt16, UInt16)] {
      guard let offsets = page.first(where: { $0.tag == offsetTag }),
        let counts = page.first(where: { $0.tag == countTag })
      else { continue }
      guard let starts = try reader.numbers(of: offsets), let sizes = try reader.numbers(of: counts),
        starts.count == sizes.count, !starts.isEmpty
      else {
        problem = .truncated
        return nil
      }
      // Both are numbers of 32 bits.
      return zip(starts, sizes).map { $0..<($0 + $1) }
    }
    problem = .missingImage
    return nil
  }
}
