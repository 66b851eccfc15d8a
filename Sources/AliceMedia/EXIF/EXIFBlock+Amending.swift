import AliceNumbers

extension EXIFBlock {
  /// Returns the block with rating and tags in Windows' fields, as far as it has them; nil if nothing changes.
  ///
  /// Numbers change in place. Keywords that need more room move to the end of the block, so nothing else moves, which
  /// makers' notes could not bear. A block of at most `limit` bytes stays so: then keywords are only removed.
  static func amended(_ block: [UInt8], by change: VerdictChange, limit: Int) -> [UInt8]? {
    guard let reader = EXIFBlockReader(block) else { return nil }
    let layout = EXIFLayout(reader)
    for removesOnly in [false, true] {
      var amending = EXIFAmending(reader, layout)
      for field in layout.fields { amending.amend(field, by: change, removesOnly: removesOnly) }
      if amending.bytes.count <= max(limit, block.count) { return amending.bytes == block ? nil : amending.bytes }
    }
    return nil
  }
}

/// The fields that can hold a verdict, and the places of all directories and values in a block.
private struct EXIFLayout {
  private static let directoryLimit = 32
  private static let placeLimit = 100_000
  private static let fieldLimit = 100
  private static let tags = [EXIFTag.rating, EXIFTag.ratingPercent, EXIFTag.keywords]

  /// The fields of the first directory and of EXIF's.
  private(set) var fields: [EXIFField] = []
  /// The ranges of directories and of values outside of them.
  private(set) var places: [Range<Int>] = []
  /// Whether all directories were visited.
  private var isWhole = false

  init(_ reader: EXIFBlockReader) {
    guard let first = reader.number(at: 4, bytes: 4) else { return }
    places.append(reader.start..<(reader.start + 8))
    var visited: Set<Int> = []
    var pending = [(offset: first, isMain: true)]
    while !pending.isEmpty, visited.count < EXIFLayout.directoryLimit {
      let (offset, isMain) = pending.removeFirst()
      guard visited.insert(offset).inserted, let directory = reader.directory(at: offset) else { continue }
      places.append((reader.start + offset)..<(reader.start + offset + 6 + 12 * directory.fields.count))
      for field in directory.fields where places.count < EXIFLayout.placeLimit {
        if field.value.startIndex != field.entry + 8 { places.append(field.value.startIndex..<field.value.endIndex) }
        let isPointer = [EXIFTag.exifDirectory, EXIFTag.gpsDirectory, EXIFTag.interopDirectory].contains(field.tag)
        if isPointer, field.value.count == 4, pending.count < EXIFLayout.directoryLimit {
          let offset = EXIFBlockReader.number(field.value, isBigEndian: reader.isBigEndian)
          pending.append((offset, isMain && field.tag == EXIFTag.exifDirectory))
        } else if isMain, EXIFLayout.tags.contains(field.tag), fields.count < EXIFLayout.fieldLimit {
          fields.append(field)
        } else if field.tag == EXIFTag.subDirectories {
          let offsets = reader.numbers(in: field, limit: EXIFLayout.directoryLimit - pending.count)
          pending += offsets.map { ($0, false) }
        }
      }
      addImages(of: directory.fields, in: reader)
      if let next = directory.next, next > 0 { pending.append((next, false)) }
    }
    isWhole = pending.isEmpty
  }

  /// Adds the thumbnails, strips and tiles that a directory describes by their offsets and sizes. Where a size is
  /// missing, the bytes up to the end may belong to the image.
  private mutating func addImages(of fields: [EXIFField], in reader: EXIFBlockReader) {
    for (tag, sizeTag) in EXIFTag.images {
      guard let offsets = fields.first(where: { $0.tag == tag }) else { continue }
      let limit = EXIFLayout.placeLimit - places.count
      let sizes = fields.first { $0.tag == sizeTag }.map { reader.numbers(in: $0, limit: limit) } ?? []
      for (index, offset) in reader.numbers(in: offsets, limit: limit).enumerated() {
        let size = index < sizes.count ? sizes[index] : reader.bytes.count
        if let image = reader.slice(at: offset, count: size) { places.append(image.startIndex..<image.endIndex) }
      }
    }
  }

  /// Whether it is known that nothing else uses the bytes.
  func isAlone(_ range: Range<Int>) -> Bool {
    isWhole && places.count < EXIFLayout.placeLimit && places.count { $0.overlaps(range) } == 1
  }
}

/// Changes the fields of one block.
private struct EXIFAmending {
  private let reader: EXIFBlockReader
  private let layout: EXIFLayout
  private(set) var bytes: [UInt8]

  init(_ reader: EXIFBlockReader, _ layout: EXIFLayout) {
    self.reader = reader
    self.layout = layout
    bytes = reader.bytes
  }

  mutating func amend(_ field: EXIFField, by change: VerdictChange, removesOnly: Bool) {
    switch field.tag {
    case EXIFTag.rating: if let stars = change.stars { write(stars, to: field) }
    case EXIFTag.ratingPercent: if let stars = change.stars { write(Stars.percent(stars), to: field) }
    case EXIFTag.keywords: amendKeywords(field, by: change.tags, removesOnly: removesOnly)
    default: break
    }
  }

  /// Writes a number into a single component of an integer type.
  private mutating func write(_ number: Int, to field: EXIFField) {
    guard let size = [1: 1, 3: 2, 4: 4][field.type], field.value.count == size else { return }
    let digits = (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    replace(field.value.startIndex, reader.isBigEndian ? digits.reversed() : digits)
  }

  private mutating func amendKeywords(_ field: EXIFField, by change: TagChange, removesOnly: Bool) {
    guard field.type == 1 || field.type == 7, !field.value.isEmpty else { return }
    let old = EXIFText.keywords(field.value)
    let kept =
      old.filter { !change.drops($0) } + (removesOnly ? [] : change.missing(from: old).filter(EXIFText.isKeyword))
    guard kept != old else { return }
    let new = EXIFText.windows(keywords: kept)
    let isInside = field.value.startIndex == field.entry + 8
    let canOverwrite = isInside || layout.isAlone(field.value.startIndex..<field.value.endIndex)
    if canOverwrite { replace(field.value.startIndex, [UInt8](repeating: 0, count: field.value.count)) }
    if new.count <= 4 {
      replace(field.entry + 8, new + [UInt8](repeating: 0, count: 4 - new.count))
      setNumber(new.count, at: field.entry + 4)
    } else if new.count <= field.value.count, canOverwrite {
      replace(field.value.startIndex, new)
    } else {
      if (bytes.count - reader.start) % 2 == 1 { bytes.append(0) }
      setNumber(bytes.count - reader.start, at: field.entry + 8)
      setNumber(new.count, at: field.entry + 4)
      bytes += new
    }
  }

  private mutating func setNumber(_ number: Int, at index: Int) {
    let digits = UInt32(clamping: number).bigEndianBytes
    replace(index, reader.isBigEndian ? digits : digits.reversed())
  }

  private mutating func replace(_ index: Int, _ new: [UInt8]) {
    bytes.replaceSubrange(index..<(index + new.count), with: new)
  }
}
