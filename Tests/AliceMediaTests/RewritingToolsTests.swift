import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// Other programs rewrite the metadata of many files at once; each stays the same asset, and its recipe readable.
@Suite struct RewritingToolsTests {
  private static let files = ContainerFixture.all.map { "media/" + $0 } + ["clips/clip-9x16-5s.mp4"]

  /// Lends a file of each kind with one of many records in it, and looks at them again after `change`.
  private func rewrite(
    _ files: [String], records: Int, _ change: ([String]) throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      var numbers = SplitMix64(seed: 7)
      var written: [(path: BytePath, record: AssetRecord, id: AssetID)] = []
      for name in files {
        let source = try Fixtures.bytes(name)
        let id = try inspected(source).id
        for index in 0..<records {
          var record = index == 0 ? AssetRecord.made : numbers.record()
          // Else exiftool has no EXIF of alice's to rewrite, and a long text has no room in JPEG.
          record.provenance.generator = .alice
          record.provenance.recipe.prompt = record.provenance.recipe.prompt.map { String($0.prefix(100)) }
          guard let file = try? embedded(record, in: source) else { continue }
          let path = folder.appending("\(index)-" + (name.split(separator: "/").last ?? ""))
          try path.write(file)
          written.append((path, record, id))
        }
      }
      #expect(written.count > files.count * records / 2)
      try change(written.map(\.path.description))
      for (path, record, id) in written {
        let found = try inspected(path.read())
        #expect(found.id == id, "\(path)")
        #expect(found.record?.provenance == record.provenance, "\(path)")
        #expect(found.record?.rating == Rating(2), "\(path)")
        #expect(found.entries.contains { $0.key == "dc:source" && $0.text == "a tape" }, "\(path)")
      }
    }
  }

  @Test(.needs("exiftool"))
  func `exiftool rewrites all containers`() async throws {
    try await rewrite(RewritingToolsTests.files, records: 12) { paths in
      let tags = ["-XMP-xmp:Rating=2", "-XMP-dc:Source=a tape", "-EXIF:Artist=Someone"]
      let output = try Tool.run("exiftool", ["-q", "-overwrite_original"] + tags + paths)
      // Some random texts make it complain, but of nothing that stops it.
      #expect(output.status == 0, "\(output.output)")
    }
  }

  @Test(.needs("exiv2"))
  func `exiv2 rewrites PNG, JPEG and WebP`() async throws {
    try await rewrite(RewritingToolsTests.files.filter { !$0.hasSuffix("mp4") }, records: 12) { paths in
      let tags = [
        "-M", "set Xmp.xmp.Rating 2", "-M", "set Xmp.dc.source a tape", "-M", "set Exif.Image.Artist Someone",
      ]
      let output = try Tool.run("exiv2", tags + paths)
      #expect(output.status == 0, "\(output.output)")
    }
  }
}
