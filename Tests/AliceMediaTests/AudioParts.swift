import AliceModel
import AliceTestSupport

/// Sounds for tests, made apart from the code under test. None of them can be heard.
enum AudioParts {
  static func little(_ value: Int, _ count: Int = 4) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// A comment block: the vendor's name, then texts, each with its length.
  static func comments(_ texts: [String], vendor: String = "") -> [UInt8] {
    ([vendor].map(text) + [little(texts.count)] + texts.map(text)).flatMap { $0 }
  }

  private static func text(_ text: String) -> [UInt8] { little(text.utf8.count) + Array(text.utf8) }

  /// 44,100 samples a second, three seconds of them.
  static func flac(_ texts: [String], frames: [UInt8] = [0xFF, 0xF8, 1, 2, 3], padding: Int = 0) -> [UInt8] {
    let info =
      [16, 0, 16, 0, 0, 0, 0, 0, 0, 0] + bigEndian(44_100 << 12 | 0x1F0)
      + bigEndian(132_300)
      + [UInt8](repeating: 9, count: 16)
    func block(_ kind: UInt8, _ payload: [UInt8]) -> [UInt8] {
      [kind] + bigEndian(UInt32(payload.count)).dropFirst() + payload
    }
    return Array("fLaC".utf8) + block(0, info) + block(4, comments(texts))
      + block(0x81, [UInt8](repeating: 0, count: padding)) + frames
  }

  /// Frames of MPEG 1, layer III, 128 kbit/s, 44.1 kHz: 417 bytes each. The first tells how many there are.
  static func frames(_ count: Int, fill: UInt8 = 7) -> [UInt8] {
    let head: [UInt8] = [0xFF, 0xFB, 0x90, 0xC0]
    let info =
      [UInt8](repeating: 0, count: 17) + Array("Info".utf8) + [0, 0, 0, 1] + bigEndian(UInt32(count))
    let first = head + info + [UInt8](repeating: 0, count: 417 - 4 - info.count)
    return first + (1..<count).flatMap { _ in head + [UInt8](repeating: fill, count: 413) }
  }

  static func synchsafe(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (21 - 7 * $0) & 0x7F) } }

  static func id3(_ version: UInt8, _ frames: [UInt8], flags: UInt8 = 0, size: Int? = nil) -> [UInt8] {
    Array("ID3".utf8) + [version, 0, flags] + synchsafe(size ?? frames.count) + frames
  }

  static func frame(_ name: String, _ payload: [UInt8], version: UInt8 = 4, flags: UInt8 = 0) -> [UInt8] {
    let size = version == 4 ? synchsafe(payload.count) : bigEndian(UInt32(payload.count))
    return Array(name.utf8) + size + [0, flags] + payload
  }

  /// One page for each group of packets; a group's last packet goes on in the next page where its length is a multiple of 255.
  static func page(_ packets: [[UInt8]], granule: Int = 0, serial: Int = 1, sequence: Int = 0) -> [UInt8] {
    let table = packets.flatMap { [UInt8](repeating: 255, count: $0.count / 255) + [UInt8($0.count % 255)] }
    return Array("OggS".utf8) + [0, 0] + little(granule, 8) + little(serial) + little(sequence) + [0, 0, 0, 0]
      + [UInt8(table.count)] + table + packets.flatMap { $0 }
  }

  static func opus(_ texts: [String], sound: [UInt8] = [5, 6, 7]) -> [UInt8] {
    let head = Array("OpusHead".utf8) + [1, 2] + little(480, 2) + little(44_100) + [0, 0, 0]
    return page([head]) + page([Array("OpusTags".utf8) + comments(texts)], sequence: 1)
      + page([sound, sound], granule: 96_480, sequence: 2)
  }

  /// The comments and the setup share a page, as they do in real files.
  static func vorbis(_ texts: [String], sound: [UInt8] = [5, 6, 7]) -> [UInt8] {
    let name = Array("vorbis".utf8)
    let head = [1] + name + little(0) + [2] + little(44_100) + [UInt8](repeating: 0, count: 13)
    return page([head]) + page([[3] + name + comments(texts) + [1], [5] + name + [1, 2]], sequence: 1)
      + page([sound], granule: 88_200, sequence: 2)
  }

  static func wav(_ chunks: [UInt8]..., sound: Int = 16_000) -> [UInt8] {
    let format = little(1, 2) + little(1, 2) + little(8_000) + little(16_000) + little(2, 2) + little(16, 2)
    let body =
      Array("WAVE".utf8) + chunk("fmt ", format) + chunks.flatMap { $0 }
      + chunk("data", [UInt8](repeating: 3, count: sound))
    return Array("RIFF".utf8) + little(body.count) + body
  }

  static func chunk(_ name: String, _ payload: [UInt8]) -> [UInt8] {
    Array(name.utf8) + little(payload.count) + payload + (payload.count % 2 == 1 ? [0] : [])
  }
}
