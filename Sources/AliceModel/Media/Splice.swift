import AliceNumbers

/// A new file described as ranges of an old file with new bytes between them.
///
/// The embedders of metadata make splices; the file writer applies them and copies the ranges without parsing them.
package struct Splice: Sendable, Hashable {
  package enum Piece: Sendable, Hashable {
    /// A range of the source, in bytes.
    case source(Range<UInt64>)
    case bytes([UInt8])
  }

  package private(set) var pieces: [Piece] = []

  package init() {}

  /// Creates a splice that copies the whole source.
  package init(copying count: UInt64) { append(source: 0..<count) }

  /// Appends a range of the source, and joins it to an adjacent one.
  package mutating func append(source range: Range<UInt64>) {
    guard !range.isEmpty else { return }
    if case .source(let last) = pieces.last, last.upperBound == range.lowerBound {
      pieces[pieces.count - 1] = .source(last.lowerBound..<range.upperBound)
    } else {
      pieces.append(.source(range))
    }
  }

  package mutating func append(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    guard case .bytes(var last) = pieces.last else { return pieces.append(.bytes(bytes)) }
    // Removing the last piece first makes the array of bytes unique, so that it grows in place.
    pieces.removeLast()
    last.append(contentsOf: bytes)
    pieces.append(.bytes(last))
  }

  /// The size of the new file, in bytes.
  package var byteCount: UInt64 { pieces.reduce(0) { $0 + $1.byteCount } }

  /// Returns whether the new file equals its source of `count` bytes.
  package func isCopy(of count: UInt64) -> Bool { pieces == Splice(copying: count).pieces }
}
