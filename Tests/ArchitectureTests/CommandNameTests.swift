import AliceTestSupport
import Foundation
import Testing

struct CommandNameTests {
  /// ArgumentParser makes the name of a command that has none from that of its type: the runtime then looks through the
  /// conformances of the whole program, for every command at every start.
  @Test func `every command is given its name`() throws {
    let sources = Fixtures.root.appending(path: "Sources/alice")
    let files = try FileManager.default.subpathsOfDirectory(atPath: sources.path).filter { $0.hasSuffix(".swift") }
    var count = 0
    for file in files.sorted() {
      let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
      for configuration in text.components(separatedBy: "CommandConfiguration(").dropFirst() {
        count += 1
        let beginning = configuration.drop(while: \.isWhitespace)
        #expect(beginning.hasPrefix("commandName:"), "\(file): \(beginning.prefix(60))")
      }
    }
    #expect(count > 50)
  }
}
