import AliceModel
import AliceNumbers

/// Reads PNG and APNG; `docs/file-format.md` describes what alice writes.
enum PNGFile {
  /// The maximum size of one chunk in bytes, before and after decompression.
  static let textLimit = 8 << 20

  static func inspect(_ bytes: some RandomAccessBytes) throws(MediaError) -> ContainerContents {
    var inspector = PNGInspector(bytes)
    return try inspector.inspect()
  }
}

/// Reads one PNG in a single pass from front to back.
private struct PNGInspector: ~Copyable {
  /// The checksum of an empty IEND, the only valid one.
  private static let endChecksum: UInt32 = 0xAE42_6082

  private var walker: PNGWalker
  private var contents = ContainerContents(format: .png)
  private var identity = PNGIdentity()
  private var seenImage = false
  private var modified: Timestamp?
  /// The time in `Creation Time`.
  private var creationTime: Timestamp?
  /// The time under another key: in ImageMagick's `date:create` it is that of the file that was converted.
  private var otherTime: Timestamp?
  /// Whether the checksum of the chunk that was read last is correct.
  private var checksumFits = true
  /// The number of bytes that may still be decompressed for texts that turn out to be too large.
  private var wasteLeft = 32 << 20

  init(_ bytes: some RandomAccessBytes) { walker = PNGWalker(bytes) }

  mutating func inspect() throws(MediaError) -> ContainerContents {
    try readHeader()
    while let chunk = try walker.next() {
      if PNGIdentity.covers(chunk.type), !walker.hasEnded {
        if try !identity.add(chunk, window: &walker.window) { damage(.badChecksum) }
        if chunk.type == "IDAT" { seenImage = true }
        if chunk.type == "fcTL" { try readFrameTime(chunk) }
      } else {
        try readMetadata(chunk)
      }
    }
    try conclude()
    contents.created = creationTime ?? otherTime
    contents.modified = modified
    contents.digest = try identity.finish()
    return contents
  }

  private mutating func readHeader() throws(MediaError) {
    guard let header = try walker.next(), header.type == "IHDR", header.isComplete,
      header.payload.upperBound - header.payload.lowerBound == 13
    else { throw .malformed(.png, offset: 8) }
    let payload = try walker.window.bytes(at: header.payload.lowerBound, count: 8)
    contents.width = payload.bigEndian32(at: 0).flatMap(PNGInspector.dimension)
    contents.height = payload.bigEndian32(at: 4).flatMap(PNGInspector.dimension)
    if contents.width == nil || contents.height == nil { damage(.badLength) }
    if try !identity.add(header, window: &walker.window) { damage(.badChecksum) }
  }

  /// Reads the delay as a numerator and a denominator in seconds, where a denominator of 0 means 100.
  private mutating func readFrameTime(_ chunk: PNGChunk) throws(MediaError) {
    let payload = try walker.window.bytes(at: chunk.payload.lowerBound, count: 26)
    guard let delay = payload.bigEndian16(at: 20), let unit = payload.bigEndian16(at: 22) else { return }
    contents.duration = (contents.duration ?? 0) + Double(delay) / Double(unit == 0 ? 100 : unit)
  }

  private static func dimension(_ value: UInt32) -> Int? { (1...0x7FFF_FFFF).contains(value) ? Int(value) : nil }

  private mutating func damage(_ problem: StructuralProblem) {
    contents.note(problem)
    contents.damaged = true
  }

  private mutating func conclude() throws(MediaError) {
    if let problem = walker.problem {
      problem == .trailingBytes ? contents.note(problem) : damage(problem)
    }
    if !walker.hasEnded {
      if walker.problem == nil { damage(.missingEnd) }
      try identity.add(restOf: &walker.window, from: walker.position)
    }
    if !seenImage {
      damage(.missingImage)
      try identity.add(restOf: &walker.window, from: 0)
    }
  }
}

