import AliceNumbers

/// The places of Content Credentials in files. Not a single byte of a signed file may be changed, because its signature
/// covers all of them.
enum C2PA {
  /// D8FEC3D6-1B0E-483C-9297-5828877EC481, the `uuid` box of MP4, MOV, AVIF and HEIC.
  static let userType: [UInt8] = [
    0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81,
  ]

  /// The application extension of GIF: identifier and authentication code.
  static let gifApplication = Array("C2PA_GIF".utf8) + [1, 0, 0]
}
