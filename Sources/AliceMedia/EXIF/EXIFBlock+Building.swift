import AliceModel
import AliceNumbers
import CExif

extension EXIFBlock {
  /// Builds a TIFF block in big-endian order, without a preceding `Exif\0\0`.
  ///
  /// The comment is UTF-16BE after `UNICODE`, which every reader of generated images understands. `created` is written
  /// in its own offset. The other tags are those that EXIF requires.
  static func build(
    description: String?, userComment: String?, software: String, created: Timestamp?, width: Int?, height: Int?,
    rating: Int?, orientation: Int = 1
  ) -> [UInt8] {
    let builder = EXIFBuilder()
    builder.add(EXIFTag.imageDescription, to: EXIF_IFD_0, text: description)
    builder.add(orientation: orientation)
    for tag in [EXIFTag.xResolution, EXIFTag.yResolution] {
      builder.add(tag, to: EXIF_IFD_0, .rational, count: 1, [0, 0, 0, 72, 0, 0, 0, 1])
    }
    builder.add(EXIFTag.resolutionUnit, to: EXIF_IFD_0, short: 2)
    builder.add(EXIFTag.software, to: EXIF_IFD_0, text: software)
    builder.add(EXIFTag.chromaPositioning, to: EXIF_IFD_0, short: 1)
    if let rating, (0...5).contains(rating) {
      builder.add(EXIFTag.rating, to: EXIF_IFD_0, short: UInt16(rating))
      // Windows expresses the rating in percent.
      builder.add(EXIFTag.ratingPercent, to: EXIF_IFD_0, short: [0, 1, 25, 50, 75, 99][rating])
    }
    builder.add(EXIFTag.version, to: EXIF_IFD_EXIF, .undefined, Array("0232".utf8))
    builder.add(EXIFTag.dateTimeOriginal, to: EXIF_IFD_EXIF, text: created?.exif)
    builder.add(EXIFTag.dateTimeDigitized, to: EXIF_IFD_EXIF, text: created?.exif)
    builder.add(EXIFTag.offsetTimeOriginal, to: EXIF_IFD_EXIF, text: created?.offset)
    builder.add(EXIFTag.offsetTimeDigitized, to: EXIF_IFD_EXIF, text: created?.offset)
    builder.add(EXIFTag.componentsConfiguration, to: EXIF_IFD_EXIF, .undefined, [1, 2, 3, 0])
    builder.add(userComment: userComment)
    builder.add(EXIFTag.flashpixVersion, to: EXIF_IFD_EXIF, .undefined, Array("0100".utf8))
    builder.add(EXIFTag.colorSpace, to: EXIF_IFD_EXIF, short: 1)
    builder.add(EXIFTag.pixelWidth, to: EXIF_IFD_EXIF, long: width)
    builder.add(EXIFTag.pixelHeight, to: EXIF_IFD_EXIF, long: height)
    return builder.tiff()
  }

  /// Builds a block with these tags only; returns nil if neither is needed. Without an orientation tag an image is
  /// upright.
  static func build(orientation: Int, userComment: String? = nil) -> [UInt8]? {
    guard orientation != 1 || userComment != nil else { return nil }
    let builder = EXIFBuilder()
    builder.add(orientation: orientation)
    builder.add(userComment: userComment)
    return builder.tiff()
  }
}

/// Owns libexif's data while a block is built.
private struct EXIFBuilder: ~Copyable {
  enum Format {
    case ascii, short, long, rational, undefined

    var code: ExifFormat {
      switch self {
      case .ascii: EXIF_FORMAT_ASCII
      case .short: EXIF_FORMAT_SHORT
      case .long: EXIF_FORMAT_LONG
      case .rational: EXIF_FORMAT_RATIONAL
      case .undefined: EXIF_FORMAT_UNDEFINED
      }
    }
  }

  private let memory: OpaquePointer?
  private let data: UnsafeMutablePointer<ExifData>?

  init() {
    memory = exif_mem_new_default()
    data = exif_data_new_mem(memory)
    // Without this, libexif adds tags of its own.
    exif_data_unset_option(data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION)
    exif_data_set_byte_order(data, EXIF_BYTE_ORDER_MOTOROLA)
  }

  deinit {
    exif_data_unref(data)
    exif_mem_unref(memory)
  }

  /// Adds `count` components that fill `bytes`, which must be big-endian. The default is one byte per component.
  func add(_ tag: UInt16, to directory: ExifIfd, _ format: Format, count: Int? = nil, _ bytes: [UInt8]) {
    guard
      let content = withUnsafeBytes(
        of: data?.pointee.ifd,
        { ifds in
          ifds.load(
            fromByteOffset: Int(directory.rawValue) * MemoryLayout<UnsafeMutableRawPointer?>.stride,
            as: UnsafeMutablePointer<ExifContent>?.self)
        }), let size = UInt32(exactly: bytes.count), size > 0, let entry = exif_entry_new_mem(memory)
    else { return }
    defer { exif_entry_unref(entry) }
    guard let buffer = exif_mem_alloc(memory, size) else { return }
    bytes.withUnsafeBytes {
      buffer.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(buffer), byteCount: bytes.count)
    }
    entry.pointee.tag = ExifTag(rawValue: UInt32(tag))
    entry.pointee.format = format.code
    entry.pointee.components = UInt(count ?? bytes.count)
    entry.pointee.size = size
    entry.pointee.data = buffer.assumingMemoryBound(to: UInt8.self)
    exif_content_add_entry(content, entry)
  }

  /// Adds a text as UTF-8 with a trailing NUL, which is common practice although the type is ASCII. Adds nothing for
  /// nil and for an empty text.
  func add(_ tag: UInt16, to directory: ExifIfd, text: String?) {
    guard let text, !text.isEmpty else { return }
    add(tag, to: directory, .ascii, Array(XMLCharacters.legal(text).utf8) + [0])
  }

  func add(_ tag: UInt16, to directory: ExifIfd, short: UInt16) {
    add(tag, to: directory, .short, count: 1, [UInt8(short >> 8), UInt8(short & 0xFF)])
  }

  func add(_ tag: UInt16, to directory: ExifIfd, long: Int?) {
    guard let long = long.flatMap(UInt32.init(exactly:)) else { return }
    add(tag, to: directory, .long, count: 1, (0..<4).map { UInt8(truncatingIfNeeded: long >> (24 - 8 * $0)) })
  }

  func add(orientation: Int) {
    if (2...8).contains(orientation) { add(EXIFTag.orientation, to: EXIF_IFD_0, short: UInt16(orientation)) }
  }

  func add(userComment: String?) {
    guard let userComment else { return }
    let comment = Array("UNICODE\0".utf8) + UTF16Text.bigEndian(userComment)
    add(EXIFTag.userComment, to: EXIF_IFD_EXIF, .undefined, comment)
  }

  /// Returns the block that libexif writes, without the six bytes before the TIFF header.
  func tiff() -> [UInt8] {
    var bytes: UnsafeMutablePointer<UInt8>?
    var count: UInt32 = 0
    exif_data_save_data(data, &bytes, &count)
    defer { exif_mem_free(memory, bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: Int(count)).dropFirst(6))
  }
}
