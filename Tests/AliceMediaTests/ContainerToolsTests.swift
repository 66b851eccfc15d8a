import AliceMedia
import AliceModel
import AliceTestSupport
import Testing

/// What other programs see of alice's files, and what alice sees of theirs.
@Suite struct ContainerToolsTests {
  @Test(.needs("exiftool"), arguments: ContainerFixture.all)
  func `exiftool finds nothing wrong with a new file`(name: String) async throws {
    try await withFile(name) { path in
      let old = try findings(in: ContainerFixture.bytes(name), beside: path)
      let new = try Tool.run("exiftool", ["-validate", "-warning", "-a", "-G1", path.description]).output
      // What exiftool says of the fixture itself is not alice's doing; Windows' rating stands in no standard.
      let added = Set(new.split(separator: "\n")).subtracting(old.split(separator: "\n"))
      let warnings = added.filter { $0.contains("Warning  ") && !($0.contains("Rating") && !name.hasSuffix("png")) }
      #expect(warnings.isEmpty, "\(new)")
    }
  }

  @Test(.needs("exiftool"), arguments: ContainerFixture.all)
  func `exiftool reads prompt, rating, tags and source type`(name: String) async throws {
    try await withFile(name) { path in
      let tags = [
        "-XMP-dc:Description", "-XMP-xmp:Rating", "-XMP-dc:Subject", "-XMP-iptcExt:DigitalSourceType",
        "-PNG:Parameters",
        "-EXIF:UserComment", "-EXIF:ImageDescription",
      ]
      let output = try Tool.run("exiftool", ["-s", "-s"] + tags + [path.description]).output
      #expect(output.contains("Description: a serene mountain lake, dawn"))
      #expect(output.contains("Rating: 4"))
      #expect(output.contains("Subject: mountain, lake"))
      #expect(
        output.contains("DigitalSourceType: http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"))
      let isForeign = name.hasPrefix("camera") || name.hasPrefix("foreign")
      let field = name.hasSuffix("png") ? "Parameters: " : "UserComment: "
      #expect(output.contains(field + "a serene mountain lake, dawn") == (field == "Parameters: " || !isForeign))
      #expect(output.contains("ImageDescription: a serene mountain lake, dawn") == !isForeign)
    }
  }

  @Test(.needs("pngcheck"), arguments: ContainerFixture.png)
  func `pngcheck finds nothing wrong with a new PNG`(name: String) async throws {
    try await withFile(name) { path in
      let (output, status) = try Tool.run("pngcheck", [path.description])
      #expect(status == 0, "\(output)")
    }
  }

  @Test(.needs("exiftool"), arguments: ContainerFixture.all)
  func `exiftool may change metadata: the picture stays itself and the change counts`(name: String) async throws {
    try await withFile(name) { path in
      let before = try inspected(path.read())
      let change = [
        "-overwrite_original", "-XMP:Rating=2", "-XMP:Subject=sea", "-EXIF:Artist=Someone Else", path.description,
      ]
      #expect(try Tool.run("exiftool", change).status == 0)
      let after = try inspected(path.read())
      #expect(after.id == before.id)
      #expect(after.recordID == before.id)
      #expect(after.record?.rating == Rating(2))
      #expect(after.record?.tags == ["sea"])
      #expect(after.record?.provenance == before.record?.provenance)
      // What exiftool wrote stays when alice writes again.
      let again = try inspected(embedded(#require(after.record), in: path.read()))
      #expect(again.id == before.id)
      #expect(again.entries.contains { $0.key == "Artist" && $0.text == "Someone Else" })
    }
  }

  @Test(.needs("exiftool"), arguments: ContainerFixture.all)
  func `exiftool may take all metadata out: the picture stays itself`(name: String) async throws {
    try await withFile(name) { path in
      let before = try inspected(path.read())
      #expect(try Tool.run("exiftool", ["-overwrite_original", "-all=", path.description]).status == 0)
      let after = try inspected(path.read())
      #expect(after.id == before.id)
      #expect(after.record == nil)
      #expect(after.problems.isEmpty)
    }
  }

  @Test(.needs("exiv2"), arguments: ContainerFixture.all)
  func `exiv2 may change metadata: the picture stays itself and the change counts`(name: String) async throws {
    try await withFile(name) { path in
      let before = try inspected(path.read())
      let commands = ["-M", "set Xmp.xmp.Rating 3", "-M", "set Exif.Image.Artist Someone", path.description]
      let (output, status) = try Tool.run("exiv2", commands)
      #expect(status == 0, "\(output)")
      let after = try inspected(path.read())
      #expect(after.id == before.id)
      #expect(after.record?.rating == Rating(3))
      #expect(after.record?.provenance == before.record?.provenance)
    }
  }

  @Test(.needs("webpinfo"), arguments: ContainerFixture.webp)
  func `webpinfo finds nothing wrong with a new WebP`(name: String) async throws {
    try await withFile(name) { path in
      let (output, status) = try Tool.run("webpinfo", [path.description])
      #expect(status == 0 && output.contains("No error detected"), "\(output)")
    }
  }

  /// A fixture with alice's record in it, as a file.
  private func withFile(_ name: String, _ body: (BytePath) throws -> Void) async throws {
    let file = try embedded(.made, in: ContainerFixture.bytes(name))
    try await withTemporaryFolder { folder in
      let path = folder.appending(name)
      try path.write(file)
      try body(path)
    }
  }

  private func findings(in bytes: [UInt8], beside path: BytePath) throws -> String {
    let old = path.adding(suffix: ".old")
    try old.write(bytes)
    return try Tool.run("exiftool", ["-validate", "-warning", "-a", "-G1", old.description]).output
  }
}
