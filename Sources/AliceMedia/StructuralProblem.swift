/// A fault in the bytes of a readable file. It is reported to the user and is not an error.
package enum StructuralProblem: String, Sendable, Hashable, CaseIterable {
  /// The file ends inside a chunk, segment, box or scan.
  case truncated
  /// A checksum does not match its data.
  case badChecksum = "bad-checksum"
  /// A length is impossible, so what follows it cannot be found.
  case badLength = "bad-length"
  /// Parts are in an order that the format forbids.
  case badOrder = "bad-order"
  /// The part that ends the image is missing.
  case missingEnd = "missing-end"
  /// There is no image data.
  case missingImage = "missing-image"
  /// The file has bytes after the end of the image. This is legal in most formats, and they are always kept.
  case trailingBytes = "trailing-bytes"
  /// A text cannot be decoded, because of a damaged deflate stream or an unterminated keyword, for example.
  case unreadableText = "unreadable-text"
  /// Texts are omitted because together they exceed the limit for one file.
  case textTooLarge = "text-too-large"
  /// Parts are omitted because their number exceeds the limit for one file.
  case tooManyParts = "too-many-parts"

  /// The problems that come from an accident: a failing disk, an interrupted copy.
  package static let accidents: Set<StructuralProblem> = [
    .truncated, .badChecksum, .badLength, .badOrder, .missingEnd, .missingImage,
  ]
}
