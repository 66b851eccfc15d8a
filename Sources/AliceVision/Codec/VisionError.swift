package import AliceModel

/// The reason why an image could not be decoded or encoded.
package enum VisionError: Error, Hashable {
  /// There is no codec for this format.
  case unsupported(MediaFormat)
  /// The header claims more pixels, or needs more memory, than the caller allows; nothing was allocated.
  case tooLarge(width: Int, height: Int)
  /// The system does not have enough memory for the image.
  case noMemory
  /// The medium failed to deliver the bytes at `offset`.
  case unreadable(offset: UInt64)
  /// The codec could not decode the bytes. The value is its message, for a log.
  case damaged(String)
  /// The pixels to encode have no area, exceed the limits of the format, or have the wrong number of bytes.
  case unencodable(width: Int, height: Int)
}
