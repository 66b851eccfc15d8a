import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// What hostile and very large pictures take of the machine, looked at from outside.
@Suite(.needsProgram(and: "python3"), .serialized) struct MemoryTests {
  /// In kilobytes: a small container has to do with as much.
  private static let limit = 200_000

  @Test(arguments: HostilePicture.all)
  func `a picture of any claim takes little memory, and those beside it are scored`(_ picture: HostilePicture)
    async throws
  {
    try await Program.with { program in
      let file = program.folder.appending(picture.name)
      try Data(picture.bytes()).write(to: URL(filePath: file.description))
      let sound = Fixtures.url("demo").path + "/" + (try #require(Self.demoPicture))
      let (status, output, peak) = try program.measured(["score", "--jsonl", sound, file.description, sound])
      #expect(peak < Self.limit, "\(picture.name): \(peak) kB")
      let lines = try output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
      #expect(lines.count == 3 && lines.first == lines.last && lines[0]["stars"]?.intValue != nil)
      #expect(lines[1]["defects"]?.arrayValue?.compactMap(\.stringValue) == picture.defects)
      #expect(lines[1]["problem"]?.stringValue == picture.problem)
      #expect(status == (picture.problem == nil ? 0 : 3))
      let organized = try program.measured(["organize", "--quality", file.description])
      #expect(organized.peak < Self.limit, "\(picture.name): \(organized.peak) kB")
      #expect((0...3).contains(organized.status))
    }
  }

  private static let demoPicture = try? FileManager.default.contentsOfDirectory(atPath: Fixtures.url("demo").path)
    .sorted().first { $0.hasSuffix(".png") || $0.hasSuffix(".jpg") }
}

/// A file that is small, and claims or unpacks to much.
struct HostilePicture: Sendable, CustomTestStringConvertible {
  let name: String
  var defects: [String] = []
  var problem: String?
  let bytes: @Sendable () throws -> [UInt8]

  var testDescription: String { name }

  static let all = [
    HostilePicture(name: "claims-2-gb.png", defects: ["truncated"]) {
      Array(png(8).dropLast(12)) + bigEndian(0x7FFF_FFFF) + Array("tEXtparameters\0x".utf8)
    },
    HostilePicture(name: "profile-bomb.png", defects: ["black", "blank"]) {
      png(600, ("iCCP", Array("p\0\0".utf8) + zeros(1 << 30)), ("IDAT", zeros(601 * 1801)))
    },
    HostilePicture(name: "text-bomb.png", defects: ["black", "blank"]) {
      png(600, ("zTXt", Array("p\0\0".utf8) + zeros(1 << 30)), ("IDAT", zeros(601 * 1801)))
    },
    HostilePicture(name: "100-megapixels.png", defects: ["black", "blank"]) {
      png(10_000, ("IDAT", zeros(10_000 * 30_001)))
    },
    HostilePicture(name: "100-megapixels-cut.png", defects: ["truncated"]) {
      png(10_000, ("IDAT", zeros(10_000 * 10_001)))
    },
    HostilePicture(name: "100-megapixels.jpg", problem: "larger than can be read") {
      try sized("media/plain.jpg", [0x27, 0x10, 0x27, 0x10], behind: [0xFF, 0xC0, 0, 17, 8])
    },
    HostilePicture(name: "32-progressive-megapixels.jpg", problem: "larger than can be read") {
      try sized("media/progressive.jpg", [0x1F, 0x40, 0x0F, 0xA0], behind: [0xFF, 0xC2, 0, 17, 8])
    },
    // Long enough to be believed: decoded as far as it goes, or more than one picture may take.
    HostilePicture(name: "15-progressive-megapixels-and-zeros.jpg", defects: ["truncated"]) {
      try sized("media/progressive.jpg", [0x0E, 0xA6, 0x0F, 0xA0], behind: [0xFF, 0xC2, 0, 17, 8])
        + [UInt8](repeating: 0, count: 20_000)
    },
    HostilePicture(name: "40-progressive-megapixels-and-zeros.jpg", problem: "larger than can be read") {
      try sized("media/progressive.jpg", [0x27, 0x10, 0x0F, 0xA0], behind: [0xFF, 0xC2, 0, 17, 8])
        + [UInt8](repeating: 0, count: 1_000_000)
    },
    HostilePicture(name: "81-megapixels.webp", problem: "larger than can be read") {
      try sized("media/lossy.webp", [0x28, 0x23, 0x28, 0x23], behind: [0x9D, 0x01, 0x2A])
    },
  ]

  private static func png(_ side: UInt32, _ chunks: (String, [UInt8])...) -> [UInt8] {
    var png = HandmadePNG(width: side, height: side, colour: 2)
    for (type, payload) in chunks { png.add(type, payload) }
    png.add("IEND", [])
    return png.bytes
  }

  /// What zlib unpacks to at least `count` zeros.
  private static func zeros(_ count: Int) -> [UInt8] { ZlibStream.bomb(count, of: 0) }

  /// The fixture with other sides.
  private static func sized(_ fixture: String, _ sides: [UInt8], behind mark: [UInt8]) throws -> [UInt8] {
    var file = try Fixtures.bytes(fixture)
    let start = try #require(file.firstRange(of: mark)).upperBound
    file.replaceSubrange(start..<start + sides.count, with: sides)
    return file
  }
}

extension Program {
  /// Waits for the program, and tells on standard error how it ended and what it took. A process of the test's own would count
  /// what the test takes, too: until it has become the program it shares its memory.
  private static let watcher = """
    import resource, subprocess, sys
    status = subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL).returncode
    print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
    """

  /// Exit status, standard output, and the most memory that was resident, in kilobytes. A signal is a negative status.
  func measured(_ arguments: [String]) throws -> (status: Int32, output: String, peak: Int) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Program.watcher, Program.binary.path] + arguments
    var own = ProcessInfo.processInfo.environment
    own["HOME"] = folder.description
    own["ALICE_LIBRARY"] = library
    process.environment = own
    let (output, told) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, told)
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let last = String(decoding: told.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let numbers = last.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    try #require(numbers.count == 2, "\(last)")
    return (Int32(numbers[0]), text, numbers[1])
  }
}
