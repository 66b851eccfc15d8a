import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needs("ffmpeg"))
struct StrippingToolTests {
  private static let secret = "a lighthouse nobody may know of"

  private func frames(_ path: BytePath) throws -> String {
    try Tool.run(
      "ffmpeg", ["-v", "warning", "-i", path.description, "-map", "0", "-c", "copy", "-f", "md5", "-"]
    )
    .output
  }

  /// Clips of the formats with texts in every place where ffmpeg puts them.
  @Test(arguments: [
    ("a.mp4", ["-movflags", "+faststart"]), ("b.mp4", []), ("c.mp4", ["-movflags", "use_metadata_tags"]), ("d.mov", []),
    ("e.mov", ["-movflags", "use_metadata_tags"]), ("f.mkv", []), ("g.webm", ["-c:v", "libvpx"]),
    ("h.gif", ["-c:v", "gif"]),
  ])
  func `a film keeps its samples and its size and loses every text`(name: String, flags: [String]) async throws {
    try await withTemporaryFolder { folder in
      let (old, new) = (folder.appending("old-" + name), folder.appending("new-" + name))
      let texts = ["title", "comment", "prompt"].flatMap { ["-metadata", "\($0)=\(StrippingToolTests.secret)"] }
      let input = ["-v", "error", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=1", "-pix_fmt", "yuv420p"]
      let pixels = name.hasSuffix("gif") ? Array(input.dropLast(2)) : input
      let made = try Tool.run(
        "ffmpeg",
        pixels + texts + ["-metadata:s:v", "handler_name=\(StrippingToolTests.secret)"] + flags + [old.description])
      #expect(made.output.isEmpty)
      let source = try old.read()
      let file = try name.contains(".m") && !name.hasSuffix("mkv") ? embedded(.made, in: source) : source
      let bare = try stripped(file)
      try new.write(bare)
      #expect(try inspected(bare).id == inspected(source).id)
      #expect(try inspected(bare).entries.allSatisfy { $0.key == "WritingApp" })
      let text = String(decoding: bare, as: UTF8.self)
      #expect(!text.contains(StrippingToolTests.secret) && !text.contains("serene"))
      #expect(bare.count == file.count || name.hasSuffix("gif"))
      #expect(try stripped(bare) == bare)
      let before = try frames(old)
      #expect(before.hasPrefix("MD5="))
      #expect(try frames(new) == before)
    }
  }

  @Test(.needs("exiftool"))
  func `exiftool finds no metadata in what was given away`() async throws {
    try await withTemporaryFolder { folder in
      for name in ContainerFixture.all {
        try folder.appending(name).write(stripped(embedded(.made, in: ContainerFixture.bytes(name))))
      }
      let output = try Tool.run("exiftool", ["-a", "-u", "-G1", "-q", folder.description]).output
      let groups = Set(output.split(separator: "\n").filter { $0.hasPrefix("[") }.map { $0.prefix { $0 != "]" } })
      #expect(
        groups.isSubset(of: [
          "[ExifTool", "[System", "[File", "[PNG", "[PNG-pHYs", "[JFIF", "[RIFF", "[Composite", "[IFD0",
        ]))
      #expect(groups.contains("[RIFF") && groups.contains("[JFIF"))
    }
  }

  @Test func `a track of places is not given away`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("a.mp4")
      let input = ["-v", "error", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=1", path.description]
      _ = try Tool.run("ffmpeg", input)
      var file = try path.read()
      let handler = try #require(
        Array(file.indices.dropLast(4)).last { file[$0..<($0 + 4)].elementsEqual("vide".utf8) })
      file.replaceSubrange(handler..<(handler + 4), with: Array("camm".utf8))
      #expect(throws: MediaError.notEmbeddable) { _ = try stripped(file) }
    }
  }
}
