import AliceNumbers

extension Splice {
  /// The maximum number of new bytes that the journal stores for one splice.
  package static let literalLimit = 16 << 20

  /// Returns the splice that restores the old file from the new one: ranges that the new file contains are copied from
  /// it, and the rest is read from the old file.
  ///
  /// Returns nil if more than `limit` bytes would have to be kept, or if the splice does not fit a source of
  /// `sourceCount` bytes.
  package func inverse<Failure: Error>(
    sourceCount: UInt64, limit: Int = Splice.literalLimit,
    reading: (Range<UInt64>) throws(Failure) -> [UInt8]
  ) throws(Failure) -> Splice? {
    guard let plan = Cover(of: sourceCount, by: self), plan.lost <= UInt64(max(0, limit)) else { return nil }
    var inverse = Splice()
    for part in plan.parts {
      switch part {
      case .kept(let range): inverse.append(source: range)
      case .lost(let range):
        let bytes = try reading(range)
        guard UInt64(bytes.count) == range.upperBound - range.lowerBound else { return nil }
        inverse.append(bytes)
      }
    }
    return inverse
  }
}

/// The old file from beginning to end, divided into what the new file contains and what it does not.
private struct Cover {
  enum Part {
    /// A range of the new file.
    case kept(Range<UInt64>)
    /// A range of the old file.
    case lost(Range<UInt64>)
  }

  private(set) var parts: [Part] = []
  /// The number of bytes that the new file does not contain.
  private(set) var lost: UInt64 = 0

  init?(of count: UInt64, by splice: Splice) {
    guard let copies = Cover.copies(in: splice, upTo: count) else { return nil }
    var at: UInt64 = 0
    for copy in copies where copy.old.upperBound > at {
      appendLost(at..<max(at, copy.old.lowerBound))
      let skipped = max(at, copy.old.lowerBound) - copy.old.lowerBound
      let length = copy.old.upperBound - copy.old.lowerBound
      parts.append(.kept(copy.new + skipped..<copy.new + length))
      at = copy.old.upperBound
    }
    appendLost(at..<count)
  }

  private mutating func appendLost(_ range: Range<UInt64>) {
    guard !range.isEmpty else { return }
    parts.append(.lost(range))
    lost += range.upperBound - range.lowerBound
  }

  /// Returns the copied ranges in the order of the old file; of ranges with the same beginning, the longest comes
  /// first.
  private static func copies(in splice: Splice, upTo count: UInt64) -> [(old: Range<UInt64>, new: UInt64)]? {
    var copies: [(old: Range<UInt64>, new: UInt64)] = []
    var at: UInt64 = 0
    for piece in splice.pieces {
      if case .source(let range) = piece {
        guard range.upperBound <= count else { return nil }
        copies.append((range, at))
      }
      let (end, overflow) = at.addingReportingOverflow(piece.byteCount)
      guard !overflow else { return nil }
      at = end
    }
    return copies.sorted {
      ($0.old.lowerBound, $1.old.upperBound) < ($1.old.lowerBound, $0.old.upperBound)
    }
  }
}

extension Splice.Piece {
  /// The number of bytes in the new file.
  var byteCount: UInt64 {
    switch self {
    case .source(let range): range.upperBound - range.lowerBound
    case .bytes(let bytes): UInt64(bytes.count)
    }
  }
}
