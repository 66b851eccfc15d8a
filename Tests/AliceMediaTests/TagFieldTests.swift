import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// Tags in the lists of all programs.
@Suite struct TagFieldTests {
  private typealias Parts = VerdictParts

  private func tags(_ elements: String) -> [String] { XMPSidecar.read(Parts.packet("", elements)).tags }

  private func values(_ key: String, in file: [UInt8]) throws -> [String] {
    try inspected(file).entries.filter { $0.key == key }.map(\.text)
  }

  private static let digiKam =
    Parts.list("digiKam:TagsList", "a/b", "c", kind: "Seq") + Parts.list("lr:hierarchicalSubject", "a|b", "c")
    + Parts.list("dc:subject", "b", "c")

  @Test(
    arguments: [
      (digiKam, ["a/b", "c"]),
      // Adobe's programs list all levels.
      (
        Parts.list("lr:hierarchicalSubject", "places|north|quay")
          + Parts.list("dc:subject", "places", "north", "quay"), ["places/north/quay"]
      ),
      (Parts.list("lr:hierarchicalSubject", "a|b") + Parts.list("dc:subject", "b", "draft"), ["a/b", "draft"]),
      // A program without hierarchies added a tag; digiKam's list is older than Adobe's.
      (
        Parts.list("digiKam:TagsList", "a/b") + Parts.list("lr:hierarchicalSubject", "a|b", "x|y")
          + Parts.list("dc:subject", "b", "y"), ["a/b", "x/y"]
      ),
      (Parts.list("digiKam:TagsList", "a", "a/b") + Parts.list("dc:subject", "b"), ["a", "a/b"]),
      (Parts.list("mediapro:CatalogSets", "a|b") + Parts.list("dc:subject", "b"), ["a/b"]),
      (Parts.list("MicrosoftPhoto:LastKeywordXMP", "quay", "lantern"), ["quay", "lantern"]),
      (Parts.list("MicrosoftPhoto:LastKeywordXMP", "a/b"), ["a/b"]),
      (Parts.list("MicrosoftPhoto:LastKeywordIPTC", "quay"), ["quay"]),
      // Windows' copy of the keywords is older than what another program wrote since.
      (Parts.list("MicrosoftPhoto:LastKeywordXMP", "old") + Parts.list("dc:subject", "new"), ["new"]),
      (
        """
        <acdsee:categories>&lt;Categories&gt;&lt;Category Assigned="0"&gt;a&lt;Category Assigned="1"&gt;b&lt;/Category&gt;\
        &lt;/Category&gt;&lt;Category Assigned="1"&gt;c&lt;/Category&gt;&lt;/Categories&gt;</acdsee:categories>
        """, ["a/b", "c"]
      ),
      ("<acdsee:categories>&lt;Categories&gt;</acdsee:categories>", []),
      (Parts.list("dc:subject", "Ca\u{303}o", "C\u{E3}o"), ["C\u{E3}o"]),
      (Parts.list("dc:subject", " quay ", "quay", "  "), ["quay"]),
      (Parts.list("digiKam:TagsList", "_Digikam_root_tag_/x"), []),
      (
        Parts.list("lr:hierarchicalSubject", "darktable|format|png", "sea")
          + Parts.list("dc:subject", "darktable", "format", "png", "sea"), ["sea"]
      ),
      (Parts.list("dc:subject"), []), ("", []),
    ] as [(String, [String])])
  func `paths come from the lists that have them, and names that are their levels are no tags`(
    _ elements: String, _ tags: [String]
  ) throws {
    #expect(self.tags(elements).map { Array($0.utf8) } == tags.map { Array($0.utf8) })
    #expect(try inspected(Parts.png(xmp: Parts.packet("", elements))).tags == tags)
    #expect(try inspected(Parts.jpeg(xmp: Parts.packet("", elements))).tags == tags)
  }

  @Test func `organizing writes no tag into a list that has it`() throws {
    let source = try Parts.png(xmp: Parts.packet("", TagFieldTests.digiKam))
    let record = try AssetRecord.read(from: source)
    let file = try embedded(record, in: embedded(record, in: source))
    #expect(try values("digiKam:TagsList", in: file) == ["a/b", "c"])
    #expect(try values("lr:hierarchicalSubject", in: file) == ["a|b", "c"])
    #expect(try values("dc:subject", in: file) == ["b", "c"])
    #expect(try inspected(file).record?.tags == ["a/b", "c"])
    #expect(try inspected(file).changed.isAny == false)
  }

