import AliceModel
import AliceTestSupport

/// Takes files apart and makes pieces of them, apart from the code under test.
enum ContainerParts {
  struct Chunk {
    /// The type, and for texts the keyword after it.
    let name: String
    let range: Range<Int>
  }

  static func png(_ file: [UInt8]) -> [Chunk] {
    var chunks: [Chunk] = []
    var at = 8
    while at + 12 <= file.count {
      let length = file[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) }
      guard at + 12 + length <= file.count else { break }
      var name = String(decoding: file[(at + 4)..<(at + 8)], as: UTF8.self)
      if name.hasSuffix("Xt") || name == "zTXt" {
        name += " " + String(decoding: file[(at + 8)...].prefix { $0 != 0 }, as: UTF8.self)
      }
      chunks.append(Chunk(name: name, range: at..<(at + 12 + length)))
      at += 12 + length
    }
    return chunks
  }

  /// Marker and beginning of each segment up to the scan.
  static func jpeg(_ file: [UInt8]) -> [String] {
    var segments: [String] = []
    var at = 2
    while at + 4 <= file.count, file[at] == 0xFF, file[at + 1] != 0xDA {
      let length = Int(file[at + 2]) << 8 | Int(file[at + 3])
      let body = file[(at + 4)..<min(at + 2 + length, file.count)]
      let isNamed = file[at + 1] & 0xF0 == 0xE0
      let name = isNamed ? String(decoding: body.prefix { $0 != 0 }, as: UTF8.self) : ""
      segments.append(String(file[at + 1], radix: 16, uppercase: true) + " " + name)
      at += 2 + length
    }
    return segments
  }

  /// Segments up to the scan, and all that follows as one.
  static func segments(_ file: [UInt8]) -> [Chunk] {
    var at = 2
    let names = jpeg(file)
    let chunks = names.map { name in
      let length = Int(file[at + 2]) << 8 | Int(file[at + 3])
      defer { at += 2 + length }
      return Chunk(name: name, range: at..<min(at + 2 + length, file.count))
    }
    return chunks + [Chunk(name: "scan", range: min(at, file.count)..<file.count)]
  }

  static func riff(_ file: [UInt8]) -> [Chunk] {
    var chunks: [Chunk] = []
    var at = 12
    while at + 8 <= file.count {
      let length = file[(at + 4)..<(at + 8)].reversed().reduce(0) { $0 << 8 | Int($1) }
      let end = min(at + 8 + length + length % 2, file.count)
      chunks.append(Chunk(name: String(decoding: file[at..<(at + 4)], as: UTF8.self), range: at..<end))
      at = end
    }
    return chunks
  }

  /// Behind IHDR.
  static func inserting(_ chunk: [UInt8], intoPNG file: [UInt8]) -> [UInt8] {
    Array(file[..<33]) + chunk + Array(file[33...])
  }

  /// Behind SOI.
  static func inserting(segment marker: UInt8, _ payload: [UInt8], intoJPEG file: [UInt8]) -> [UInt8] {
    let length = UInt16(payload.count + 2)
    return Array(file[..<2]) + [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + payload + Array(file[2...])
  }

  /// At the end, with the RIFF's size made to fit.
  static func appending(_ name: String, _ payload: [UInt8], toWebP file: [UInt8]) -> [UInt8] {
    let chunk =
      Array(name.utf8) + bigEndian(UInt32(payload.count)).reversed() + payload + (payload.count % 2 == 1 ? [0] : [])
    let size = UInt32(file.count - 8 + chunk.count)
    return Array(file[..<4]) + bigEndian(size).reversed() + Array(file[8...]) + chunk
  }
}