extension PNGInspector {
  private mutating func readMetadata(_ chunk: PNGChunk) throws(MediaError) {
    switch chunk.type {
    case "tEXt", "zTXt", "iTXt", "eXIf", "comf", "tIME":
      guard let payload = try payload(of: chunk) else { return }
      chunk.type == "eXIf" || chunk.type == "tIME" ? readBinary(chunk.type, payload) : readText(chunk.type, payload)
    case "caBX":
      contents.signed = true
      let size = chunk.payload.upperBound - chunk.payload.lowerBound
      if contents.manifestStore == nil, size <= UInt64(ContainerContents.manifestLimit) {
        contents.manifestStore = try Array(walker.window.bytes(at: chunk.payload.lowerBound, count: Int(size)))
      }
    case "IEND":
      let checksum = try walker.window.bytes(at: chunk.payload.upperBound, count: 4).bigEndian32(at: 0)
      if chunk.isComplete, checksum != PNGInspector.endChecksum { damage(.badChecksum) }
    default: break
    }
  }

  /// Returns nil if the chunk is truncated or too large. A wrong checksum is recorded, and the text is read
  /// nevertheless.
  private mutating func payload(of chunk: PNGChunk) throws(MediaError) -> ArraySlice<UInt8>? {
    let size = chunk.payload.upperBound - chunk.payload.lowerBound
    guard chunk.isComplete else { return nil }
    guard size <= UInt64(PNGFile.textLimit) else {
      contents.note(.textTooLarge)
      return nil
    }
    checksumFits = true
    let body = try walker.window.bytes(at: chunk.offset + 4, count: Int(size) + 8)
    guard body.count == Int(size) + 8 else { return nil }
    var crc = CRC32()
    crc.update(body.dropLast(4))
    if body.bigEndian32(at: body.count - 4) != crc.value {
      contents.note(.badChecksum)
      checksumFits = false
    }
    return body.dropFirst(4).dropLast(4)
  }

  private mutating func readBinary(_ type: PNGChunkType, _ payload: ArraySlice<UInt8>) {
    if type == "eXIf" {
      if contents.exif == nil {
        contents.exif = Array(payload.starts(with: Array("Exif\0\0".utf8)) ? payload.dropFirst(6) : payload)
      }
    } else if let year = payload.bigEndian16(at: 0), payload.count == 7 {
      let rest = payload.dropFirst(2).map(Int.init)
      modified = Timestamp(
        year: Int(year), month: rest[0], day: rest[1], hour: rest[2], minute: rest[3], second: rest[4])
    }
  }

  private mutating func readText(_ type: PNGChunkType, _ payload: ArraySlice<UInt8>) {
    guard wasteLeft > 0 else { return contents.note(.textTooLarge) }
    let limit = min(PNGFile.textLimit, contents.textBudget)
    do {
      let text = try PNGText(type == "comf" ? "tEXt" : type, payload, limit: limit)
      take(text, from: type)
    } catch {
      if error == .tooLarge { wasteLeft -= limit }
      contents.note(error == .tooLarge ? .textTooLarge : .unreadableText)
    }
  }

  private mutating func take(_ text: PNGText, from type: PNGChunkType) {
    if text.keyword == PNGText.xmpKeyword, contents.xmp == nil {
      contents.xmp = text.bytes
      // Embedding would replace the packet, and hide that it was damaged.
      if !checksumFits { contents.damaged = true }
      return
    }
    switch RawProfile(text) {
    case .exif(let block) where contents.exif == nil: contents.exif = block
    case .xmp(let packet) where contents.xmp == nil: contents.xmp = packet
    case .iptc(let bytes): contents.add(iptc: bytes)
    default: addEntry(text, from: type)
    }
  }

  private mutating func addEntry(_ text: PNGText, from type: PNGChunkType) {
    let string = text.text
    if text.keyword == PNGText.recordKeyword, contents.recordJSON == nil {
      contents.recordJSON = string
      if !checksumFits { contents.damaged = true }
    }
    switch text.keyword.lowercased() {
    case "creation time" where creationTime == nil: creationTime = MailDate.timestamp(string)
    case "date:create", "create-date", "createdate", "creation date", "creation_time", "datetime", "date":
      otherTime = otherTime ?? MailDate.timestamp(string)
    case "date:modify" where modified == nil: modified = MailDate.timestamp(string)
    default: break
    }
    let name = String(decoding: type.bytes, as: UTF8.self)
    contents.add(MetadataEntry(container: "png:\(name)", key: text.keyword, text: string))
  }
}
