import AliceNumbers

/// The tags of TIFF and EXIF that hold text, dates or the offsets of other directories.
enum EXIFTag {
  static let documentName: UInt16 = 0x010D
  static let imageDescription: UInt16 = 0x010E
  static let orientation: UInt16 = 0x0112
  static let xResolution: UInt16 = 0x011A
  static let yResolution: UInt16 = 0x011B
  static let resolutionUnit: UInt16 = 0x0128
  static let software: UInt16 = 0x0131
  static let dateTime: UInt16 = 0x0132
  static let chromaPositioning: UInt16 = 0x0213
  static let rating: UInt16 = 0x4746
  static let ratingPercent: UInt16 = 0x4749
  static let subDirectories: UInt16 = 0x014A
  /// The offsets and sizes of image data: strips, tiles, free bytes, JPEG thumbnails.
  static let images: [(offsets: UInt16, sizes: UInt16)] = [
    (0x0111, 0x0117), (0x0144, 0x0145), (0x0120, 0x0121), (0x0201, 0x0202),
  ]
  static let exifDirectory: UInt16 = 0x8769
  static let gpsDirectory: UInt16 = 0x8825
  static let version: UInt16 = 0x9000
  static let dateTimeOriginal: UInt16 = 0x9003
  static let dateTimeDigitized: UInt16 = 0x9004
  static let offsetTime: UInt16 = 0x9010
  static let offsetTimeOriginal: UInt16 = 0x9011
  static let offsetTimeDigitized: UInt16 = 0x9012
  static let componentsConfiguration: UInt16 = 0x9101
  static let makerNote: UInt16 = 0x927C
  static let userComment: UInt16 = 0x9286
  static let flashpixVersion: UInt16 = 0xA000
  static let colorSpace: UInt16 = 0xA001
  static let pixelWidth: UInt16 = 0xA002
  static let pixelHeight: UInt16 = 0xA003
  static let interopDirectory: UInt16 = 0xA005
  static let keywords: UInt16 = 0x9C9E
  /// The tags of Windows. They hold UCS-2, little-endian in either byte order of the file.
  static let windowsText: ClosedRange<UInt16> = 0x9C9B...0x9C9F

  private static let names: [UInt16: String] = [
    documentName: "DocumentName", imageDescription: "ImageDescription", software: "Software", rating: "Rating",
    ratingPercent: "RatingPercent",
    dateTimeOriginal: "DateTimeOriginal", dateTimeDigitized: "DateTimeDigitized", offsetTime: "OffsetTime",
    offsetTimeOriginal: "OffsetTimeOriginal", makerNote: "MakerNote", userComment: "UserComment",
    0x010F: "Make", 0x0110: "Model", 0x011D: "PageName", dateTime: "DateTime", 0x013B: "Artist", 0x013C: "HostComputer",
    0x8298: "Copyright", offsetTimeDigitized: "OffsetTimeDigitized", 0x9290: "SubSecTime", 0x9291: "SubSecTimeOriginal",
    0x9292: "SubSecTimeDigitized", 0x9C9B: "XPTitle", 0x9C9C: "XPComment", 0x9C9D: "XPAuthor", keywords: "XPKeywords",
    0x9C9F: "XPSubject", 0xA420: "ImageUniqueID", 0xA430: "CameraOwnerName", 0xA431: "BodySerialNumber",
    0xA433: "LensMake", 0xA434: "LensModel", 0xA436: "ImageTitle", 0xA437: "Photographer",
  ]

  /// Returns the standard's name of the tag, or its number as `0x010C` if it has none.
  static func name(of tag: UInt16) -> String {
    if let name = names[tag] { return name }
    let hex = String(tag, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: 4 - hex.count) + hex
  }
}
