import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// The table of `docs/file-format.md`: what other programs read after alice organized, rated and tagged a file.
@Suite struct AgreementToolsTests {
  private static let files = ["media/plain.png", "media/plain.jpg", "media/lossy.webp", "clips/clip-9x16-5s.mp4"]

  private static let prompt = "a lighthouse (by the sea), 灯台 \u{1F5FC}"

  /// Organizes a file as alice does one that she made, then rates it 3 and then 5, and adds and removes tags.
  private func withFile(_ name: String, _ body: (BytePath) throws -> Void) async throws {
    var record = AssetRecord.made
    record.provenance.recipe.prompt = AgreementToolsTests.prompt
    record.rating = nil
    record.tags = ["harbour"]
    var file = try embedded(record, in: Fixtures.bytes(name))
    for (stars, tags) in [(3, ["harbour", "places/north/quay"]), (5, ["places/north/quay", "draft"])] {
      let former = record
      record.rating = Rating(stars)
      record.tags = tags
      file = try changed(file, from: former, to: record)
    }
    try await withTemporaryFolder { folder in
      let path = folder.appending(String(name.split(separator: "/").last ?? ""))
      try path.write(file)
      let found = try inspected(file)
      #expect(found.record?.rating == Rating(5) && found.record?.tags == ["places/north/quay", "draft"])
      #expect(found.record?.recipe.prompt == AgreementToolsTests.prompt)
      try body(path)
    }
  }

  @Test(.needs("exiftool"), arguments: files) func `exiftool agrees`(name: String) async throws {
    try await withFile(name) { path in
      let names = ["-XMP:Rating", "-XMP:Subject", "-XMP:TagsList", "-XMP:HierarchicalSubject", "-XMP:Description"]
      let lines = try Tool.run("exiftool", ["-s3"] + names + [path.description]).output.split(separator: "\n")
      #expect(
        lines == [
          "5", "quay, draft", "places/north/quay, draft", "places|north|quay, draft", "\(AgreementToolsTests.prompt)",
        ])
      let ratings = try Tool.run("exiftool", ["-a", "-s3", "-Rating", "-RatingPercent", path.description]).output
      #expect(Set(ratings.split(separator: "\n")).isSubset(of: ["5", "99"]), "\(ratings)")
    }
  }

  /// exiv2 reads no MP4.
  @Test(.needs("exiv2"), arguments: files.filter { !$0.hasSuffix("mp4") })
  func `exiv2 agrees`(name: String) async throws {
    try await withFile(name) { path in
      let keys = ["Xmp.xmp.Rating", "Xmp.dc.subject", "Xmp.digiKam.TagsList", "Xmp.dc.description"]
      let arguments = ["-PXt"] + keys.flatMap { ["-K", $0] } + [path.description]
      let lines = try Tool.run("exiv2", arguments).output.split(separator: "\n").map(String.init)
      let description = "lang=\"x-default\" \(AgreementToolsTests.prompt)"
      #expect(Set(lines) == [description, "quay, draft", "places/north/quay, draft", "5"])
    }
  }

  /// sd-parsers reads neither ratings nor tags, nor films.
  @Test(.needsPython("sd_parsers"), arguments: files.filter { !$0.hasSuffix("mp4") })
  func `sd-parsers agrees about the prompt`(name: String) async throws {
    try await withFile(name) { path in
      let script = """
        import sys
        from sd_parsers import ParserManager
        found = ParserManager().parse(sys.argv[1])
        print(list(found.prompts)[0].value)
        """
      let python = try #require(PythonTool.path(with: "sd_parsers"))
      #expect(Tool.output(python, ["-c", script, path.description]) == AgreementToolsTests.prompt + "\n")
    }
  }

  @Test(.needs("ffmpeg", "ffprobe")) func `ffprobe agrees about a film, and alice about its copy by ffmpeg`()
    async throws
  {
    try await withFile("clips/clip-9x16-5s.mp4") { path in
      let copy = path.adding(suffix: ".copy.mp4")
      let arguments = ["-v", "error", "-i", path.description, "-c", "copy", "-movflags", "use_metadata_tags"]
      #expect(try Tool.run("ffmpeg", arguments + [copy.description]).output.isEmpty)
      for file in [path, copy] {
        let shown = try Tool.run("ffprobe", ["-v", "error", "-show_format", file.description]).output
        #expect(shown.contains("TAG:com.apple.quicktime.description=\(AgreementToolsTests.prompt)\n"))
        let line = try #require(shown.split(separator: "\n").first { $0.hasPrefix("TAG:alice_metadata=") })
        let document = try JSONValue(parsing: String(line.dropFirst("TAG:alice_metadata=".count)), limits: .lenient)
        #expect(document["rating"] == 5 && document["tags"] == ["places/north/quay", "draft"])
      }
      let found = try inspected(copy.read()).record
      #expect(found?.rating == Rating(5) && found?.tags == ["places/north/quay", "draft"])
      #expect(found?.recipe.prompt == AgreementToolsTests.prompt)
    }
  }
}

/// A Python that has a package: that of `ALICE_TEST_PYTHON`, or the system's.
enum PythonTool {
  static func path(with module: String) -> URL? {
    let named = ProcessInfo.processInfo.environment["ALICE_TEST_PYTHON"].map { URL(filePath: $0) }
    return [named, Tool.path("python3")].compactMap { $0 }.first { Tool.output($0, ["-c", "import \(module)"]) != nil }
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips where no Python has the package.
  static func needsPython(_ module: String) -> Self {
    .enabled(
      if: PythonTool.path(with: module) != nil,
      "no Python has \(module); ALICE_TEST_PYTHON names one, as that of a virtual environment")
  }
}
