/// A new file described by pieces of an old one and new bytes between them.
///
/// What embeds metadata makes a splice; what writes files carries it out, copying the old pieces without looking at them.
package struct Splice: Sendable, Hashable {
  package enum Piece: Sendable, Hashable {
    /// A range of the source, in bytes.
    case source(Range<UInt64>)
    case bytes([UInt8])
  }

  package private(set) var pieces: [Piece] = []

  package init() {}

  /// The source as it is.
  package init(copying count: UInt64) { append(source: 0..<count) }

  /// Adjacent ranges of the source are joined.
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
    // Taken out of the array first: then the bytes grow in place.
    pieces.removeLast()
    last.append(contentsOf: bytes)
    pieces.append(.bytes(last))
  }

  /// The size of the new file, in bytes.
  package var byteCount: UInt64 { pieces.reduce(0) { $0 + $1.byteCount } }

  /// True where the new file equals its source of `count` bytes.
  package func isCopy(of count: UInt64) -> Bool { pieces == Splice(copying: count).pieces }
}
