import AliceModel
import AliceTestSupport
import Foundation

/// A folder of PNGs like those of a local generator: about 450 KB of noise each, with a text of AUTOMATIC1111's web UI.
struct SyntheticPictures {
  let folder: URL
  let count: Int

  private static let width = 384
  private static let height = 392
  private static let perFolder = 500

  func write() throws {
    var random = SplitMix64(seed: 1)
    for index in 0..<count {
      let place = folder.appending(path: String(format: "%03d", index / SyntheticPictures.perFolder))
      if index.isMultiple(of: SyntheticPictures.perFolder) {
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      }
      let picture = SyntheticPictures.picture(index, &random)
      try Data(picture).write(to: place.appending(path: String(format: "%05d-%d.png", index, 1_000_000 + index)))
    }
  }

  private static func picture(_ index: Int, _ random: inout SplitMix64) -> [UInt8] {
    let text = """
      parameters\0a mountain lake number \(index), morning light, ultra detailed, 35mm, volumetric fog over pines
      Negative prompt: lowres, bad anatomy, watermark
      Steps: 28, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: \(1_000_000 + index), Size: \(width)x\(height), \
      Model hash: abcdef1234, Model: dreamshaper_8, Version: v1.10.1
      """
    var file = HandmadePNG(width: UInt32(width), height: UInt32(height), colour: 2)
    file.add("tEXt", Array(text.utf8))
    let stream = ZlibStream.stored(noise(&random))
    for start in stride(from: 0, to: stream.count, by: 65_536) {
      file.add("IDAT", Array(stream[start..<min(start + 65_536, stream.count)]))
    }
    file.add("IEND", [])
    return file.bytes
  }

  /// Returns rows without a filter.
  private static func noise(_ random: inout SplitMix64) -> [UInt8] {
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
}
