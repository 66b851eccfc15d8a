import AliceMedia
import AliceModel
import AliceTestSupport
import Testing

/// The keywords of IPTC-IIM, in JPEG's resources of Photoshop and in PNG's profiles.
@Suite struct IPTCTests {
  private typealias Parts = VerdictParts
  private static let utf8 = Parts.dataSet(1, 90, [0x1B, 0x25, 0x47])

  private func keywords(_ file: [UInt8]) throws -> [String] {
    try inspected(file).entries.filter { $0.container == "iptc" && $0.key == "Keywords" }.map(\.text)
  }

  @Test(
    arguments: [
      (Parts.keywords("quay", "lantern"), ["quay", "lantern"]), (utf8 + Parts.keywords("灯台", "quay"), ["灯台", "quay"]),
      (Parts.dataSet(2, 25, [0x63, 0x61, 0x66, 0xE9]), ["café"]),
      // UTF-8 without a declaration.
      (Parts.keywords("café"), ["café"]), (Parts.keywords(" quay \0", "quay", ""), ["quay"]),
      (Parts.dataSet(2, 0, [0, 4]) + Parts.keywords("a/b", "x|y"), ["a/b", "x/y"]),
    ] as [([UInt8], [String])])
  func `keywords are tags`(iim: [UInt8], tags: [String]) throws {
    let whole = Parts.resource(0x0404, iim)
    let files = [
      try Parts.jpeg(iim: iim), try Parts.png(profile: "iptc", iim, in: "tEXt"),
      try Parts.png(profile: "iptc", whole, in: "zTXt"), try Parts.png(profile: "8bim", whole, in: "zTXt"),
      // Resources can span two segments.
      try Parts.jpeg(
        0xED, Array("Photoshop 3.0\0".utf8) + whole.prefix(20),
        in: Parts.jpeg(0xED, Array("Photoshop 3.0\0".utf8) + whole.dropFirst(20))),
    ]
    for file in files { #expect(try inspected(file).tags == tags) }
  }

  @Test func `keywords that IPTC cut off are no tags beside the whole`() throws {
    let long = String(repeating: "long words ", count: 8) + "end"
    let packet = Parts.packet("", Parts.list("dc:subject", long))
    let cut = Parts.dataSet(2, 25, Array(long.utf8.prefix(64)))
    let file = try Parts.jpeg(
      0xED, Array("Photoshop 3.0\0".utf8) + Parts.resource(0x0404, cut), in: Parts.jpeg(xmp: packet))
    #expect(try inspected(file).tags == [long])
  }

  @Test func `what is left of a tag that is too long goes with the tag`() throws {
    let long = String(repeating: "long words ", count: 8) + "end"
    let cut = String(long.prefix(64))
    let source = try Parts.jpeg(
      0xED, Array("Photoshop 3.0\0".utf8) + Parts.resource(0x0404, Parts.keywords("quay", cut)),
      in: Parts.jpeg(xmp: Parts.packet("", Parts.list("dc:subject", "quay", long))))
    let known = try AssetRecord.read(from: source)
    #expect(known.tags == ["quay", long])
    var record = known
    record.tags.append("pier")
    let file = try changed(source, from: known, to: record)
    #expect(try keywords(file) == ["quay", cut, "pier"])
    record.tags = ["quay", "pier"]
    let without = try changed(file, from: .read(from: file), to: record)
    #expect(try keywords(without) == ["quay", "pier"] && inspected(without).record?.tags == ["quay", "pier"])
  }

  @Test func `a tag that the keywords of IPTC and Windows cannot hold is not written there again and again`() throws {
    let tiff = TIFF(bigEndian: true).first([(0x9C9E, 1, Parts.windowsText("quay"))])
    var file = try Parts.jpeg(
      0xED, Array("Photoshop 3.0\0".utf8) + Parts.resource(0x0404, Parts.keywords("quay")),
      in: Parts.jpeg(exif: tiff))
    func windows() throws -> [String] {
      try inspected(file).entries.filter { $0.key == "XPKeywords" }.map(\.text)
    }
    let long = String(repeating: "0123456789", count: 7)
    var known = try AssetRecord.read(from: file)
    for stars in 1...3 {
      var record = known
      record.tags = ["quay", "a; b", long]
      record.rating = Rating(stars)
      file = try changed(file, from: known, to: record)
      known = record
      #expect(try keywords(file) == ["quay", "a; b"])
      #expect(try windows() == ["quay;" + long])
      #expect(try inspected(file).record?.tags == record.tags)
    }
    var record = known
    record.tags = ["quay"]
    file = try changed(file, from: known, to: record)
    #expect(try keywords(file) == ["quay"] && windows() == ["quay"])
  }

  @Test(arguments: [true, false])
  func `every block of keywords is read and kept in step`(areInOneSegment: Bool) throws {
    let (first, second) = (
      Parts.resource(0x0404, Parts.keywords("quay")), Parts.resource(0x0404, Parts.keywords("lantern"))
    )
    // Some programs leave out the padding.
    let start = first.count % 2 == 1 ? first : Array(first.dropLast(first.last == 0 ? 1 : 0))
    let prefix = Array("Photoshop 3.0\0".utf8)
    let source =
      areInOneSegment
      ? try Parts.jpeg(0xED, prefix + start + second)
      : try Parts.jpeg(0xED, prefix + start, in: Parts.jpeg(0xED, prefix + second))
    let known = try AssetRecord.read(from: source)
    #expect(known.tags == ["quay", "lantern"])
    var record = known
    record.tags = ["pier"]
    let file = try changed(source, from: known, to: record)
    #expect(try Set(keywords(file)) == ["pier"] && inspected(file).record?.tags == ["pier"])
    #expect(try embedded(record, in: file) == file)
  }

  @Test(arguments: ["jpeg", "tEXt", "zTXt"])
  func `keywords are in step, and everything beside them stays`(form: String) throws {
    let caption = Parts.dataSet(2, 120, Array("a caption".utf8))
    let iim = Parts.dataSet(2, 0, [0, 4]) + Parts.keywords("quay", "lantern") + caption
    let other = Parts.resource(0x03ED, [1, 2, 3])
    let source =
      form == "jpeg"
      ? try Parts.jpeg(iim: iim, and: other)
      : try Parts.png(profile: "iptc", Parts.resource(0x0404, iim) + other, in: form)
    let known = try AssetRecord.read(from: source)
    var record = known
    record.tags = ["lantern", "places/harbour"]
    let file = try changed(source, from: known, to: record)
    #expect(try keywords(file) == ["lantern", "harbour"])
    #expect(try inspected(file).entries.contains { $0.key == "Caption-Abstract" && $0.text == "a caption" })
    if form == "jpeg" { #expect(file.firstRange(of: other) != nil) }
    #expect(try inspected(file).problems.isEmpty)
    #expect(try inspected(file).record?.tags == record.tags)
    #expect(try embedded(record, in: file) == file)
    record.tags = []
    let bare = try changed(file, from: .read(from: file), to: record)
    #expect(try keywords(bare).isEmpty && inspected(bare).record?.tags == [])
  }

  @Test func `a keyword is written in the character set of the others`() throws {
    func added(_ tag: String, to iim: [UInt8]) throws -> [String] {
      let source = try Parts.jpeg(iim: iim)
      let known = try AssetRecord.read(from: source)
      var record = known
      record.tags.append(tag)
      return try keywords(changed(source, from: known, to: record))
    }
    let latin = Parts.dataSet(2, 25, [0x63, 0x61, 0x66, 0xE9])
    #expect(try added("été", to: latin) == ["café", "été"])
    // Latin-1 has no word for it, and to declare UTF-8 would change the others.
    #expect(try added("灯台", to: latin) == ["café"])
    #expect(try added("灯台", to: Parts.keywords("quay")) == ["quay", "灯台"])
    #expect(try added("灯台", to: IPTCTests.utf8 + Parts.keywords("café")) == ["café", "灯台"])
    // A keyword has at most 64 bytes.
    #expect(try added(String(repeating: "é", count: 32), to: IPTCTests.utf8 + Parts.keywords("q"))[1].count == 32)
    #expect(try added(String(repeating: "é", count: 33), to: IPTCTests.utf8 + Parts.keywords("q")) == ["q"])
  }

  @Test(.needs("exiftool")) func `exiftool finds the digest right`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("a.jpg")
      try path.write(ContainerFixture.bytes("plain.jpg"))
      let set = ["-q", "-overwrite_original", "-IPTC:Keywords=quay", "-IPTCDigest=new", path.description]
      #expect(try Tool.run("exiftool", set).status == 0)
      let known = try AssetRecord.read(from: path.read())
      var record = known
      record.tags.append("harbour")
      try path.write(changed(path.read(), from: known, to: record))
      let show = ["-s3", "-IPTC:Keywords", "-IPTCDigest", "-CurrentIPTCDigest", path.description]
      let lines = try Tool.run("exiftool", show).output.split(separator: "\n")
      #expect(lines.count == 3 && lines[0] == "quay, harbour" && lines[1] == lines[2], "\(lines)")
    }
  }

