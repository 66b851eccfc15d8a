import AliceModel

/// The container family of a file, determined by its first bytes.
enum ContainerKind {
  case png, jpeg, webp, gif, matroska, isoBaseMedia, jxl, bmp, tiff, flac, mp3, ogg, wav

  /// Returns nil if alice does not support the format. `head` holds the first 32 bytes of the file or more.
  init?(head: ArraySlice<UInt8>) {
    if head.starts(with: PNGWalker.signature) {
      self = .png
    } else if head.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if head.starts(with: "RIFF".utf8), head.dropFirst(8).starts(with: "WEBP".utf8) {
      self = .webp
    } else if head.starts(with: "GIF87a".utf8) || head.starts(with: "GIF89a".utf8) {
      self = .gif
    } else if head.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) {
      self = .matroska
    } else if head.starts(with: [0xFF, 0x0A]) || head.dropFirst(4).starts(with: "JXL ".utf8) {
      self = .jxl
    } else if BMPHeader(head) != nil {
      self = .bmp
    } else if head.starts(with: [0x4D, 0x4D, 0, 42]) || head.starts(with: [0x49, 0x49, 42, 0]) {
      self = .tiff
    } else if head.starts(with: "fLaC".utf8) {
      self = .flac
    } else if head.starts(with: "OggS".utf8) {
      self = .ogg
    } else if head.starts(with: "RIFF".utf8), head.dropFirst(8).starts(with: "WAVE".utf8) {
      self = .wav
    } else if head.starts(with: "ID3".utf8) || MPEGFrame(head) != nil {
      self = .mp3
    } else if ContainerKind.isBox(head) {
      self = .isoBaseMedia
    } else {
      return nil
    }
  }

  /// Returns whether the file begins with a box of MP4 and related formats, or of a QuickTime file without `ftyp`.
  private static func isBox(_ head: ArraySlice<UInt8>) -> Bool {
    let name = head.dropFirst(4).prefix(4)
    return ["ftyp", "moov", "mdat", "wide", "free", "skip", "pnot"].contains { name.elementsEqual($0.utf8) }
  }
}
