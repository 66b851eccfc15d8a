import AliceVision

/// WebP containers put together byte by byte around the frames that the encoder makes.
enum HandmadeWebP {
  /// An animation of one frame, at `x`, `y` (both even) of a canvas.
  static func animation(of frame: Pixels, x: Int, y: Int, canvasWidth: Int, canvasHeight: Int) throws -> [UInt8] {
    let still = Array(try ImageEncoder.webp(frame, quality: 90).dropFirst(12))
    let header: [UInt8] = [0x02, 0, 0, 0] + little(canvasWidth - 1, 3) + little(canvasHeight - 1, 3)
    let placed = little(x / 2, 3) + little(y / 2, 3) + little(frame.width - 1, 3) + little(frame.height - 1, 3)
    let body =
      chunk("VP8X", header) + chunk("ANIM", [0, 0, 0, 0, 0, 0])
      + chunk("ANMF", placed + little(100, 3) + [0] + still)
    return Array("RIFF".utf8) + little(body.count + 4, 4) + Array("WEBP".utf8) + body
  }

  private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    Array(type.utf8) + little(data.count, 4) + data + (data.count.isMultiple(of: 2) ? [] : [0])
  }

  private static func little(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
