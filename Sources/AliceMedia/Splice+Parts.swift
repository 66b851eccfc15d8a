import AliceModel
import AliceNumbers

extension Splice {
  mutating func append(_ other: Splice) {
    for piece in other.pieces {
      switch piece {
      case .source(let range): append(source: range)
      case .bytes(let bytes): append(bytes)
      }
    }
  }
}

extension Splice {
  /// The minimum number of equal bytes to copy instead of writing them anew.
  private static let runLimit = 32

  /// Appends `new` in place of `range`, which holds `old`. Bytes that are equal at the same place are copied, so that
  /// undoing a change of two bytes takes few.
  mutating func append(_ new: [UInt8], over range: Range<UInt64>, of old: ArraySlice<UInt8>) {
    var at = 0
    let common = min(new.count, old.count)
    while at < common {
      let start = at
      while at < common, new[at] == old[old.startIndex + at] { at += 1 }
      if at - start >= Splice.runLimit || start == 0 {
        append(source: (range.lowerBound + UInt64(start))..<(range.lowerBound + UInt64(at)))
      } else {
        append(Array(new[start..<at]))
      }
      let changed = at
      while at < common, new[at] != old[old.startIndex + at] { at += 1 }
      append(Array(new[changed..<at]))
    }
    append(Array(new[common...]))
  }
}

/// Overwrites texts with zeros, so that the size of a file and all offsets in it stay the same.
struct Blanking {
  /// The maximum number of zeros to write, in bytes. Ranges that are zero already do not count.
  private static let limit: UInt64 = 64 << 20

  private var kept = Splice()
  /// New bytes after `kept`. They are collected here because a splice copies the bytes that it joins.
  private var pending: [UInt8] = []
  private var written: UInt64 = 0

  var splice: Splice {
    var splice = kept
    splice.append(pending)
    return splice
  }

  mutating func keep(_ range: Range<UInt64>) {
    guard !range.isEmpty else { return }
    kept.append(pending)
    pending = []
    kept.append(source: range)
  }

  mutating func write(_ bytes: [UInt8]) { pending += bytes }

  /// Throws `tooLarge` if the zeros would exceed the limit.
  mutating func blank(_ range: Range<UInt64>, in window: inout ByteWindow) throws(MediaError) {
    if try Blanking.isBlank(range, in: &window) { return keep(range) }
    let size = range.upperBound - range.lowerBound
    guard size <= Blanking.limit - written else { throw .tooLarge }
    written += size
    pending += repeatElement(0, count: Int(size))
  }

  private static func isBlank(_ range: Range<UInt64>, in window: inout ByteWindow) throws(MediaError) -> Bool {
    var at = range.lowerBound
    while at < range.upperBound {
      let piece = try window.piece(of: at..<range.upperBound)
      guard !piece.isEmpty, piece.allSatisfy({ $0 == 0 }) else { return false }
      at += UInt64(piece.count)
    }
    return true
  }
}
