import AliceModel
import AliceNumbers

/// Reads files made of boxes: MP4, MOV, M4A, AVIF and HEIC.
enum ISOBMFF {
  /// Throws `unrecognised` for other boxes, such as those of JPEG 2000.
  static func inspect(_ bytes: some RandomAccessBytes) throws(MediaError) -> ContainerContents {
    var window = ByteWindow(bytes)
    let file = try FileBoxes(&window)
    guard let format = try format(of: file, in: &window) else { throw .unrecognised }
    var contents =
      switch format.kind {
      case .image: try picture(format, file, in: &window)
      default: try video(format, file, in: &window)
      }
    contents.signed = file.boxes.contains(where: \.isContentCredentials)
    contents.manifestStore = try manifestStore(of: file, in: &window)
    contents.damaged = contents.damaged || !file.problems.isEmpty
    for problem in file.problems { contents.note(problem) }
    if let box = file.boxes.first(where: \.isXMP), contents.xmp == nil {
      contents.xmp = try xmp(box, in: &window)
      if contents.xmp == nil { contents.note(.textTooLarge) }
    }
    return contents
  }

  /// Returns the packet of a `uuid` box; nil if it is too large.
  static func xmp(_ box: FileBox, in window: inout ByteWindow) throws(MediaError) -> [UInt8]? {
    let size = box.payload.upperBound - box.payload.lowerBound
    guard size <= UInt64(XMLReader.byteLimit) else { return nil }
    return try Array(window.bytes(at: box.payload.lowerBound, count: Int(size)))
  }

  /// Returns the content of the first Content Credentials box, after version and flags, the word `manifest` with its
  /// NUL, and an offset; a bare `jumb` box is returned as it is.
  static func manifestStore(of file: FileBoxes, in window: inout ByteWindow) throws(MediaError) -> [UInt8]? {
    guard let box = file.boxes.first(where: \.isContentCredentials),
      box.range.upperBound - box.range.lowerBound <= UInt64(ContainerContents.manifestLimit)
    else { return nil }
    let whole = try window.bytes(
      at: box.range.lowerBound, count: Int(box.range.upperBound - box.range.lowerBound))
    guard box.type == "uuid" else { return Array(whole) }
    let purpose = whole.dropFirst(Int(box.headerSize) + 4)
    guard let end = purpose.firstIndex(of: 0), purpose.endIndex - end > 9 else { return nil }
    return Array(purpose[(end + 9)...])
  }

  /// Determines the format by the brands of `ftyp`. QuickTime files that predate brands begin with other boxes.
  static func format(of file: FileBoxes, in window: inout ByteWindow) throws(MediaError) -> MediaFormat? {
    guard let first = file.boxes.first else { return nil }
    guard first.type == "ftyp" else {
      let isMovie =
        file.boxes.contains { $0.type == "moov" } && ["moov", "mdat", "wide", "free", "skip"].contains(first.type)
      return isMovie ? .mov : nil
    }
    let payload = try window.bytes(at: first.payload.lowerBound, count: 512)
      .prefix(Int(min(first.payload.upperBound - first.payload.lowerBound, 512)))
    guard let major = payload.bigEndian32(at: 0).map(FourCC.init(code:)) else { return nil }
    let others = stride(from: 8, to: payload.count, by: 4).compactMap {
      payload.bigEndian32(at: $0).map(FourCC.init(code:))
    }
    // The major brand takes precedence, because a HEIC may be compatible with MP4.
    guard !foreignBrands.contains(major) else { return nil }
    return ([major] + others).lazy.compactMap { formats[$0] }.first
      ?? (file.boxes.contains { $0.type == "moov" } ? .mp4 : nil)
  }

  private static let formats: [FourCC: MediaFormat] = [
    "avif": .avif, "avis": .avif, "heic": .heic, "heix": .heic, "heim": .heic, "heis": .heic, "hevc": .heic,
    "hevx": .heic, "mif1": .heic, "msf1": .heic, "qt  ": .mov, "mp41": .mp4, "mp42": .mp4, "isom": .mp4, "iso2": .mp4,
    "iso4": .mp4, "iso5": .mp4, "iso6": .mp4, "avc1": .mp4, "mp71": .mp4, "MSNV": .mp4, "dash": .mp4, "M4V ": .mp4,
    "M4VH": .mp4, "M4VP": .mp4, "3gp4": .mp4, "3gp5": .mp4, "3gp6": .mp4, "av01": .mp4,
    "M4A ": .m4a, "M4B ": .m4a, "F4A ": .m4a, "F4B ": .m4a,
  ]
  private static let foreignBrands: Set<FourCC> = ["jxl ", "jp2 ", "jpx ", "crx ", "M4P "]
}
