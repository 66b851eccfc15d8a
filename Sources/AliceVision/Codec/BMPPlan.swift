import AliceNumbers

/// Parses the headers of a BMP of Windows or OS/2.
struct BMPPlan: DecodingPlan {
  let cost: Int
  private let source: PictureSource
  private let header: BMPInfo

  init(_ source: PictureSource, limits: DecodeLimits) throws(VisionError) {
    var source = source
    header = try BMPInfo(&source)
    let pixels = try ImageDecoder.pixelCount(width: header.width, height: header.height, maximum: limits.pixels)
    // The rows are read one after another; compressed ones are read piece by piece.
    cost =
      pixels * 4 + 2 * header.rowSize + (64 << 10)
      + limits.additionalBytes(width: header.width, height: header.height)
    let input = Int(clamping: source.count)
    guard limits.allow(cost, input: input) else { throw .tooLarge(width: header.width, height: header.height) }
    self.source = source
  }

  func decode() throws(VisionError) -> DecodedImage {
    var source = source
    guard header.isRunLength else { return try BMPRows(header).decode(&source) }
    var runs = BMPRuns(header)
    return try runs.decode(&source)
  }
}

/// The headers, masks and palette of a BMP.
struct BMPInfo {
  private(set) var width = 0
  private(set) var height = 0
  /// Whether the first row is the upper one.
  private(set) var isTopDown = false
  private(set) var depth = 0
  /// Whether rows are coded as runs of palette indices.
  private(set) var isRunLength = false
  /// The masks of red, green, blue and alpha.
  private(set) var masks: [BMPMask] = []
  /// Red, green and blue of each colour.
  private(set) var palette: [UInt8] = []
  /// The offset of the pixels.
  private(set) var start: UInt64 = 0

  /// The size of an uncompressed row in bytes, which is a multiple of four.
  var rowSize: Int { (width * depth + 31) / 32 * 4 }

  init(_ source: inout PictureSource) throws(VisionError) {
    let head = try source.bytes(at: 0, count: 14 + 124)
    guard head.count >= 26, head.starts(with: "BM".utf8) else { throw .damaged("no header") }
    start = UInt64(head.littleEndian(10, 4))
    let size = head.littleEndian(14, 4)
    let isOld = size == 12
    guard isOld || head.count >= 54 && [16, 40, 52, 56, 64, 108, 124].contains(size) else {
      throw .damaged("an unknown header")
    }
    width = isOld ? head.littleEndian(18, 2) : signed(head, 18)
    let down = isOld ? head.littleEndian(20, 2) : signed(head, 22)
    isTopDown = down < 0
    height = abs(down)
    depth = head.littleEndian(isOld ? 24 : 28, 2)
    // Both sides have 31 bits at most.
    guard width > 0, height > 0 else { throw .damaged("no area") }
    let compression = isOld || size == 16 ? 0 : head.littleEndian(30, 4)
    try takeCompression(compression)
    var end = 14 + size
    if [16, 32].contains(depth) {
      end += takeMasks(head, headerSize: size, compression: compression)
    } else if depth <= 8 {
      let used = isOld || size == 16 ? 0 : head.littleEndian(46, 4)
      try takePalette(&source, at: end, entrySize: isOld ? 3 : 4, used: used)
    }
    if start < UInt64(end) { start = UInt64(end) }
  }

  private func signed(_ head: ArraySlice<UInt8>, _ index: Int) -> Int {
    Int(Int32(truncatingIfNeeded: head.littleEndian(index, 4)))
  }

  private mutating func takeCompression(_ compression: Int) throws(VisionError) {
    switch (compression, depth) {
    case (0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (0, 24), (0, 32), (3, 16), (3, 32), (6, 16), (6, 32): break
    case (1, 8), (2, 4): isRunLength = true
    default: throw .damaged("compression \(compression) of \(depth) bits")
    }
  }

  /// Returns the size of the masks that follow the header.
  private mutating func takeMasks(_ head: ArraySlice<UInt8>, headerSize: Int, compression: Int) -> Int {
    guard compression != 0 else {
      let usual = depth == 16 ? [0x7C00, 0x3E0, 0x1F] : [0xFF0000, 0xFF00, 0xFF]
      masks = usual.map { BMPMask(UInt32($0)) }
      return 0
    }
    // Larger headers have the masks inside, at the same place.
    let hasAlpha = headerSize >= 56 && headerSize != 64 || compression == 6
    let count = hasAlpha ? 4 : 3
    guard head.count >= 54 + 4 * count else { return 0 }
    masks = (0..<count).map { BMPMask(UInt32(truncatingIfNeeded: head.littleEndian(54 + 4 * $0, 4))) }
    if masks.last?.maximum == 0, count == 4 { masks.removeLast() }
    return headerSize == 40 ? 4 * count : 0
  }

  private mutating func takePalette(
    _ source: inout PictureSource, at offset: Int, entrySize: Int, used: Int
  ) throws(VisionError) {
    let most = 1 << depth
    let count = (1...most).contains(used) ? used : most
    let bytes = Array(try source.bytes(at: UInt64(offset), count: count * entrySize))
    palette = [UInt8](repeating: 0, count: 256 * 3)
    for index in 0..<(bytes.count / entrySize) {
      for channel in 0..<3 { palette[3 * index + channel] = bytes[entrySize * index + 2 - channel] }
    }
  }
}

/// The bits of one channel in a pixel of 16 or 32 bits.
struct BMPMask {
  private let mask: UInt32
  private let shift: UInt32
  let maximum: UInt32

  init(_ mask: UInt32) {
    self.mask = mask
    shift = mask == 0 ? 0 : UInt32(mask.trailingZeroBitCount)
    maximum = mask >> shift
  }

  /// Returns the channel of a pixel, from 0 to 255.
  func value(of pixel: UInt32) -> UInt8 {
    guard maximum > 0 else { return 0 }
    return UInt8(truncatingIfNeeded: UInt64((pixel & mask) >> shift) * 255 / UInt64(maximum))
  }
}