  @Test func `a tag is added in the form of each program, and goes with the levels that no other tag needs`() throws {
    let lists =
      Parts.list("lr:hierarchicalSubject", "a|b", "a|k", "c") + Parts.list("dc:subject", "a", "b", "k", "c")
      + Parts.list("MicrosoftPhoto:LastKeywordXMP", "b", "k") + Parts.list("mediapro:CatalogSets", "a|b")
    let source = try Parts.jpeg(xmp: Parts.packet("", lists))
    let known = try AssetRecord.read(from: source)
    #expect(known.tags == ["a/b", "a/k", "c"])
    var record = known
    record.tags = ["a/k", "c", "x/y"]
    for file in [source, try embedded(known, in: source)] {
      let new = try changed(file, from: known, to: record)
      #expect(try values("digiKam:TagsList", in: new) == ["a/k", "c", "x/y"])
      #expect(try values("lr:hierarchicalSubject", in: new) == ["a|k", "c", "x|y"])
      #expect(try values("dc:subject", in: new) == ["k", "c", "y", "a"])
      #expect(try Set(values("MicrosoftPhoto:LastKeywordXMP", in: new)) == ["k", "c", "y"])
      #expect(try Set(values("mediapro:CatalogSets", in: new)) == ["a|k", "c", "x|y"])
      #expect(try inspected(new).record?.tags == record.tags)
    }
    var bare = record
    bare.tags = []
    let last = try changed(changed(source, from: known, to: record), from: record, to: bare)
    for key in ["digiKam:TagsList", "lr:hierarchicalSubject", "dc:subject", "MicrosoftPhoto:LastKeywordXMP"] {
      #expect(try values(key, in: last).isEmpty)
    }
    #expect(try inspected(last).record?.tags == [])
  }

  @Test func `a tag that only a list has that alice does not change stays away once it was taken away`() throws {
    let categories =
      "<acdsee:categories>&lt;Categories&gt;&lt;Category Assigned=\"1\"&gt;c&lt;/Category&gt;&lt;/Categories&gt;</acdsee:categories>"
    let source = try Parts.jpeg(xmp: Parts.packet("", categories))
    let known = try AssetRecord.read(from: source)
    var record = known
    record.tags = []
    #expect(known.tags == ["c"])
    let once = try changed(source, from: known, to: record)
    #expect(try inspected(once).record?.tags == [])
    #expect(try inspected(embedded(record, in: once)).record?.tags == [])
  }

