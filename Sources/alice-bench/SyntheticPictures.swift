import AliceTestSupport
import Foundation

/// A folder of PNGs as a local generator leaves them: about 450 KB each, of noise, with a text of AUTOMATIC1111's web UI.
struct SyntheticPictures {
  let folder: URL
  let count: Int

  private static let width = 384
  private static let height = 392
  private static let perFolder = 500

  func write() throws {
    var random = SplitMix(state: 1)
    for index in 0..<count {
      let place = folder.appending(path: String(format: "%03d", index / SyntheticPictures.perFolder))
      if index.isMultiple(of: SyntheticPictures.perFolder) {
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      }
      let picture = SyntheticPictures.picture(index, &random)
      try Data(picture).write(to: place.appending(path: String(format: "%05d-%d.png", index, 1_000_000 + index)))
    }
  }

  private static func picture(_ index: Int, _ random: inout SplitMix) -> [UInt8] {
    let text = """
      parameters\0a mountain lake number \(index), morning light, ultra detailed, 35mm, volumetric fog over pines
      Negative prompt: lowres, bad anatomy, watermark
      Steps: 28, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: \(1_000_000 + index), Size: \(width)x\(height), \
      Model hash: abcdef1234, Model: dreamshaper_8, Version: v1.10.1
      """
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    add("IHDR", bigEndian(width) + bigEndian(height) + [8, 2, 0, 0, 0], to: &file)
    add("tEXt", Array(text.utf8), to: &file)
    let stream = stored(noise(&random))
    for start in stride(from: 0, to: stream.count, by: 65_536) {
      add("IDAT", Array(stream[start..<min(start + 65_536, stream.count)]), to: &file)
    }
    add("IEND", [], to: &file)
    return file
  }

  /// Rows without a filter.
  private static func noise(_ random: inout SplitMix) -> [UInt8] {
    let row = width * 3 + 1
    var bytes = [UInt8](unsafeUninitializedCapacity: row * height) { buffer, count in
      for start in stride(from: 0, to: buffer.count - 7, by: 8) {
        UnsafeMutableRawBufferPointer(buffer).storeBytes(of: random.next(), toByteOffset: start, as: UInt64.self)
      }
      count = row * height
    }
    for start in stride(from: 0, to: bytes.count, by: row) { bytes[start] = 0 }
    return bytes
  }

  /// Deflate without compression, as RFC 1950 and 1951 have it.
  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var (low, high): (UInt32, UInt32) = (1, 0)
    for start in stride(from: 0, to: bytes.count, by: 65_535) {
      let block = bytes[start..<min(start + 65_535, bytes.count)]
      let size = UInt16(block.count)
      stream += [start + 65_535 >= bytes.count ? 1 : 0, UInt8(size & 255), UInt8(size >> 8)]
      stream += [UInt8(~size & 255), UInt8(~size >> 8)]
      stream += block
    }
    for byte in bytes {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return stream + bigEndian(Int(high << 16 | low))
  }

  private static func add(_ type: String, _ payload: [UInt8], to file: inout [UInt8]) {
    let body = Array(type.utf8) + payload
    file += bigEndian(payload.count) + body + bigEndian(Int(checksum(body)))
  }

  private static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    table.withUnsafeBufferPointer { table in
      ~bytes.reduce(~0) { value, byte in table[Int((value ^ UInt32(byte)) & 255)] ^ (value >> 8) }
    }
  }
}
