import AliceTestSupport
import Foundation
import Testing

/// The example program, as it is built.
enum ExampleProgram {
  static let binary = Fixtures.root.appending(path: ".build/release/fal-provider-example")
  static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: binary.path) }
}

@Suite(.enabled(if: ExampleProgram.isBuilt, "fal-provider-example is not built")) struct ExampleTests {
  private func run(_ arguments: [String] = []) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = ExampleProgram.binary
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "TMPDIR": NSTemporaryDirectory()]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  @Test func `every example of the guide runs against the simulator`() throws {
    let (status, output) = try run()
    #expect(status == 0)
    let lines = output.split(separator: "\n").map(String.init)
    func has(_ pattern: some RegexComponent) -> Bool { lines.contains { $0.wholeMatch(of: pattern) != nil } }
    #expect(has(/Image saved to: a-serene-mountain-landscape-at-sunset-[0-9a-f]{10}\.(jpg|png)/), "\(output)")
    #expect(has(/Cost: \$0\.003/), "\(output)")
    #expect(has(/Premium: flux-pro, 1024 × 1024, \$[0-9.]+/), "\(output)")
    #expect(has(/Video: kling-v2-text, .*, 5 s, \$[0-9.]+/), "\(output)")
    #expect(has(/Effect: kling-elements, .* s, \$[0-9.?]+/) && has(/Made from 2 pictures/), "\(output)")
    #expect(has(/Custom FLUX: flux-dev, 1024 × 1024, \$[0-9.]+/), "\(output)")
    #expect(has(/Custom Kling: kling-v1-text, .*, 5 s, \$[0-9.]+/), "\(output)")
    for variation in ["morning", "sunset", "night"] {
      #expect(lines.contains { $0.hasPrefix("\(variation): flux-dev, ") }, "\(output)")
    }
    #expect(has(/Filed by quality: [0-9]+/) && has(/Found: [0-9]+ of four stars or more, of 4/), "\(output)")
    #expect(has(/No model flux-schnel; did you mean flux-schnell\?/) && has(/Refused: duration: .*/), "\(output)")
    let completed = lines.count { $0.hasPrefix("  completed: ") }
    #expect(completed == lines.count { $0.hasPrefix("  started: ") } && completed >= 10, "\(output)")
  }

  @Test func `without a key the real service is not asked`() throws {
    #expect(try run(["--real"]).status != 0)
    #expect(try run(["--nonsense"]).status == 2)
  }
}
