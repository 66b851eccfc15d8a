import AliceMedia
import AliceModel
import AliceTestSupport
import Testing

@Suite struct TIFFFileTests {
  private typealias Picture = PlainPictureParts.TIFFPicture

  private static let infotext = "a dune at noon\nNegative prompt: people\nSteps: 20, Sampler: Euler, Seed: 9"
  private static let xmp = Array(
    """
    <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmp:Rating="3">
    <dc:subject><rdf:Bag><rdf:li>sand</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>
    """.utf8)

  private static func described(_ isBigEndian: Bool) -> Picture {
    var picture = Picture(isBigEndian: isBigEndian)
    picture.fields = [
      (270, 2, Array((infotext + "\0").utf8)), (305, 2, Array("a program\0".utf8)), (700, 1, xmp),
      (274, 3, picture.number(6, 2)),
    ]
    picture.exif = [(0x9003, 2, Array("2024:05:06 07:08:09\0".utf8))]
    return picture
  }

  @Test(arguments: [true, false]) func `size, recipe, rating, tags, date and rotation are read`(big: Bool) throws {
    let found = try inspected(Self.described(big).bytes)
    #expect(found.format == .tiff && found.facts.width == 6 && found.facts.height == 4)
    #expect(GeneratorReaders.read(found.entries)?.provenance.recipe.prompt == "a dune at noon")
    #expect(found.entries.contains { $0.key == "Software" && $0.text == "a program" })
    #expect(found.rating == Rating(3) && found.tags == ["sand"] && found.orientation == 6)
    #expect(found.created?.description.hasPrefix("2024-05-06T07:08:09") == true)
    #expect(found.problems.isEmpty && found.sidecarReason == .format)
    let header = try MediaFile.header(Self.described(big).bytes, offsetMinutes: 0)
    #expect(header.entries == found.entries)
  }

  @Test func `where the parts are and what the texts say makes no difference to the asset, pixels do`() throws {
    let plain = try inspected(Picture().bytes).id
    #expect(try inspected(Self.described(false).bytes).id == plain)
    var other = Self.described(false)
    other.isDirectoryFirst = true
    #expect(try inspected(other.bytes).id == plain)
    other.pixels[1][3] = 9
    #expect(try inspected(other.bytes).id != plain)
    #expect(try inspected(Picture(width: 5).bytes).id != plain)
  }

  @Test(.needs("exiftool")) func `exiftool may write and remove metadata: the picture stays itself`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("a.tif")
      try path.write(Picture().bytes)
      let id = try inspected(path.read()).id
      let change = ["-q", "-overwrite_original", "-XMP:Rating=2", "-XMP:Subject=sea", "-EXIF:UserComment=words"]
      #expect(try Tool.run("exiftool", change + [path.description]).output.isEmpty)
      let changed = try inspected(path.read())
      #expect(changed.id == id && changed.rating == Rating(2) && changed.tags == ["sea"])
      #expect(changed.entries.contains { $0.key == "UserComment" && $0.text == "words" })
      // Some versions say that the first directory stays.
      #expect(try Tool.run("exiftool", ["-q", "-overwrite_original", "-all=", path.description]).status == 0)
      #expect(try inspected(path.read()).id == id)
    }
  }

  @Test(
    arguments: [
      (33_723, VerdictParts.keywords("quay")),
      (34_377, VerdictParts.resource(0x0404, VerdictParts.keywords("quay"))),
    ] as [(UInt16, [UInt8])])
  func `keywords of IPTC are tags, bare and in Photoshop's resources`(tag: UInt16, bytes: [UInt8]) throws {
    var picture = Picture()
    picture.fields = [(tag, 7, bytes)]
    #expect(try inspected(picture.bytes).tags == ["quay"])
  }

  @Test func `a record goes into a sidecar`() throws {
    let file = Self.described(true).bytes
    let found = try inspected(file)
    guard case .sidecar(let sidecar) = try MediaFile.embed(.made, into: file, inspection: found) else {
      Issue.record("must not be written into")
      return
    }
    #expect(XMPSidecar.read(sidecar).record == .made)
    #expect(throws: MediaError.notEmbeddable) { try MediaFile.strip(file) }
  }

  @Test func `raw files of cameras are left to their programs`() throws {
    let marks: [[PlainPictureParts.Field]] = [
      [(50_706, 1, [1, 4, 0, 0])], [(254, 4, [1, 0, 0, 0]), (330, 4, [8, 0, 0, 0])],
    ]
    for fields in marks {
      var picture = Picture()
      picture.fields = fields
      #expect(throws: MediaError.unrecognised) { try inspected(picture.bytes) }
    }
    var layered = Picture()
    layered.fields = [(330, 4, [8, 0, 0, 0])]
    #expect(try inspected(layered.bytes).format == .tiff)
  }
}

