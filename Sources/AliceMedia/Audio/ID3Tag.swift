import AliceModel
import AliceNumbers

/// An ID3 tag of version 2.2, 2.3 or 2.4 in a file (id3.org).
struct ID3Tag {
  private static let sizeLimit = 32 << 20

  /// The range of header, frames and footer as the header declares it.
  let range: Range<UInt64>
  private let version: UInt8
  private let flags: UInt8
  private let size: Int

  /// Returns nil if no tag begins at `offset`.
  static func find(at offset: UInt64, in window: inout ByteWindow) throws(MediaError) -> ID3Tag? {
    let head = Array(try window.bytes(at: offset, count: 10))
    guard head.count == 10, head.starts(with: "ID3".utf8), (2...4).contains(head[3]), head[4] != 0xFF,
      let size = head[...].bigEndian32(at: 6).flatMap(synchsafe)
    else { return nil }
    let footer: UInt64 = head[3] == 4 && head[5] & 0x10 != 0 ? 10 : 0
    return ID3Tag(
      range: offset..<(offset + 10 + UInt64(size) + footer), version: head[3], flags: head[5], size: Int(size))
  }

  /// Decodes 28 bits from four bytes whose high bits are clear; returns nil for other numbers.
  static func synchsafe(_ number: UInt32) -> UInt32? {
    guard number & 0x8080_8080 == 0 else { return nil }
    return number & 0x7F | number >> 1 & 0x3F80 | number >> 2 & 0x1F_C000 | number >> 3 & 0xFE0_0000
  }

  /// Adds the texts of the tag's frames to `contents`.
  func read(
    as container: String, from window: inout ByteWindow, into contents: inout ContainerContents
  ) throws(MediaError) {
    guard size <= ID3Tag.sizeLimit else { return contents.note(.textTooLarge) }
    var body = try window.bytes(at: range.lowerBound + 10, count: size)
    if body.count < size { contents.note(.truncated) }
    if version < 4, flags & 0x80 != 0 { body = ID3Tag.resynchronized(body) }
    if flags & 0x40 != 0 {
      // In version 2.2 the bit announces a compression that was never defined.
      guard version > 2, let size = body.bigEndian32(at: 0) else { return }
      body = body.dropFirst(version == 3 ? 4 + Int(size) : Int(ID3Tag.synchsafe(size) ?? size))
    }
    while let frame = next(&body) {
      guard let text = ID3Text(frame.name, frame.payload) else { continue }
      contents.add(MetadataEntry(container: container, key: text.key, text: text.value))
      if text.key == "date", contents.created == nil { contents.created = Timestamp(text.value) }
    }
  }

  /// Returns nil at the padding, and if no frame fits.
  private func next(_ rest: inout ArraySlice<UInt8>) -> (name: String, payload: ArraySlice<UInt8>)? {
    let (letters, head) = version == 2 ? (3, 6) : (4, 10)
    let name = rest.prefix(letters)
    guard rest.count >= head, name.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }),
      let number = version == 2 ? rest.bigEndian32(at: 2).map({ $0 & 0xFF_FFFF }) : rest.bigEndian32(at: 4)
    else { return nil }
    // Some programs write plain sizes, as in version 2.3, into tags of version 2.4.
    let size = version == 4 ? ID3Tag.synchsafe(number) ?? number : number
    guard UInt64(size) <= UInt64(rest.count - head) else { return nil }
    let flags = version == 2 ? 0 : rest.dropFirst(9).first ?? 0
    let payload = rest.dropFirst(head).prefix(Int(size))
    rest = rest.dropFirst(head + Int(size))
    return (String(decoding: name, as: UTF8.self), plain(payload, flags))
  }

  /// Returns the payload without the fields that the flags announce; empty if it is compressed or encrypted.
  private func plain(_ payload: ArraySlice<UInt8>, _ flags: UInt8) -> ArraySlice<UInt8> {
    if version == 3 { return flags & 0xC0 != 0 ? [] : flags & 0x20 != 0 ? payload.dropFirst() : payload }
    if flags & 0x0C != 0 { return [] }
    let body = payload.dropFirst((flags & 0x40 != 0 ? 1 : 0) + (flags & 0x01 != 0 ? 4 : 0))
    return flags & 0x02 != 0 ? ID3Tag.resynchronized(body) : body
  }

  /// Removes the zeros that were inserted after FF to keep players from taking the tag for audio.
  private static func resynchronized(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var isAfterFF = false
    for byte in bytes {
      if !(isAfterFF && byte == 0) { result.append(byte) }
      isAfterFF = byte == 0xFF
    }
    return result[...]
  }
}

/// The text of one frame and its common name.
struct ID3Text {
  let key: String
  let value: String

  /// Returns nil for frames without text.
  init?(_ name: String, _ payload: ArraySlice<UInt8>) {
    guard let encoding = payload.first, encoding <= 3 else { return nil }
    var rest = payload.dropFirst()
    switch name {
    case "TXXX", "TXX": key = ID3Text.take(&rest, encoding)
    case "COMM", "COM", "USLT", "ULT":
      // The first three bytes are the language.
      rest = rest.dropFirst(3)
      let description = ID3Text.take(&rest, encoding)
      key = !description.isEmpty ? description : name.hasPrefix("C") ? "comment" : "lyrics"
    case _ where name.hasPrefix("T"): key = ID3Text.names[name] ?? name
    default: return nil
    }
    value = ID3Text.string(rest, encoding)
    if value.isEmpty { return nil }
  }

  /// Reads the text up to its NUL, and skips the NUL.
  private static func take(_ rest: inout ArraySlice<UInt8>, _ encoding: UInt8) -> String {
    let width = encoding == 1 || encoding == 2 ? 2 : 1
    var end = rest.startIndex
    while end + width <= rest.endIndex, !rest[end..<(end + width)].allSatisfy({ $0 == 0 }) { end += width }
    defer { rest = rest.dropFirst(end - rest.startIndex + width) }
    return string(rest[..<min(end, rest.endIndex)], encoding)
  }

  /// Decodes a text without its trailing NULs.
  private static func string(_ bytes: ArraySlice<UInt8>, _ encoding: UInt8) -> String {
    let text =
      switch encoding {
      case 1: UTF16Text.repaired(bytes, bigEndian: !bytes.starts(with: [0xFF, 0xFE]))
      case 2: UTF16Text.repaired(bytes, bigEndian: true)
      // Many programs write UTF-8 but declare Latin-1.
      default: ByteText.narrow(bytes)
      }
    var scalars = text.unicodeScalars[...]
    while scalars.last == "\0" { scalars.removeLast() }
    return String(scalars)
  }

  /// The names that ffmpeg uses for these frames.
  private static let names = [
    "TIT2": "title", "TT2": "title", "TPE1": "artist", "TP1": "artist", "TALB": "album", "TAL": "album",
    "TCON": "genre", "TCO": "genre", "TCOM": "composer", "TCM": "composer", "TCOP": "copyright", "TENC": "encoded_by",
    "TEN": "encoded_by", "TSSE": "encoder", "TSS": "encoder", "TDRC": "date", "TYER": "date", "TYE": "date",
    "TPE2": "album_artist", "TLAN": "language", "TRCK": "track",
  ]
}
