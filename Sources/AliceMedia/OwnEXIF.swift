import AliceModel
import AliceNumbers

/// The EXIF block of files that alice generated. A block of another program is never replaced.
struct OwnEXIF {
  static let software = "alice"

  let bytes: [UInt8]

  /// Returns nil if the file has a block that alice did not write.
  ///
  /// The description equals the one in `xmp`, because some readers prefer one and some the other.
  init?(_ record: AssetRecord, inspection: Inspection, xmp: [UInt8], infotext: String) {
    if let old = inspection.exif, !OwnEXIF.wrote(old, in: inspection) { return nil }
    let description = XMPPacket.contents(of: xmp).description
    // PNG has its own place for the infotext, and a comment here would hide it from some readers.
    let comment: String? = inspection.format == .png ? nil : infotext
    // These are Windows' own tags, which no standard defines, and which Windows does not read in PNG.
    let rating = inspection.format == .png ? nil : record.rating?.stars
    let limit = inspection.format == .jpeg ? JPEGFile.exifLimit : MetadataSet.limit
    for (description, comment) in [(description, comment), (nil, comment), (description, nil), (nil, nil)] {
      let block = EXIFBlock.build(
        description: description, userComment: comment, software: OwnEXIF.software, created: record.created,
        width: inspection.facts.width, height: inspection.facts.height, rating: rating,
        orientation: inspection.orientation)
      if block.count <= limit {
        bytes = block
        return
      }
    }
    return nil
  }

  /// Returns whether alice wrote the block and no other program has added or changed anything in it.
  private static func wrote(_ block: [UInt8], in inspection: Inspection) -> Bool {
    guard let tags = tags(of: block), tags.isSubset(of: writtenTags), let record = inspection.record else {
      return false
    }
    let entries = EXIFBlock.contents(of: block, offsetMinutes: 0).entries
    let date = record.created?.exif
    return entries.contains { $0.key == "Software" }
      && entries.allSatisfy { entry in
        switch entry.key {
        case "Software": entry.text == software
        case "UserComment": Infotext.isWrittenByAlice(entry.text)
        case "DateTimeOriginal", "DateTimeDigitized": entry.text == date
        // The description is the prompt, or what another program wrote into XMP.
        case "ImageDescription": isDescription(entry.text, record.prompt, inspection)
        default: true
        }
      }
  }

  /// Compares without the trailing NULs, which EXIF's texts lose when they are read.
  private static func isDescription(_ text: String, _ prompt: String?, _ inspection: Inspection) -> Bool {
    let xmpDescription = inspection.xmp.flatMap { XMPPacket.contents(of: $0).description }
    return [xmpDescription, prompt].contains {
      $0.map { EXIFText.ascii(Array(XMLCharacters.legal($0).utf8)[...]) } == text
    }
  }

  private static let writtenTags: Set<UInt16> = [
    EXIFTag.imageDescription, EXIFTag.orientation, EXIFTag.xResolution, EXIFTag.yResolution, EXIFTag.resolutionUnit,
    EXIFTag.software, EXIFTag.chromaPositioning, EXIFTag.rating, EXIFTag.ratingPercent, EXIFTag.exifDirectory,
    EXIFTag.version, EXIFTag.dateTimeOriginal, EXIFTag.dateTimeDigitized,
    EXIFTag.offsetTimeOriginal, EXIFTag.offsetTimeDigitized, EXIFTag.componentsConfiguration,
    EXIFTag.userComment, EXIFTag.flashpixVersion, EXIFTag.colorSpace, EXIFTag.pixelWidth, EXIFTag.pixelHeight,
  ]

  /// Returns the tags of the first directory and of the EXIF directory; nil if alice cannot have written the block.
  private static func tags(of block: [UInt8]) -> Set<UInt16>? {
    guard block.starts(with: [0x4D, 0x4D, 0x00, 0x2A]), let first = block[...].bigEndian32(at: 4),
      let (tags, exif) = directory(of: block, at: Int(first))
    else { return nil }
    guard let exif else { return tags }
    return directory(of: block, at: exif).map { tags.union($0.tags) }
  }

  private static func directory(of block: [UInt8], at offset: Int) -> (tags: Set<UInt16>, exif: Int?)? {
    let bytes = block[...]
    guard let count = bytes.bigEndian16(at: offset).map(Int.init), count <= 100 else { return nil }
    var tags: Set<UInt16> = []
    var exif: Int?
    for entry in 0..<count {
      let at = offset + 2 + 12 * entry
      guard let tag = bytes.bigEndian16(at: at), let value = bytes.bigEndian32(at: at + 8) else { return nil }
      tags.insert(tag)
      if tag == EXIFTag.exifDirectory { exif = Int(value) }
    }
    // A following directory would describe a thumbnail.
    guard bytes.bigEndian32(at: offset + 2 + 12 * count) == 0 else { return nil }
    return (tags, exif)
  }
}
