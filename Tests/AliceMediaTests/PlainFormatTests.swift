import AliceMedia
import AliceModel
import AliceTestSupport
import Testing

@Suite struct BMPFileTests {
  @Test func `size is read, whatever direction the rows have`() throws {
    for height in [4, -4] {
      let found = try inspected(PlainPictureParts.bmp(height: height))
      #expect(found.format == .bmp && found.facts.width == 6 && found.facts.height == 4)
      #expect(found.entries.isEmpty && found.problems.isEmpty && found.sidecarReason == .format)
    }
  }

  @Test func `every byte counts`() throws {
    let file = PlainPictureParts.bmp()
    let id = try inspected(file).id
    for at in [6, 40, 60, file.count - 1] {
      var other = file
      other[at] ^= 1
      #expect(try inspected(other).id != id)
    }
    #expect(try inspected(file + [0]).id != id)
  }

  @Test func `a file that lacks rows, or has no size, is told`() throws {
    #expect(try inspected(PlainPictureParts.bmp(lines: 3)).problems == [.truncated])
    #expect(try inspected(PlainPictureParts.bmp(width: 0)).problems.contains(.missingImage))
    #expect(
      try inspected(PlainPictureParts.bmp(width: Int(Int32.max), height: Int(Int32.min), lines: 0)).problems
        == [.truncated])
  }

  @Test(arguments: ["BMW is a company of cars and motorbikes", "BM", "BM\0\0\0\0\0\0\0\0\u{36}\0\0\0\u{28}\0\0\0"])
  func `what only begins like a BMP is none`(text: String) {
    #expect(throws: MediaError.unrecognised) { try inspected(Array(text.utf8)) }
  }

  @Test func `a record goes into a sidecar, and nothing is given away`() throws {
    let file = PlainPictureParts.bmp()
    guard case .sidecar = try MediaFile.embed(.made, into: file, inspection: inspected(file)) else {
      Issue.record("must not be written into")
      return
    }
    #expect(throws: MediaError.notEmbeddable) { try MediaFile.strip(file) }
  }
}

@Suite struct M4ATests {
  @Test(arguments: [("M4A ", ["soun"]), ("M4B ", ["soun", "text"]), ("M4A ", ["soun", "vide"]), ("isom", ["soun"])])
  func `sound is sound`(brand: String, tracks: [String]) throws {
    let found = try inspected(PlainPictureParts.movie(brand: brand, tracks: tracks))
    #expect(found.format == .m4a && found.format.kind == .audio && found.format.fileExtension == "m4a")
    #expect(found.facts.duration == 2.5 && found.problems.isEmpty)
  }

  @Test(arguments: [("isom", ["vide", "soun"]), ("isom", ["vide"]), ("mp42", ["text"]), ("qt  ", ["soun"])])
  func `a film is a film`(brand: String, tracks: [String]) throws {
    #expect(try inspected(PlainPictureParts.movie(brand: brand, tracks: tracks)).format.kind == .video)
  }

  @Test func `protected sound is not taken`() {
    #expect(throws: MediaError.unrecognised) { try inspected(PlainPictureParts.movie(brand: "M4P ", tracks: ["soun"])) }
  }

  @Test func `a record comes back and the sound stays the same asset`() throws {
    let sound = PlainPictureParts.movie(brand: "M4A ", tracks: ["soun"])
    let file = try embedded(.made, in: sound)
    let found = try inspected(file)
    #expect(found.record == .made && found.format == .m4a)
    #expect(try found.id == inspected(sound).id)
    #expect(try inspected(stripped(file)).entries.isEmpty)
  }

  @Test(.needs("ffmpeg")) func `what ffmpeg writes is understood, and what alice writes is played`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("a.m4a")
      let source = ["-f", "lavfi", "-i", "sine=duration=1", "-metadata", "title=A title", "-metadata", "comment=words"]
      #expect(try Tool.run("ffmpeg", ["-v", "error"] + source + [path.description]).output.isEmpty)
      let before = try Tool.run("ffmpeg", ["-v", "error", "-i", path.description, "-f", "md5", "-"]).output
      let found = try inspected(path.read())
      #expect(found.format == .m4a && abs(found.facts.duration.map { $0 - 1 } ?? 9) < 0.1)
      #expect(found.entries.contains { $0.key == "title" && $0.text == "A title" })
      try path.write(embedded(.made, in: path.read()))
      #expect(try Tool.run("ffmpeg", ["-v", "error", "-i", path.description, "-f", "md5", "-"]).output == before)
      #expect(before.hasPrefix("MD5="))
      #expect(try inspected(path.read()).record == .made)
    }
  }
}
