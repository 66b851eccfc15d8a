import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// What one file may cost to be read, whatever it claims.
@Suite(.needsProgram(and: "python3"), .serialized) struct FileCostTests {
  /// In kilobytes, beyond what the program takes for a small file.
  private static let limit = 64_000

  @Test(arguments: ["plain.png", "plain.jpg", "lossy.webp", "codestream.jxl"])
  func `a sparse file of a terabyte is refused without being read`(_ name: String) async throws {
    try await Program.with { program in
      let path = program.folder.appending(name)
      try Data(Fixtures.bytes("media/" + name)).write(to: URL(filePath: path.description))
      let file = try FileHandle(forWritingTo: URL(filePath: path.description))
      try file.truncate(atOffset: 1 << 40)
      try file.close()
      let start = ContinuousClock.now
      let answer = try program.run(["organize", path.description])
      #expect(answer.status == 3 && answer.errors.contains("never written"), "\(answer.errors)")
      let score = try program.run(["score", path.description])
      #expect(score.status == 3 && score.output.contains("never written"), "\(score.output)")
      #expect(ContinuousClock.now - start < .seconds(20))
    }
  }

  @Test(arguments: LargeParts.all)
  func `parts of many megabytes are in memory once`(_ file: LargeParts) async throws {
    try await Program.with { program in
      let path = program.folder.appending(file.name)
      try Data(file.bytes()).write(to: URL(filePath: path.description))
      let usual = try program.measured(["organize", "-n", Program.pictures[2]])
      let large = try program.measured(["organize", "-n", path.description])
      #expect(large.status == 0)
      #expect(large.peak - usual.peak < Self.limit, "\(large.peak) and \(usual.peak) kB")
    }
  }
}

/// A file with one part that is larger than any usual file.
struct LargeParts: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: @Sendable () -> [UInt8]

  var testDescription: String { name }

  static let all = [
    LargeParts(name: "moov.mp4") { film(movie: 56 << 20) },
    LargeParts(name: "moov-of-days.mp4") { film(movie: 70 << 20) },
    LargeParts(name: "tag.mkv") {
      let tag = element(
        [0x73, 0x73], element([0x67, 0xC8], element([0x45, 0xA3], [0x41]) + element([0x44, 0x87], text)))
      let track = element([0x16, 0x54, 0xAE, 0x6B], element([0xAE], element([0x86], Array("V_VP8".utf8))))
      let cluster = element([0x1F, 0x43, 0xB6, 0x75], element([0xA3], [1, 2, 3, 4]))
      return element([0x1A, 0x45, 0xDF, 0xA3], element([0x42, 0x82], Array("matroska".utf8)))
        + element([0x18, 0x53, 0x80, 0x67], track + element([0x12, 0x54, 0xC3, 0x67], tag) + cluster)
    },
  ]

  private static let text = [UInt8](repeating: UInt8(ascii: "v"), count: 24 << 20)

  private static func film(movie size: Int) -> [UInt8] {
    let header = box("mvhd", [UInt8](repeating: 0, count: 100))
    return box("ftyp", Array("isom\0\0\u{2}\0isommp42".utf8))
      + box("moov", header + box("free", .init(repeating: 0, count: size)))
      + box("mdat", [UInt8](repeating: 1, count: 1000))
  }

  private static func box(_ type: String, _ payload: [UInt8]) -> [UInt8] {
    bigEndian(UInt32(payload.count + 8)) + Array(type.utf8) + payload
  }

  /// An element with a size of eight bytes.
  private static func element(_ id: [UInt8], _ payload: [UInt8]) -> [UInt8] {
    id + [1, 0, 0, 0] + bigEndian(UInt32(payload.count)) + payload
  }
}
