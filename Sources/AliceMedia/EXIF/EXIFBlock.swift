import AliceModel
import AliceNumbers

/// The contents of an EXIF block.
struct EXIFContents: Sendable {
  /// The texts in the order of the directories. The container is `exif:ifd0`, `exif:exif`, `exif:gps`, `exif:interop`
  /// or `exif:ifd1`, and the key is the name of the tag or `0x010C`. `Rating` and `RatingPercent` are included as numbers.
  var entries: [MetadataEntry] = []
  /// The orientation from 1 to 8; 1 if it is missing or invalid.
  var orientation = 1
  /// The stars of `Rating` and of `RatingPercent`, from 0 to 5.
  var rating: Int?
  var percentStars: Int?
  /// Windows' keywords.
  var keywords: [String] = []
  /// The dates of the image, the best first: when it was taken, when it was digitised, when it was changed last.
  var dates: [Timestamp] = []

  var created: Timestamp? { dates.first }
}

/// Reads and writes EXIF as a TIFF block in memory.
enum EXIFBlock {
  /// Reads every text of every directory, in either byte order, with or without a preceding `Exif\0\0`; returns empty
  /// contents if the bytes are not a TIFF block.
  ///
  /// `offsetMinutes` applies to dates without an offset.
  static func contents(of block: [UInt8], offsetMinutes: Int) -> EXIFContents {
    guard let reader = EXIFBlockReader(block) else { return EXIFContents() }
    var walker = EXIFWalker(reader)
    walker.walk()
    var contents = walker.contents
    contents.dates = walker.dates(offsetMinutes: offsetMinutes)
    return contents
  }

  /// Returns the orientation from 1 to 8; 1 if there is no block.
  static func orientation(of block: [UInt8]?) -> Int {
    block.map { contents(of: $0, offsetMinutes: 0).orientation } ?? 1
  }
}

/// Visits each directory of one block once.
private struct EXIFWalker {
  private static let directoryLimit = 32
  private static let entryLimit = 10_000
  /// The maximum sum of all values, whether they hold text or not: values may share their bytes.
  private static let textLimit = 32 << 20

  private let reader: EXIFBlockReader
  private(set) var contents = EXIFContents()
  private var visited: Set<Int> = []
  private var pending: [(offset: Int, container: String)] = []
  private var read = 0
  private var dates: [UInt16: String] = [:]

  init(_ reader: EXIFBlockReader) { self.reader = reader }

  mutating func walk() {
    guard let first = reader.number(at: 4, bytes: 4) else { return }
    pending = [(first, "exif:ifd0")]
    while !pending.isEmpty, visited.count < EXIFWalker.directoryLimit {
      let (offset, container) = pending.removeFirst()
      guard visited.insert(offset).inserted, let directory = reader.directory(at: offset) else { continue }
      for field in directory.fields { visit(field, in: container) }
      if container == "exif:ifd0", let next = directory.next, next > 0 { pending.append((next, "exif:ifd1")) }
    }
  }

  private mutating func visit(_ field: EXIFField, in container: String) {
    switch field.tag {
    case EXIFTag.exifDirectory: follow(field, to: "exif:exif")
    case EXIFTag.gpsDirectory: follow(field, to: "exif:gps")
    case EXIFTag.interopDirectory: follow(field, to: "exif:interop")
    case EXIFTag.orientation where container == "exif:ifd0": contents.orientation = orientation(field)
    default: add(field, in: container)
    }
  }

  private mutating func follow(_ field: EXIFField, to container: String) {
    guard pending.count < EXIFWalker.directoryLimit, field.value.count == 4 else { return }
    pending.append((EXIFBlockReader.number(field.value, isBigEndian: reader.isBigEndian), container))
  }

  private func orientation(_ field: EXIFField) -> Int {
    guard field.type == 3, field.value.count == 2 else { return 1 }
    let value = EXIFBlockReader.number(field.value, isBigEndian: reader.isBigEndian)
    return (1...8).contains(value) ? value : 1
  }

  private mutating func add(_ field: EXIFField, in container: String) {
    guard contents.entries.count < EXIFWalker.entryLimit, mayHoldText(field),
      read + field.value.count <= EXIFWalker.textLimit
    else { return }
    read += field.value.count
    guard let text = text(of: field), !text.isEmpty else { return }
    contents.entries.append(MetadataEntry(container: container, key: EXIFTag.name(of: field.tag), text: text))
    guard container != "exif:ifd1" else { return }
    if dates[field.tag] == nil { dates[field.tag] = text }
    addVerdict(field, text)
  }

  private mutating func addVerdict(_ field: EXIFField, _ text: String) {
    switch field.tag {
    case EXIFTag.rating:
      contents.rating = contents.rating ?? Stars.read(text).flatMap { $0 < 0 ? nil : $0 }
    case EXIFTag.ratingPercent: contents.percentStars = contents.percentStars ?? Stars.read(percent: text)
    case EXIFTag.keywords where contents.keywords.isEmpty: contents.keywords = EXIFText.keywords(field.value)
    default: break
    }
  }

  private func mayHoldText(_ field: EXIFField) -> Bool {
    switch field.tag {
    case EXIFTag.userComment, EXIFTag.windowsText, EXIFTag.rating, EXIFTag.ratingPercent, EXIFTag.makerNote: true
    default: field.isText
    }
  }

  private func text(of field: EXIFField) -> String? {
    switch field.tag {
    case EXIFTag.userComment: EXIFText.userComment(field.value, bigEndian: reader.isBigEndian)
    case EXIFTag.windowsText: EXIFText.windows(field.value)
    case EXIFTag.rating, EXIFTag.ratingPercent: number(field)
    case EXIFTag.makerNote: EXIFText.isReadable(field.value) ? EXIFText.ascii(field.value) : nil
    default: field.isText ? EXIFText.ascii(field.value) : nil
    }
  }

  /// Returns a single number as text, whichever integer type or text holds it.
  private func number(_ field: EXIFField) -> String? {
    if field.isText { return EXIFText.ascii(field.value) }
    guard [1: 1, 3: 2, 4: 4][field.type] == field.value.count else { return nil }
    return "\(EXIFBlockReader.number(field.value, isBigEndian: reader.isBigEndian))"
  }

  func dates(offsetMinutes: Int) -> [Timestamp] {
    [
      timestamp(EXIFTag.dateTimeOriginal, offset: EXIFTag.offsetTimeOriginal, offsetMinutes),
      timestamp(EXIFTag.dateTimeDigitized, offset: EXIFTag.offsetTimeDigitized, offsetMinutes),
      timestamp(EXIFTag.dateTime, offset: EXIFTag.offsetTime, offsetMinutes),
    ].compactMap { $0 }
  }

  private func timestamp(_ tag: UInt16, offset: UInt16, _ offsetMinutes: Int) -> Timestamp? {
    guard let date = dates[tag] else { return nil }
    let clock = dates[offset] ?? dates[EXIFTag.offsetTime] ?? ""
    return Timestamp(date + clock, offsetMinutes: offsetMinutes) ?? Timestamp(date, offsetMinutes: offsetMinutes)
  }
}
