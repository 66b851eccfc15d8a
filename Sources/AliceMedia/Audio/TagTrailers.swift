import AliceModel
import AliceNumbers

/// The tags that programs append to audio: ID3 version 1, ID3 version 2 with a footer, APE, and Lyrics3.
enum TagTrailers {
  /// The maximum number of tags; a valid file has each kind once or twice.
  private static let limit = 8

  /// Returns the end of the audio in `range`, before any such tags. The range must end with the file.
  static func end(of range: Range<UInt64>, in window: inout ByteWindow) throws(MediaError) -> UInt64 {
    var end = range.upperBound
    for _ in 0..<limit {
      guard let size = try size(endingAt: end, in: &window), size <= end - range.lowerBound else { break }
      end -= size
    }
    return end
  }

  private static func size(endingAt end: UInt64, in window: inout ByteWindow) throws(MediaError) -> UInt64? {
    let length = min(end, 355)
    let tail = try window.bytes(at: end - length, count: Int(length))
    if tail.suffix(128).starts(with: Array("TAG".utf8)), tail.count >= 128 {
      return tail.count == 355 && tail.starts(with: Array("TAG+".utf8)) ? 355 : 128
    }
    let ape = tail.suffix(32)
    if ape.starts(with: Array("APETAGEX".utf8)), let size = ape.littleEndian32(at: 12), size >= 32,
      let flags = ape.littleEndian32(at: 20)
    {
      return UInt64(size) + (flags >> 31 == 1 ? 32 : 0)
    }
    if tail.suffix(9).elementsEqual("LYRICS200".utf8), let size = UInt64(decimal: tail.dropLast(9).suffix(6)) {
      return size + 15
    }
    let footer = tail.suffix(10)
    guard footer.starts(with: Array("3DI".utf8)), let size = footer.bigEndian32(at: 6).flatMap(ID3Tag.synchsafe) else {
      return nil
    }
    return UInt64(size) + 20
  }
}

extension UInt64 {
  /// Returns nil unless there are six digits.
  fileprivate init?(decimal digits: ArraySlice<UInt8>) {
    guard digits.count == 6, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    self = digits.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
  }
}
