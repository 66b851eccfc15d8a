import AliceModel

/// Streams ranges of a file into a digest, as identity asks for it.
extension SHA256Digest {
  /// Adds the bytes of `range`, as far as the file has them, and shows each piece to `visit`.
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

  /// Adds all of the file from `offset` on. Where a structure cannot be followed, its rest counts as picture, so that
  /// two broken files are one asset only where they are equal.
  mutating func update(restOf window: inout ByteWindow, from offset: UInt64) throws(MediaError) {
    update(Array("rest".utf8))
    if offset < window.count { try update(offset..<window.count, of: &window) }
  }
}
