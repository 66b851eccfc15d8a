import AliceModel
import AliceNumbers

/// Hashes ranges of a file.
extension SHA256Digest {
  /// Adds the bytes of `range`, clipped to the file, and passes each piece to `visit`.
  mutating func update(
    _ range: Range<UInt64>, of window: inout ByteWindow, visit: (ArraySlice<UInt8>) -> Void = { _ in }
  ) throws(MediaError) {
    guard window.identifies else { return }
    var at = range.lowerBound
    while at < range.upperBound {
      let piece = try window.piece(of: at..<range.upperBound)
      guard !piece.isEmpty else { return }
      update(piece)
      visit(piece)
      at += UInt64(piece.count)
    }
  }

  /// Adds the rest of the file from `offset` on. If a structure is damaged, its rest counts as image data, so that two
  /// damaged files are one asset only if they are equal.
  mutating func update(restOf window: inout ByteWindow, from offset: UInt64) throws(MediaError) {
    update(Array("rest".utf8))
    if offset < window.count { try update(offset..<window.count, of: &window) }
  }
}
