package import AliceModel

/// Computes how a picture looks from its rows.
///
/// Everything is computed in integers, so that the same pixels give the same bits on every machine.
struct PictureHasher {
  /// The sides of the reduced picture.
  private static let side = CosineWaves.places
  /// A frequency is above the noise of compression from half a grey level per cell on, in the unit of the sums.
  private static let significant = 1 << 41
  /// A picture with fewer frequencies above the noise is flat: what its bits tell is chance.
  private static let fewest = 128

  private let width: Int
  private let height: Int
  private var rows = 0
  /// The sums of each channel of each column in this row of cells: of the rows that lie in it whole, and of the others
  /// times the height that lies in it in 64ths of a row.
  private var whole: [UInt32]
  private var parts: [UInt32]
  /// The cell sums of the rows of cells that are complete.
  private var cells: [UInt64] = []
  private var checksum: UInt64

  /// The size must be above zero; that of a picture in memory or of its header is.
  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    whole = [UInt32](repeating: 0, count: 3 * width)
    parts = whole
    checksum = PictureHasher.mixed(UInt64(truncatingIfNeeded: width), UInt64(truncatingIfNeeded: height))
  }

  /// Adds a row of `width` pixels in RGB.
  mutating func add(_ rgb: UnsafeBufferPointer<UInt8>) {
    addChecksum(rgb)
    // The picture is `64 · height` units high, and so is each cell `height` units, and a row 64 of them.
    var start = rows * PictureHasher.side
    let end = start + PictureHasher.side
    while start < end {
      let cellEnd = (start / height + 1) * height
      let part = min(end, cellEnd) - start
      add(rgb, height: part)
      start += part
      if start == cellEnd { endRowOfCells() }
    }
    rows += 1
  }

  private mutating func add(_ rgb: UnsafeBufferPointer<UInt8>, height: Int) {
    if height == PictureHasher.side {
      whole.withUnsafeMutableBufferPointer { sums in
        for at in 0..<min(sums.count, rgb.count) { sums[at] &+= UInt32(rgb[at]) }
      }
    } else {
      let height = UInt32(truncatingIfNeeded: height)
      parts.withUnsafeMutableBufferPointer { sums in
        for at in 0..<min(sums.count, rgb.count) { sums[at] &+= UInt32(rgb[at]) &* height }
      }
    }
  }

  /// Returns the brightness of a column in this row of cells, times 256 and times its height.
  private func brightness(_ x: Int) -> UInt64 {
    func sum(_ channel: Int) -> UInt64 {
      UInt64(PictureHasher.side) &* UInt64(whole[3 * x + channel]) &+ UInt64(parts[3 * x + channel])
    }
    return 77 &* sum(0) &+ 150 &* sum(1) &+ 29 &* sum(2)
  }

  private mutating func endRowOfCells() {
    var (left, sum) = (width, UInt64(0))
    for x in 0..<width {
      let brightness = brightness(x)
      var units = PictureHasher.side
      while units > 0 {
        let part = min(units, left)
        sum &+= brightness &* UInt64(part)
        units -= part
        left -= part
        if left == 0 {
          cells.append(sum)
          (left, sum) = (width, 0)
        }
      }
    }
    whole.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
    parts.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
  }

  /// Returns nil for a flat picture, and for one whose rows are not complete.
  func look(orientation: Int) -> PictureLook? {
    let side = PictureHasher.side
    guard rows == height, cells.count == side * side else { return nil }
    let area = UInt64(width) * UInt64(height)
    let grey = cells.map { Int($0 / area) }
    let waves = PictureHasher.waves(of: grey)
    guard waves.count(where: { abs($0) > PictureHasher.significant }) >= PictureHasher.fewest else { return nil }
    let hash = PictureHasher.hash(waves).turned(PictureHasher.turn(orientation))
    // The same pixels in another orientation are another picture.
    let upright: UInt64 = (2...8).contains(orientation) ? UInt64(orientation) : 1
    return PictureLook(hash: hash, pixels: PictureHasher.mixed(checksum, upright))
  }

  /// Returns the strength of each pair of frequencies, a row for each vertical one; that of the mean is zero.
  private static func waves(of grey: [Int]) -> [Int] {
    let (count, table) = (CosineWaves.frequencies, CosineWaves.table)
    var rows: [Int] = []
    for y in 0..<side {
      for wave in table {
        var sum = 0
        for x in 0..<side { sum &+= wave[x] &* grey[y * side + x] }
        rows.append(sum)
      }
    }
    var waves: [Int] = []
    for wave in table {
      for horizontal in 0..<count {
        var sum = 0
        for y in 0..<side { sum &+= wave[y] &* rows[y * count + horizontal] }
        waves.append(sum)
      }
    }
    waves[0] = 0
    return waves
  }

  private static func hash(_ waves: [Int]) -> PictureHash {
    func word(_ top: Int, _ left: Int) -> UInt64 {
      (0..<64).reduce(into: UInt64(0)) { bits, place in
        let wave = waves[(top + place / 8) * CosineWaves.frequencies + left + place % 8]
        if wave > 0 { bits |= 1 << UInt64(place) }
      }
    }
    return PictureHash(low: word(0, 0), right: word(0, 8), below: word(8, 0), high: word(8, 8))
  }

  /// Returns the turn of EXIF's orientation.
  private static func turn(_ orientation: Int) -> PictureTurn {
    switch orientation {
    case 2: .mirrored
    case 3: .turned180
    case 4: .flipped
    case 5: .transposed
    case 6: .turned90
    case 7: .transversed
    case 8: .turned270
    default: .same
    }
  }
}

extension PictureHasher {
  private mutating func addChecksum(_ rgb: UnsafeBufferPointer<UInt8>) {
    let bytes = UnsafeRawBufferPointer(rgb)
    func word(_ place: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }
    // Four sums that do not wait for each other.
    var (first, second, third, fourth) = (checksum, checksum &+ 1, checksum &+ 2, checksum &+ 3)
    var place = 0
    while place + 32 <= bytes.count {
      first = PictureHasher.mixed(first, word(place))
      second = PictureHasher.mixed(second, word(place + 8))
      third = PictureHasher.mixed(third, word(place + 16))
      fourth = PictureHasher.mixed(fourth, word(place + 24))
      place += 32
    }
    var sum = PictureHasher.mixed(PictureHasher.mixed(first, second), PictureHasher.mixed(third, fourth))
    while place + 8 <= bytes.count {
      sum = PictureHasher.mixed(sum, word(place))
      place += 8
    }
    var rest: UInt64 = 0
    while place < bytes.count {
      rest = rest << 8 | UInt64(bytes[place])
      place += 1
    }
    checksum = PictureHasher.mixed(sum, rest)
  }

  private static func mixed(_ sum: UInt64, _ word: UInt64) -> UInt64 {
    let product = (sum ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return (product.high ^ product.low) &+ 0xD6E8_FEB8_6659_FD93
  }
}

extension Pixels {
  /// Returns how the picture looks after it was turned upright; nil if it is flat.
  package func look(orientation: Int = 1) -> PictureLook? {
    guard isConsistent else { return nil }
    var hasher = PictureHasher(width: width, height: height)
    rgb.withUnsafeBufferPointer { rgb in
      for y in 0..<height {
        hasher.add(UnsafeBufferPointer(rebasing: rgb[y * width * 3..<(y + 1) * width * 3]))
      }
    }
    return hasher.look(orientation: orientation)
  }
}
