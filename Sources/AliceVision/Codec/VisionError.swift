package import AliceModel

/// Why a picture could not be decoded or encoded.
package enum VisionError: Error, Hashable {
  /// No codec for this format is built in.
  case unsupported(MediaFormat)
  /// The header claims more pixels, or needs more memory, than the caller allows; nothing was allocated for them.
  case tooLarge(width: Int, height: Int)
  /// The system does not have the memory that the picture needs.
  case noMemory
  /// The medium refused to give the bytes at `offset`.
  case unreadable(offset: UInt64)
  /// The codec made nothing of the bytes; its own words, for a log.
  case damaged(String)
  /// The pixels to encode have no area, more than the format can hold, or bytes that do not cover it.
  case unencodable(width: Int, height: Int)
}
