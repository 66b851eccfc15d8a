package import AliceModel

/// Files that are given away.
extension MediaFile {
  /// The same picture or film without what anybody wrote into it: no recipe, place, small picture or signature.
  ///
  /// What decoding needs stays byte for byte, and so does the identity. Throws `notEmbeddable` where it is not certain
  /// that nothing would stay.
  package static func strip(_ bytes: some RandomAccessBytes) throws(MediaError) -> Splice {
    switch try kind(of: bytes) {
    case .png: try PNGFile.strip(bytes)
    case .jpeg: try JPEGFile.strip(bytes)
    case .webp: try WebPFile.strip(bytes)
    case .gif: try GIFFile.strip(bytes)
    case .matroska: try Matroska.strip(bytes)
    case .isoBaseMedia: try ISOBMFF.strip(bytes)
    case .jxl, .flac, .mp3, .ogg, .wav: throw .notEmbeddable
    }
  }

  /// The stripped picture with `text` where AUTOMATIC1111's web UI would have put it, and nothing else.
  ///
  /// Throws `notEmbeddable` for all but PNG, JPEG and WebP, and where the text has no room.
  package static func embedInfotext(
    _ text: String, into bytes: some RandomAccessBytes
  ) throws(MediaError) -> Splice {
    switch try kind(of: bytes) {
    case .png: try PNGFile.strip(bytes, infotext: text)
    case .jpeg: try JPEGFile.strip(bytes, infotext: text)
    case .webp: try WebPFile.strip(bytes, infotext: text)
    default: throw .notEmbeddable
    }
  }
}
