package import AliceModel

/// An image that was reduced.
package struct ReducedPicture: Sendable {
  package let pixels: Pixels
  /// How the whole image looks; nil if that is not known.
  package let look: PictureLook?

  package init(pixels: Pixels, look: PictureLook? = nil) {
    self.pixels = pixels
    self.look = look
  }
}

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
    try reduceLooking(bytes, format: format, orientation: orientation, edge: edge, room: room, pixelCount: nil).pixels
  }

  /// As `reduce`, and also tells how the image looks if the codec decoded as many pixels as `pixelCount`, which is that
  /// of the file, and none is missing: an image that is decoded smaller tells less.
  package func reduceLooking(
    _ bytes: some RandomAccessBytes, format: MediaFormat, orientation: Int, edge: Int, room: QualityScorer.Room,
    pixelCount: Int?
  ) throws(VisionError) -> ReducedPicture {
    let edge = PictureReducer.allowed(edge)
    var limits = DecodeLimits(credit: budget.share, use: .reduction(edge: edge))
    if room == .shared { limits.bytes = budget.share }
    let plan = try ImageDecoder.plan(bytes, format: format, limits: limits)
    return try budget.holding(plan.cost) { () throws(VisionError) in
      let image = try plan.decode()
      let isWhole = image.pixels.width * image.pixels.height == pixelCount && !image.truncated && !image.lacksEnd
      return ReducedPicture(
        pixels: image.pixels.fitted(within: edge).oriented(orientation),
        look: isWhole ? image.pixels.look(orientation: orientation) : nil)
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
