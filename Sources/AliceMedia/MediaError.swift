package import AliceModel

/// The reason why a file cannot be inspected at all. A fault of a readable file is a `StructuralProblem`.
package enum MediaError: Error, Hashable, Sendable {
  case empty
  /// The bytes have none of the formats that alice supports, whatever the file's name says.
  case unrecognised
  /// The bytes begin like `format`, but the required rest is missing.
  case malformed(MediaFormat, offset: UInt64)
  /// A part that must be held in memory is larger than any valid file needs.
  case tooLarge
  /// Most of the file was never written: it is sparse, like a download that has only just begun.
  case sparse
  /// The medium failed to deliver the bytes at `offset`.
  case unreadable(offset: UInt64)
  /// libcrypto failed to compute SHA-256.
  case noDigest
  /// The file is signed, fragmented, damaged or of a format without a place for metadata, so nothing may be written
  /// into it.
  case notEmbeddable
}
