import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needs("ffmpeg", "ffprobe"))
struct FilmToolTests {
  private func frames(_ path: BytePath) throws -> String {
    try Tool.run("ffmpeg", ["-v", "error", "-i", path.description, "-f", "md5", "-"]).output
  }

  @Test(arguments: [
    ["-movflags", "+faststart"], [], ["-movflags", "use_metadata_tags", "-metadata", "workflow={\"a\": 1}"],
  ])
  func `ffmpeg sees the same frames and nothing wrong`(flags: [String]) async throws {
    try await withTemporaryFolder { folder in
      let (old, new) = (folder.appending("old.mp4"), folder.appending("new.mp4"))
      let clip = Fixtures.url("clips/clip-9x16-5s.mp4").path
      _ = try Tool.run(
        "ffmpeg", ["-v", "error", "-i", clip, "-c", "copy", "-metadata", "title=A title"] + flags + [old.description])
      var file = try embedded(.made, in: try old.read())
      file = try embedded(.made, in: file)
      try new.write(file)
      let before = try frames(old)
      #expect(before.hasPrefix("MD5="))
      #expect(try frames(new) == before)
      let shown = try Tool.run("ffprobe", ["-v", "warning", "-show_format", new.description]).output
      #expect(shown.contains("TAG:com.apple.quicktime.description=a serene mountain lake, dawn"))
      #expect(shown.contains("TAG:title=A title"))
      #expect(shown.contains("TAG:workflow={\"a\": 1}") == flags.contains("-metadata"))
      #expect(shown.hasPrefix("[FORMAT]"))
      #expect(try inspected(file).id == inspected(try old.read()).id)
    }
  }

  @Test(
    .needs("exiftool"),
    // With a title, iTunes' items are where Apple's keys would else be.
    arguments: [[], ["-metadata", "title=A title"]], ["a.mp4", "a.mov"])
  func `exiftool reads keys and XMP and finds nothing wrong`(flags: [String], name: String) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(name)
      let clip = Fixtures.url("clips/clip-1x1-5s.mp4").path
      _ = try Tool.run("ffmpeg", ["-v", "error", "-i", clip, "-c", "copy"] + flags + [path.description])
      try path.write(try embedded(.made, in: try path.read()))
      let output = try Tool.run(
        "exiftool",
        [
          "-s", "-s", "-f", "-validate", "-warning", "-XMP-xmp:Rating", "-XMP-dc:Subject", "-XMP-dc:Description",
          "-Keys:Description", "-Keys:Software", path.description,
        ]
      ).output
      #expect(
        output == """
          Validate: OK
          warning: -
          Rating: 4
          Subject: mountain, lake
          Description: a serene mountain lake, dawn
          Description: a serene mountain lake, dawn
          Software: alice

          """)
    }
  }

  @Test(.needs("exiftool"), arguments: ["a.mp4", "a.mov"])
  func `what exiftool wrote before stays, and what it writes afterwards counts`(name: String) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(name)
      let clip = Fixtures.url("clips/clip-1x1-5s.mp4").path
      _ = try Tool.run("ffmpeg", ["-v", "error", "-i", clip, "-c", "copy", path.description])
      let quiet = ["-q", "-overwrite_original"]
      let first = ["-Keys:Title=A title", "-XMP-dc:Source=a tape", path.description]
      #expect(try Tool.run("exiftool", quiet + first).output.isEmpty)
      let id = try inspected(try path.read()).id
      try path.write(try embedded(.made, in: try path.read()))
      let found = try inspected(try path.read())
      #expect(found.record == .made)
      #expect(found.entries.contains { $0.container == "mp4:keys" && $0.text == "A title" })
      #expect(found.entries.contains { $0.key == "dc:source" && $0.text == "a tape" })
      let second = ["-XMP-xmp:Rating=2", "-XMP-dc:Subject=hill", path.description]
      #expect(try Tool.run("exiftool", quiet + second).output.isEmpty)
      let changed = try inspected(try path.read())
      #expect(changed.record?.rating == Rating(2))
      #expect(changed.record?.tags == ["hill"])
      #expect(changed.id == id)
    }
  }
}

@Suite(.needsCorpus)
struct FilmCorpusTests {
  @Test(arguments: [
    ("comfyui_savevideo_faststart.mp4", "mp4:keys", "prompt"), ("vhs_new.mp4", "mp4:keys", "workflow"),
    ("vhs_old_comment.mp4", "mp4:ilst", "comment"), ("comfyui.webm", "matroska:tag", "PROMPT"),
    ("comfyui.mkv", "matroska:tag", "WORKFLOW"), ("comfyui.flac", "flac:vorbis", "prompt"),
    ("comfyui.mp3", "mp3:id3", "workflow"),
  ])
  func `what ComfyUI wrote is found`(name: String, container: String, key: String) throws {
    let url = try #require(Fixtures.corpus).appending(path: "synthetic").appending(path: name)
    let found = try inspected([UInt8](Data(contentsOf: url)))
    let entry = try #require(found.entries.first { $0.container == container && $0.key == key })
    #expect(entry.text.hasPrefix("{"))
    #expect(entry.text.contains("lighthouse"))
    #expect((found.facts.width != nil) == (found.format.kind == .video) && found.facts.duration != nil)
    #expect(found.problems.isEmpty)
  }
}

@Suite(.needs("ffmpeg"))
struct EncodedFormatTests {
  @Test(arguments: [("a.gif", MediaFormat.gif), ("a.mkv", .mkv), ("a.mov", .mov), ("a.mp4", .mp4)])
  func `what ffmpeg writes is understood`(name: String, format: MediaFormat) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(name)
      let source = ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=1"]
      let made = try Tool.run("ffmpeg", ["-v", "error"] + source + [path.description])
      #expect(made.output.isEmpty)
      let found = try inspected(try path.read())
      #expect(found.facts.format == format)
      #expect(found.facts.width == 64 && found.facts.height == 48)
      #expect(abs(try #require(found.facts.duration) - 1) < 0.11)
      #expect(found.problems.isEmpty)
    }
  }
}
