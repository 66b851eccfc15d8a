import AliceTestSupport
import Foundation
import Testing

/// What other suites need. Those are skipped where it is missing; these fail, so that nothing is skipped in silence.
struct PresenceTests {
  @Test func `the program that the tests of commands start is built`() {
    #expect(Program.isBuilt, "run 'make build' first, or name it in ALICE_BINARY")
  }

  @Test(arguments: [
    "curl", "exiftool", "exiv2", "pngcheck", "ffmpeg", "ffprobe", "webpinfo", "sqlite3", "openssl", "python3",
  ])
  func `the programs that check what alice writes are installed`(_ tool: String) {
    #expect(Tool.path(tool) != nil, "'.ci/setup test' installs it")
  }
}
