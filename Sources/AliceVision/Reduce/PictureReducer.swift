package import AliceModel

/// Decodes images to upright pixels of a limited size, in limited memory.
package struct PictureReducer: Sendable {
  /// The memory in bytes that concurrently reduced images share.
  package static let usualMemory = DecodeBudget.usual

  private let budget: DecodeBudget

  package init(memory: Int = PictureReducer.usualMemory) { budget = DecodeBudget(memory) }

  /// Decodes the image, or the first frame of an animation, and reduces it so that its longer side is at most `edge`.
  ///
  /// A codec that can decode a smaller image does so. A damaged file yields what can be decoded. Waits while other
  /// images occupy the memory.
  package func reduce(
    _ bytes: some RandomAccessBytes, format: MediaFormat, orientation: Int = 1, edge: Int,
    room: QualityScorer.Room = .shared
  ) throws(VisionError) -> Pixels {
    let edge = PictureReducer.allowed(edge)
    var limits = DecodeLimits(credit: budget.share, use: .reduction(edge: edge))
    if room == .shared { limits.bytes = budget.share }
    let plan = try ImageDecoder.plan(bytes, format: format, limits: limits)
    return try budget.holding(plan.cost) { () throws(VisionError) in
      try plan.decode().pixels.fitted(within: edge).oriented(orientation)
    }
  }

  /// Reduces an image that is too large to be held in memory. Rows that are missing become mid-grey.
  package func reduce(
    _ rows: inout some PictureRows & ~Copyable, orientation: Int = 1, edge: Int
  ) throws(VisionError) -> Pixels {
    let edge = PictureReducer.allowed(edge)
    let (area, size) = Pixels.steps(of: rows.width, rows.height, within: edge)
    let cost = AreaRows.cost(width: rows.width, height: rows.height, to: area.width, area.height)
    return try budget.holding(cost) { () throws(VisionError) in
      var reduced = AreaRows(width: rows.width, height: rows.height, to: area.width, area.height)
      var isMissing = false
      var row = [UInt8](repeating: ImageDecoder.backdrop, count: rows.width * 3)
      for _ in 0..<rows.height {
        if !isMissing {
          // The error of a row has no offset in the file.
          do { isMissing = try !rows.next() } catch { throw .unreadable(offset: 0) }
          row = isMissing ? [UInt8](repeating: ImageDecoder.backdrop, count: rows.width * 3) : rows.row
          if !isMissing, rows.channels == 4 { Transparency.compose(&row) }
        }
        row.withUnsafeBufferPointer { reduced.add($0) }
      }
      return reduced.pixels.resized(width: size.width, height: size.height, by: .bicubic).oriented(orientation)
    }
  }

  /// A larger edge would allow sums of its square to overflow.
  private static func allowed(_ edge: Int) -> Int { min(max(edge, 1), 1 << 14) }
}