  @Test func `damaged resources and datasets say what they can, and never trap`() throws {
    let large: [UInt8] = [0x1C, 2, 25, 0x80, 4, 0xFF, 0xFF, 0xFF, 0xFF, 0x61]
    let digits: [UInt8] = [0x1C, 2, 25, 0xFF, 0xFF]
    #expect(try keywords(Parts.jpeg(iim: Parts.keywords("quay") + large)) == ["quay"])
    #expect(try keywords(Parts.jpeg(iim: Parts.keywords("quay") + digits)) == ["quay"])
    let sized = [0x1C, 2, 25, 0x80, 4, 0, 0, 0, 4] + Array("quay".utf8)
    #expect(try keywords(Parts.jpeg(iim: sized)) == ["quay"])
    var numbers = SplitMix64(seed: 4)
    let whole =
      Parts.resource(0x0404, Parts.keywords("quay", "lantern"))
      + Parts.resource(0x0425, [UInt8](repeating: 1, count: 16))
    let tiff = TIFF(bigEndian: true).first([
      (0x9C9E, 1, Parts.windowsText("quay;lantern")), (0x4746, 3, [0, 2]), (0x8769, 4, [0, 0, 0, 8]),
    ])
    for _ in 0..<400 {
      var (resources, block) = (whole, tiff)
      for _ in 0..<3 {
        resources[Int.random(in: 0..<resources.count, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
        block[Int.random(in: 4..<block.count, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
      }
      let source = try Parts.jpeg(
        0xED, Array("Photoshop 3.0\0".utf8) + resources.prefix(Int.random(in: 0...resources.count, using: &numbers)),
        in: Parts.jpeg(exif: block))
      let known = try AssetRecord.read(from: source)
      var record = known
      record.rating = Rating(5)
      record.tags = ["a/new one", "lantern"]
      let file = try changed(source, from: known, to: record)
      #expect(try inspected(file).record?.tags == record.tags)
      #expect(try inspected(file).id == inspected(source).id)
    }
  }
}
