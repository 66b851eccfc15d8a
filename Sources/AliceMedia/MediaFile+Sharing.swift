package import AliceModel

/// Copies of files for sharing.
extension MediaFile {
  /// Returns the same image or video without any embedded metadata: no recipe, location, thumbnail or signature.
  ///
  /// Everything that decoding needs is copied byte for byte, and the identity stays the same. Throws `notEmbeddable`
  /// unless it is certain that no metadata remains.
  package static func strip(_ bytes: some RandomAccessBytes) throws(MediaError) -> Splice {
    switch try kind(of: bytes) {
    case .png: try PNGFile.strip(bytes)
    case .jpeg: try JPEGFile.strip(bytes)
    case .webp: try WebPFile.strip(bytes)
    case .gif: try GIFFile.strip(bytes)
    case .matroska: try Matroska.strip(bytes)
    case .isoBaseMedia: try ISOBMFF.strip(bytes)
    case .jxl, .bmp, .tiff, .flac, .mp3, .ogg, .wav: throw .notEmbeddable
    }
  }

  /// Returns the stripped image with `text` as its only metadata, at the place that AUTOMATIC1111's web UI uses.
  ///
  /// Throws `notEmbeddable` for formats other than PNG, JPEG and WebP, and if the text does not fit.
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
