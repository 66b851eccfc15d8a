import AliceModel
import AliceTestSupport
import Foundation
import Testing

extension Program {
  /// Writes a film of three gibibytes, which takes more than a second to read, and returns its path.
  ///
  /// The disk holds all of it, although nothing was written: a film that is mostly a hole is refused.
  func largeFilm(named name: String) throws -> String {
    let film = folder.appending(name).description
    let clip = try Fixtures.bytes("clips/clip-1x1-5s.mp4")
    // One more box of media.
    let box: [UInt8] = [0, 0, 0, 1] + Array("mdat".utf8) + [0, 0, 0, 0, 0xC0, 0, 0, 0]
    try Data(clip + box).write(to: URL(filePath: film))
    let made = try Tool.run("fallocate", ["--length", String(clip.count + (3 << 30)), film])
    try #require(made.status == 0, "\(made.output)")
    return film
  }
}
