package import AliceModel

/// Decodes images to tell how they look, in limited memory.
package struct PictureLooker: Sendable {
  private let budget: DecodeBudget

  /// `memory` is the number of bytes that images may use which are decoded at the same time.
  package init(memory: Int = PictureReducer.usualMemory) { budget = DecodeBudget(memory) }

  /// Returns whether images of a format can be compared.
  package static func reads(_ format: MediaFormat) -> Bool { formats.contains(format) }

  package static let formats: [MediaFormat] = [.png, .jpeg, .webp, .bmp]

  /// Returns how the image looks, or the first frame of an animation; nil if it is flat. Waits while other images
  /// occupy the memory.
  ///
  /// Every pixel is decoded, so that the result is the same whoever asks for it.
  package func look(
    at bytes: some RandomAccessBytes, format: MediaFormat, orientation: Int, room: QualityScorer.Room = .shared
  ) throws(VisionError) -> PictureLook? {
    var limits = DecodeLimits(credit: budget.total)
    if room == .shared { limits.bytes = budget.total }
    let plan = try ImageDecoder.plan(bytes, format: format, limits: limits)
    return try budget.holding(plan.cost) { () throws(VisionError) in
      try plan.decode().pixels.look(orientation: orientation)
    }
  }

  /// Returns how an image looks that is too large to be held in memory; nil also if rows are missing.
  package func look(
    at rows: inout some PictureRows & ~Copyable, orientation: Int
  ) throws(VisionError) -> PictureLook? {
    var hasher = PictureHasher(width: rows.width, height: rows.height)
    for _ in 0..<rows.height {
      let hasRow: Bool
      // The error of a row has no offset in the file.
      do { hasRow = try rows.next() } catch { throw .unreadable(offset: 0) }
      guard hasRow else { return nil }
      var row = rows.row
      if rows.channels == 4 { Transparency.compose(&row) }
      row.withUnsafeBufferPointer { hasher.add($0) }
    }
    return hasher.look(orientation: orientation)
  }
}
