import AliceModel
import AliceNumbers

/// Collects the least significant bits of some channels of an image.
///
/// The bits run down the columns, most significant bit first: 15 bytes of a name, 32 bits with the number of bits that
/// follow, and the text in UTF-8, compressed with gzip if the name ends in `comp`.
struct StealthPlane {
  private static let nameLength = 15
  /// The maximum size of the text in bytes, before and after decompression.
  private static let textLimit = 16 << 20

  private var names: [String]
  private let samples: [Int]
  private let width: Int
  private let height: Int
  private let channels: Int
  private let stride: Int
  private var rows = 0
  /// The bits row by row; each row begins at a byte boundary.
  private var bits: [UInt8] = []

  /// `samples` are the indices of the channels, out of `channels`, that carry one bit each.
  init(_ names: [String], _ samples: [Int], _ width: Int, _ height: Int, _ channels: Int) {
    (self.names, self.samples, self.width, self.height) = (names, samples, width, height)
    self.channels = channels
    stride = (width * samples.count + 7) / 8
  }

  /// Whether the bits of the first column so far are the beginning of a name.
  var isPossible: Bool { !names.isEmpty }

  mutating func add(_ row: ArraySlice<UInt8>) {
    narrow(row)
    guard isPossible else { return }
    rows += 1
    let start = bits.count
    bits.append(contentsOf: repeatElement(0, count: stride))
    var at = 0
    row.withUnsafeBufferPointer { row in
      bits.withUnsafeMutableBufferPointer { bits in
        for pixel in Swift.stride(from: 0, to: width * channels, by: channels) {
          for sample in samples {
            bits[start &+ at >> 3] |= (row[pixel &+ sample] & 1) << (7 &- at & 7)
            at &+= 1
          }
        }
      }
    }
  }

  private mutating func narrow(_ row: ArraySlice<UInt8>) {
    for (number, sample) in samples.enumerated() {
      let index = rows * samples.count + number
      guard index < StealthPlane.nameLength * 8 else { return }
      let bit = row[row.startIndex + sample] & 1
      names.removeAll { Array($0.utf8)[index / 8] >> (7 - UInt8(index % 8)) & 1 != bit }
    }
  }

  /// The hidden text; nil if the bits do not begin with a name, or if what follows is invalid.
  var entry: MetadataEntry? {
    guard rows == height else { return nil }
    var reader = Reader(plane: self)
    guard let start = reader.bytes(StealthPlane.nameLength), let length = reader.bytes(4)?[...].bigEndian32(at: 0),
      let name = names.first(where: { start.elementsEqual($0.utf8) }), length / 8 <= UInt32(StealthPlane.textLimit),
      let payload = reader.bytes(Int(length / 8)), !payload.isEmpty
    else { return nil }
    let bytes =
      name.hasSuffix("comp")
      ? try? Inflate.bytes(of: payload[...], in: .gzip, limit: StealthPlane.textLimit) : payload
    guard let text = bytes.flatMap({ String(validating: $0, as: UTF8.self) }) else { return nil }
    return MetadataEntry(container: "png:stealth", key: name, text: text)
  }

  /// Reads bits down the columns.
  private struct Reader {
    let plane: StealthPlane
    var x = 0
    var y = 0
    var sample = 0
    var left: Int

    init(plane: StealthPlane) {
      self.plane = plane
      left = plane.width * plane.height * plane.samples.count
    }

    /// Returns nil if the image does not have so many bytes.
    mutating func bytes(_ count: Int) -> [UInt8]? {
      guard count <= left / 8 else { return nil }
      left -= count * 8
      return plane.bits.withUnsafeBufferPointer { bits in (0..<count).map { _ in byte(of: bits) } }
    }

    private mutating func byte(of bits: UnsafeBufferPointer<UInt8>) -> UInt8 {
      var byte: UInt8 = 0
      for _ in 0..<8 {
        let at = x * plane.samples.count + sample
        byte = byte << 1 | bits[y * plane.stride + at >> 3] >> (7 - UInt8(at & 7)) & 1
        step()
      }
      return byte
    }

    private mutating func step() {
      sample += 1
      if sample < plane.samples.count { return }
      sample = 0
      y += 1
      if y == plane.height { (x, y) = (x + 1, 0) }
    }
  }
}