  @Test(
    arguments: [
      ("digiKam:TagsList", "a/b", "a/d", ["c", "a/d"]), ("lr:hierarchicalSubject", "a|b", "a|d", ["c", "a/d"]),
      ("dc:subject", "b", "d", ["c", "d"]),
    ] as [(String, String, String, [String])])
  func `a program that knows one list only changes the tags`(
    _ list: String, _ old: String, _ new: String, _ tags: [String]
  ) throws {
    let source = try Parts.png(xmp: Parts.packet("", TagFieldTests.digiKam))
    let file = try embedded(.read(from: source), in: source)
    let text = String(decoding: try #require(inspected(file).xmp), as: UTF8.self)
    let start = try #require(text.range(of: "<\(list)>")?.lowerBound)
    let end = try #require(text.range(of: "</\(list)>")?.upperBound)
    let list = text[start..<end].replacing("<rdf:li>\(old)</rdf:li>", with: "<rdf:li>\(new)</rdf:li>")
    let contents = XMPSidecar.read(Array((text[..<start] + list + text[end...]).utf8))
    #expect(contents.tags == tags)
  }

  @Test func `Windows' keywords in EXIF are read, and kept in step`() throws {
    for bigEndian in [true, false] {
      let tiff = TIFF(bigEndian: bigEndian).first([
        (0x010F, 2, Array("ACME\0".utf8)), (0x9C9E, 1, Parts.windowsText("quay; lantern light;;")),
        (0x927C, 7, Array("a maker's note".utf8)),
      ])
      for source in [try Parts.jpeg(exif: tiff), try Parts.png("eXIf", tiff), try Parts.webp(exif: tiff)] {
        let known = try AssetRecord.read(from: source)
        #expect(known.tags == ["quay", "lantern light"])
        var record = known
        record.tags = ["lantern light", "places/far harbour", "灯台"]
        let file = try changed(source, from: known, to: record)
        #expect(try values("XPKeywords", in: file) == ["lantern light;far harbour;灯台"])
        #expect(try values("Make", in: file) == ["ACME"] && values("MakerNote", in: file) == ["a maker's note"])
        // Nothing moved, and of the old text nothing is left.
        let block = try #require(inspected(file).exif)
        #expect(block.firstRange(of: Array("a maker's note".utf8)) == tiff.firstRange(of: Array("a maker's note".utf8)))
        #expect(!file.contains(Parts.windowsText("quay").dropLast(2)))
        #expect(try inspected(file).problems.isEmpty)
        record.tags = []
        let bare = try changed(file, from: .read(from: file), to: record)
        #expect(try values("XPKeywords", in: bare).isEmpty && inspected(bare).record?.tags == [])
      }
    }
  }

  @Test func `where EXIF goes on in the next segment, nothing moves`() throws {
    let long = String(repeating: "0123456789", count: 7_000)
    let tiff = TIFF(bigEndian: true).first([
      (0x9C9E, 1, Parts.windowsText("quay;lantern")), (0x010E, 2, Array((long + "\0").utf8)),
    ])
    let prefix = Array("Exif\0\0".utf8)
    let end = try Parts.jpeg(0xE1, prefix + tiff[60_000...])
    let source = try Parts.jpeg(0xE1, prefix + tiff[..<60_000], in: end)
    let known = try AssetRecord.read(from: source)
    var record = known
    record.tags = ["lantern", "a far harbour"]
    let file = try changed(source, from: known, to: record)
    #expect(try values("ImageDescription", in: file) == [long])
    #expect(try values("XPKeywords", in: file) == ["lantern"])
    #expect(try inspected(file).tags == ["lantern", "a far harbour"])
  }

  @Test(.timeLimit(.minutes(2))) func `thousands of paths and names are compared at once`() {
    let paths = (0..<20_000).map { "<rdf:li>a|n\($0)</rdf:li>" }.joined()
    let names = (0..<20_000).map { "<rdf:li>n\($0)</rdf:li>" }.joined()
    let found = tags(
      Parts.list("digiKam:TagsList", "old")
        + "<lr:hierarchicalSubject><rdf:Bag>\(paths)</rdf:Bag></lr:hierarchicalSubject>"
        + "<dc:subject><rdf:Bag>\(names)</rdf:Bag></dc:subject>")
    #expect(found.count == 20_001 && found.last == "a/n19999")
  }

  @Test(arguments: [["k"], [], ["much longer", "k"], ["ab"], ["abc"]])
  func `keywords so short that they stand inside their entry are in step`(tags: [String]) throws {
    for old in ["q", "qu", "qua"] {
      let source = try Parts.jpeg(
        exif: TIFF(bigEndian: false).first([(0x9C9E, 1, Parts.windowsText(old)), (0x010F, 2, Array("ACME\0".utf8))]))
      let known = try AssetRecord.read(from: source)
      var record = known
      record.tags = tags
      let file = try changed(source, from: known, to: record)
      #expect(try values("XPKeywords", in: file).joined() == tags.joined(separator: ";"))
      #expect(try values("Make", in: file) == ["ACME"])
    }
  }

  @Test func `a value that shares its bytes with others is not overwritten`() throws {
    // The keywords claim the bytes of the maker's name and the header.
    var tiff = TIFF(bigEndian: true).first([
      (0x010F, 2, Array("ACME of old\0".utf8)), (0x9C9E, 1, Parts.windowsText("quay;lantern")),
    ])
    let entry = 8 + 2 + 12
    for place in [UInt8(0), 8, tiff[8 + 2 + 11]] {
      tiff[entry + 11] = place
      let source = try Parts.jpeg(exif: tiff)
      var record = try AssetRecord.read(from: source)
      let known = record
      record.tags = ["new"]
      let file = try changed(source, from: known, to: record)
      #expect(try values("Make", in: file) == ["ACME of old"])
      #expect(try values("XPKeywords", in: file) == ["new"])
    }
  }

  @Test(arguments: [true, false])
  func `a thumbnail that shares its bytes with the keywords is not overwritten`(isStrip: Bool) throws {
    let keywords = Parts.windowsText("quay;lantern")
    let block = TIFF(bigEndian: true).first([(0x010F, 2, Array("ACME of old\0".utf8)), (0x9C9E, 1, keywords)])
    let start = try #require(block.firstRange(of: keywords)?.lowerBound)
    // The next directory describes the same bytes as image data.
    func number(_ value: Int) -> [UInt8] { bigEndian(UInt32(value)) }
    let tags: [[UInt8]] = isStrip ? [[0x01, 0x11], [0x01, 0x17]] : [[0x02, 0x01], [0x02, 0x02]]
    var tiff = block
    tiff.replaceSubrange((8 + 2 + 24)..<(8 + 2 + 28), with: number(block.count))
    tiff += [0, 2] + tags[0] + [0, 4, 0, 0, 0, 1] + number(start + 4)
    tiff += tags[1] + [0, 4, 0, 0, 0, 1] + number(6) + number(0)
    let source = try Parts.jpeg(exif: tiff)
    let known = try AssetRecord.read(from: source)
    var record = known
    record.tags = ["new"]
    let file = try changed(source, from: known, to: record)
    #expect(try values("XPKeywords", in: file) == ["new"])
    let new = try #require(inspected(file).exif)
    #expect(Array(new[(start + 4)..<(start + 10)]) == Array(keywords[4..<10]))
  }

  @Test func `names in EXIF and IPTC that are levels of the XMP's paths are no tags`() throws {
    let tiff = TIFF(bigEndian: true).first([(0x9C9E, 1, Parts.windowsText("b;c;windows"))])
    var file = try Parts.jpeg(xmp: Parts.packet("", TagFieldTests.digiKam))
    file = try Parts.jpeg(0xE1, Array("Exif\0\0".utf8) + tiff, in: file)
    #expect(try inspected(file).tags == ["a/b", "c", "windows"])
  }
}

extension [UInt8] {
  fileprivate func contains(_ part: ArraySlice<UInt8>) -> Bool { firstRange(of: Array(part)) != nil }
}
