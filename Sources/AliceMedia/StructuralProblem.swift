/// Something that is wrong with a file's bytes though the file can be read: a fact for people, not an error.
package enum StructuralProblem: String, Sendable, Hashable, CaseIterable {
  /// The file ends inside a chunk, segment, box or scan.
  case truncated
  /// A checksum does not fit its data.
  case badChecksum = "bad-checksum"
  /// A length cannot be true, so what follows it cannot be found.
  case badLength = "bad-length"
  /// Parts stand in an order that the format forbids.
  case badOrder = "bad-order"
  /// The part that ends the picture is missing.
  case missingEnd = "missing-end"
  /// There is no picture between the headers.
  case missingImage = "missing-image"
  /// Something stands after the end of the picture. Legal in most formats, and always kept.
  case trailingBytes = "trailing-bytes"
  /// A text could not be decoded: a broken deflate stream, a keyword without an end.
  case unreadableText = "unreadable-text"
  /// Texts were left out because they are larger than what is believed of one file.
  case textTooLarge = "text-too-large"
  /// Parts were left out because there are more than what is believed of one file.
  case tooManyParts = "too-many-parts"
}