@Suite struct `Hostile TIFF files` {
  private typealias Picture = PlainPictureParts.TIFFPicture

  @Test func `directories in a circle end`() throws {
    var picture = Picture(isDirectoryFirst: true)
    picture.next = 8
    let found = try inspected(picture.bytes)
    #expect(found.problems == [.badOrder] && found.facts.width == 6)
    picture.fields = [(0x8769, 4, [8, 0, 0, 0])]
    #expect(try inspected(picture.bytes).problems == [.badOrder])
  }

  @Test(.timeLimit(.minutes(2))) func `directories that overlap a million times end`() throws {
    // Each byte begins a directory of thousands of fields, whose next one is a byte further.
    let unit: [UInt8] = [0xFF, 0x0F]
    let file = Array("II".utf8) + [42, 0, 8, 0, 0, 0] + (0..<200_000).flatMap { _ in unit }
    #expect(try inspected(file).format == .tiff)
  }

  /// A TIFF of many pages with the same fields: tags and types of lists of so many numbers, all at the same place.
  private func pages(_ count: Int, _ fields: [(tag: Int, type: Int, numbers: Int)]) -> [UInt8] {
    let picture = Picture()
    let zeros = [UInt8](repeating: 0, count: 240_000)
    var file = Array("II".utf8) + picture.number(42, 2) + picture.number(8 + zeros.count, 4) + zeros
    for page in 1...count {
      file += picture.number(fields.count, 2)
      for field in fields {
        file += picture.number(field.tag, 2) + picture.number(field.type, 2)
        file += picture.number(field.numbers, 4) + picture.number(8, 4)
      }
      file += picture.number(page == count ? 0 : file.count + 4, 4)
    }
    return file
  }

  @Test(.timeLimit(.minutes(4))) func `thousands of pages that share a list of empty strips end`() throws {
    let file = pages(10_000, [(273, 4, 60_000), (279, 4, 60_000)])
    #expect(try inspected(file).problems.contains(.tooManyParts))
  }

  @Test(.timeLimit(.minutes(4))) func `of a field with many numbers only the first is read`() throws {
    let file = pages(10_000, [(262, 3, 120_000), (273, 4, 1), (279, 4, 1)])
    #expect(try inspected(file).problems.contains(.truncated))
  }

  @Test func `strips that claim more than the file count as damage`() throws {
    let whole = Picture().bytes
    for count in whole.indices.dropFirst(9) {
      let found = try inspected(Array(whole[..<count]))
      #expect(!found.problems.isEmpty)
    }
    var picture = Picture()
    picture.fields = [(324, 4, [0xFF, 0xFF, 0xFF, 0xFF]), (325, 4, [0xFF, 0xFF, 0xFF, 0xFF])]
    #expect(try inspected(picture.bytes).problems.isEmpty)
  }

  @Test(.timeLimit(.minutes(2))) func `strips that all cover the whole file are read twice at most`() throws {
    // Sixty thousand strips of the same bytes.
    var picture = Picture()
    picture.pixels = [[UInt8](repeating: 1, count: 1 << 20)]
    let offsets = (0..<60_000).flatMap { _ in picture.number(8, 4) }
    let sizes = (0..<60_000).flatMap { _ in picture.number(1 << 20, 4) }
    picture.fields = [(324, 4, offsets), (325, 4, sizes)]
    var file = picture.bytes
    // Only the tiles remain: the tags of strips get numbers without meaning.
    for (tag, other) in [(273, 0x7001), (279, 0x7002)] {
      guard let place = file.lastRange(of: picture.number(tag, 2) + picture.number(4, 2)) else { continue }
      file.replaceSubrange(place, with: picture.number(other, 2) + picture.number(4, 2))
    }
    #expect(try inspected(file).problems == [.truncated])
  }
}

extension [UInt8] {
  fileprivate func lastRange(of part: [UInt8]) -> Range<Int>? {
    guard count >= part.count else { return nil }
    for at in (0...(count - part.count)).reversed() where self[at..<(at + part.count)].elementsEqual(part) {
      return at..<(at + part.count)
    }
    return nil
  }
}
