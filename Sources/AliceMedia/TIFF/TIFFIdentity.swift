import AliceModel
import AliceNumbers

/// Computes `alice:tiff:1`: for each page the word `page`, the fields that describe its pixels, and its strips or
/// tiles.
///
/// Where the parts are is irrelevant, as are texts, dates, resolution, rotation and previews, so a program may rewrite
/// the metadata.
struct TIFFIdentity {
  /// The fields that say how the bytes become pixels.
  private static let tags: Set<UInt16> = [
    254, 256, 257, 258, 259, 262, 266, 277, 278, 284, 292, 293, 317, 320, 322, 323, 332, 333, 334, 336, 338, 339, 347,
    512, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532,
  ]
  /// The maximum size of the lists of all pages that say where strips and tiles are, because pages can share a list.
  private static let listLimit: UInt64 = 16 << 20

  private(set) var problem: StructuralProblem?
  private var reader: TIFFReader
  private var listBytesLeft = listLimit
  /// The number of bytes that may still be digested. More than twice the size of the file is an attack.
  private var bytesLeft: UInt64

  init(_ reader: TIFFReader) {
    self.reader = reader
    let (twice, overflow) = reader.window.count.multipliedReportingOverflow(by: 2)
    bytesLeft = overflow ? UInt64.max : twice
  }

  /// If a strip cannot be found, the word `rest` and the whole file count.
  mutating func digest(of pages: [[TIFFField]]) throws(MediaError) -> AssetID {
    var digest = SHA256Digest(domain: "alice:tiff:1")
    digest.update(Array((reader.isBigEndian ? "MM" : "II").utf8))
    var isComplete = !pages.isEmpty
    for page in pages where isComplete { isComplete = try update(&digest, with: page) }
    guard isComplete else {
      digest = SHA256Digest(domain: "alice:tiff:1")
      try digest.update(restOf: &reader.window, from: 0)
      return try digest.finish()
    }
    return try digest.finish()
  }

  /// Returns false if the page has no strips, or if they are not in the file.
  private mutating func update(_ digest: inout SHA256Digest, with page: [TIFFField]) throws(MediaError) -> Bool {
    let fields = page.filter { TIFFIdentity.tags.contains($0.tag) }
    guard let strips = try strips(of: page), charge(fields.map(\.range)), charge(strips) else { return false }
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
    return true
  }

  /// Returns whether the parts are in the file and may be digested.
  private mutating func charge(_ parts: [Range<UInt64>]) -> Bool {
    for part in parts {
      let size = part.upperBound - part.lowerBound
      guard part.upperBound <= reader.window.count, size <= bytesLeft else {
        problem = .truncated
        return false
      }
      bytesLeft -= size
    }
    return true
  }

  private mutating func strips(of page: [TIFFField]) throws(MediaError) -> [Range<UInt64>]? {
    for (offsetTag, countTag) in [(273, 279), (324, 325)] as [(UInt16, UInt16)] {
      guard let offsets = page.first(where: { $0.tag == offsetTag }),
        let counts = page.first(where: { $0.tag == countTag })
      else { continue }
      // Both sizes are below 2^36.
      guard offsets.size + counts.size <= listBytesLeft else {
        problem = .tooManyParts
        return nil
      }
      listBytesLeft -= offsets.size + counts.size
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
