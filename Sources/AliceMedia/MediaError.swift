package import AliceModel

/// Why a file could not be looked into at all. What is merely wrong with a readable file is a `StructuralProblem`.
package enum MediaError: Error, Hashable, Sendable {
  case empty
  /// The bytes are of no format that alice keeps, whatever the file's name says.
  case unrecognised
  /// The bytes begin as `format` does, but what must follow is not there.
  case malformed(MediaFormat, offset: UInt64)
  /// A part that must be held in memory as a whole is larger than any honest file needs.
  case tooLarge
  /// The medium refused to give the bytes at `offset`.
  case unreadable(offset: UInt64)
  /// The system's library would not compute SHA-256.
  case noDigest
  /// The file is signed, fragmented, damaged or of a format without a place for metadata, so nothing may be written into it.
  case notEmbeddable
}
