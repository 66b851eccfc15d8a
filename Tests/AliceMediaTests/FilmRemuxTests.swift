import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// A film of alice's that ffmpeg copies into another container, without encoding it again.
@Suite(.needs("ffmpeg")) struct `A remuxed film` {
  private static func remux(_ source: BytePath, to target: BytePath, _ flags: [String] = []) throws {
    let result = try Tool.run(
      "ffmpeg", ["-v", "error", "-y", "-i", source.description, "-c", "copy"] + flags + [target.description])
    #expect(result.status == 0 && result.output.isEmpty, "\(result.output)")
  }

  /// The clip with a record, or a film in VP9, which WebM can hold, too.
  private static func film(_ folder: BytePath, vp9: Bool) throws -> BytePath {
    let (plain, film) = (folder.appending("plain.mp4"), folder.appending("film.mp4"))
    let source = Fixtures.url("clips/clip-9x16-5s.mp4").path
    let codec = vp9 ? ["-t", "0.2", "-c:v", "libvpx-vp9", "-cpu-used", "8"] : ["-c", "copy"]
    let made = try Tool.run("ffmpeg", ["-v", "error", "-i", source] + codec + [plain.description])
    try #require(made.status == 0)
    try film.write(try embedded(.made, in: try plain.read()))
    return film
  }

  private static func expectRecord(in path: BytePath, _ name: String) throws {
    let found = try inspected(try path.read())
    let record = try #require(found.record, "\(name)")
    #expect(record.recipe == AssetRecord.made.recipe, "\(name)")
    #expect(record.rating == Rating(4) && record.tags == ["mountain", "lake"], "\(name)")
    #expect(record.provenance.generator == .alice, "\(name)")
  }

  @Test(arguments: [
    ["a.mkv"], ["a.mov"], ["a.mp4"], ["a.m4v"], ["a.mkv", "b.mp4"], ["a.mkv", "b.mov"], ["a.mov", "b.mkv"],
    ["a.mov", "b.mp4"], ["a.mkv", "b.mp4", "c.mkv"],
  ])
  func `keeps its recipe, rating and tags`(chain: [String]) async throws {
    for flags in [[], ["-movflags", "use_metadata_tags"]] {
      try await withTemporaryFolder { folder in
        var source = try Self.film(folder, vp9: false)
        for name in chain {
          let target = folder.appending(name)
          try Self.remux(source, to: target, name.hasSuffix("mkv") ? [] : flags)
          source = target
        }
        try Self.expectRecord(in: source, "\(chain) \(flags)")
      }
    }
  }

  @Test func `keeps them in WebM, and back in MP4`() async throws {
    try await withTemporaryFolder { folder in
      let film = try Self.film(folder, vp9: true)
      let (webm, mp4) = (folder.appending("a.webm"), folder.appending("b.mp4"))
      try Self.remux(film, to: webm)
      try Self.expectRecord(in: webm, "webm")
      try Self.remux(webm, to: mp4)
      try Self.expectRecord(in: mp4, "mp4")
    }
  }

  @Test(arguments: [[], ["-movflags", "use_metadata_tags"]])
  func `has no stale texts of alice's after it was rated again`(flags: [String]) async throws {
    try await withTemporaryFolder { folder in
      let (mkv, mp4, again) = (folder.appending("a.mkv"), folder.appending("b.mp4"), folder.appending("c.mkv"))
      try Self.remux(Self.film(folder, vp9: false), to: mkv)
      try Self.remux(mkv, to: mp4, flags)
      var record = try #require(try inspected(try mp4.read()).record)
      record.rating = Rating(2)
      record.tags = ["sea"]
      try mp4.write(try embedded(record, in: try mp4.read()))
      let found = try inspected(try mp4.read())
      #expect(found.record?.rating == Rating(2) && found.record?.tags == ["sea"])
      let documents = found.entries.filter { $0.container == "mp4:keys" && $0.text.contains("\"rating\":4") }
      #expect(documents.isEmpty)
      try Self.remux(mp4, to: again)
      #expect(try inspected(try again.read()).record?.rating == Rating(2))
    }
  }
}

@Suite struct `The copy of alice's document in a comment` {
  private static func clip() throws -> [UInt8] { try Fixtures.bytes("clips/clip-9x16-5s.mp4") }

  @Test func `another program's comment stays`() throws {
    let commented = PlainPictureParts.movie(
      brand: "M4A ", tracks: ["soun"], `Recipes in the texts of films`.keyed("comment", "by hand"))
    let found = try inspected(try embedded(.made, in: commented))
    #expect(found.entries.filter { $0.key == "comment" }.map(\.text) == ["by hand"])
    #expect(found.record == .made)
  }

  @Test func `a document that is too long for a comment has no copy`() throws {
    var record = AssetRecord.made
    record.provenance.recipe.prompt = String(repeating: "a lake, ", count: 10_000)
    var file = try embedded(.made, in: try Self.clip())
    #expect(try inspected(file).entries.contains { $0.key == "comment" })
    file = try embedded(record, in: file)
    #expect(try !inspected(file).entries.contains { $0.key == "comment" })
    #expect(try inspected(file).record == record)
  }
}
