import AliceModel
import AliceNumbers

/// Reads TIFF. Writing is not supported.
///
/// Raw files of cameras are TIFF too, but other programs know them by their extensions, so they are not recognized.
enum TIFFFile {
  static func inspect(_ bytes: some RandomAccessBytes) throws(MediaError) -> ContainerContents {
    guard let reader = try TIFFReader(bytes) else { throw .malformed(.tiff, offset: 0) }
    var inspector = TIFFInspector(reader)
    return try inspector.inspect()
  }
}

private struct TIFFInspector {
  private static let pageLimit = 65_536
  private static let imageWidth: UInt16 = 256
  private static let imageLength: UInt16 = 257
  private static let xmp: UInt16 = 700
  private static let manifest: UInt16 = 0xCD41
  /// IPTC-IIM, and the resources of Photoshop that can hold it.
  private static let keywords: [UInt16] = [33_723, 34_377]

  private var reader: TIFFReader
  private var contents = ContainerContents(format: .tiff)
  private var pages: [[TIFFField]] = []

  init(_ reader: TIFFReader) { self.reader = reader }

  mutating func inspect() throws(MediaError) -> ContainerContents {
    try readPages()
    if let first = pages.first {
      guard try !isRaw(first) else { throw .unrecognised }
      try readMetadata(first)
    } else {
      contents.note(.missingImage)
    }
    var identity = TIFFIdentity(reader)
    contents.digest = try identity.digest(of: pages)
    if let problem = identity.problem { contents.note(problem) }
    contents.damaged = !contents.problems.isEmpty
    return contents
  }

  private mutating func readPages() throws(MediaError) {
    var visited: Set<UInt64> = []
    var at = reader.first
    while at != 0 {
      guard visited.insert(at).inserted else { return contents.note(.badOrder) }
      guard pages.count < TIFFInspector.pageLimit else { return contents.note(.tooManyParts) }
      guard let page = try reader.directory(at: at) else { return contents.note(.truncated) }
      pages.append(page.fields)
      at = page.next
    }
  }

  /// Returns whether the file is a camera's raw file: it has the mark of Canon or of DNG, its pixels are those of a
  /// sensor, or its first image is the preview of another one inside it.
  private mutating func isRaw(_ fields: [TIFFField]) throws(MediaError) -> Bool {
    if try reader.window.bytes(at: 8, count: 2).elementsEqual("CR".utf8) { return true }
    let tags = Set(fields.map(\.tag))
    let (subfile, subdirectories, photometric, version): (UInt16, UInt16, UInt16, UInt16) = (254, 330, 262, 50_706)
    if tags.contains(version) { return true }
    for page in pages {
      if let kind = try number(photometric, in: page), kind == 32_803 || kind == 34_892 { return true }
    }
    guard tags.contains(subdirectories) else { return false }
    return try number(subfile, in: fields).map { $0 & 1 == 1 } ?? false
  }

  private mutating func readMetadata(_ fields: [TIFFField]) throws(MediaError) {
    contents.width = try number(TIFFInspector.imageWidth, in: fields).flatMap { $0 > 0 ? Int($0) : nil }
    contents.height = try number(TIFFInspector.imageLength, in: fields).flatMap { $0 > 0 ? Int($0) : nil }
    if contents.width == nil || contents.height == nil { contents.note(.missingImage) }
    if let field = fields.first(where: { $0.tag == TIFFInspector.xmp }) {
      contents.xmp = try reader.value(of: field, limit: UInt64(XMLReader.byteLimit)).map(Array.init)
      if contents.xmp == nil { contents.note(.textTooLarge) }
    }
    if let field = fields.first(where: { $0.tag == TIFFInspector.manifest }) {
      contents.signed = true
      let limit = UInt64(ContainerContents.manifestLimit)
      contents.manifestStore = try reader.value(of: field, limit: limit).map(Array.init)
    }
    try readKeywords(fields)
    var exif: [TIFFField] = []
    if let field = fields.first(where: { $0.tag == EXIFTag.exifDirectory }),
      let offset = try reader.firstNumber(of: field)
    {
      exif = try reader.directory(at: offset)?.fields ?? []
    }
    var block = TIFFBlock(isBigEndian: reader.isBigEndian)
    contents.exif = try block.bytes(first: fields, exif: exif, from: &reader)
    if block.isCut { contents.note(.textTooLarge) }
  }

  private mutating func readKeywords(_ fields: [TIFFField]) throws(MediaError) {
    for tag in TIFFInspector.keywords {
      guard let field = fields.first(where: { $0.tag == tag }),
        let bytes = try reader.value(of: field, limit: UInt64(JPEGFile.resourceLimit))
      else { continue }
      return contents.add(iptc: Array(bytes))
    }
  }

  /// Returns the first number of a field.
  private mutating func number(_ tag: UInt16, in fields: [TIFFField]) throws(MediaError) -> UInt64? {
    guard let field = fields.first(where: { $0.tag == tag }) else { return nil }
    return try reader.firstNumber(of: field)
  }
}
