import AliceMedia
import AliceModel
import AliceTestSupport
import Testing

/// Ratings in the fields of all programs.
@Suite struct RatingFieldTests {
  private typealias Parts = VerdictParts

  private func stars(_ file: [UInt8]) throws -> Int? { try inspected(file).rating?.stars }

  @Test(
    arguments: [
      ("4", 4), (" 4 ", 4), ("\n 5\t", 5), ("+3", 3), ("3.0", 3), ("0", nil), ("-1", nil), ("6", nil), ("four", nil),
      ("", nil), ("0x3", nil), ("nan", nil), ("4 stars", nil),
    ] as [(String, Int?)])
  func `a rating is a number with or without blanks, as attribute and as element`(_ text: String, _ stars: Int?) throws
  {
    let forms = [
      Parts.packet("xmp:Rating=\"\(text)\""), Parts.packet("", "<xmp:Rating>\(text)</xmp:Rating>"),
      Parts.packet("", "<xmp:Rating rdf:parseType=\"Resource\"><rdf:value>\(text)</rdf:value></xmp:Rating>"),
    ]
    for packet in forms {
      #expect(try self.stars(Parts.png(xmp: packet)) == stars)
      #expect(try self.stars(Parts.jpeg(xmp: packet)) == stars)
      #expect(XMPSidecar.read(packet).rating?.stars == stars)
      #expect(XMPSidecar.read(packet).pick == (text == "-1" ? .rejected : nil))
    }
  }

  @Test(
    arguments: [
      ("0", nil), ("1", 1), ("12", 1), ("13", 2), ("25", 2), ("37", 2), ("38", 3), ("50", 3), ("62", 3), ("63", 4),
      (" 75 ", 4), ("87", 4), ("88", 5), ("99", 5), ("100", 5), ("101", nil), ("-1", nil),
    ] as [(String, Int?)], ["http://ns.microsoft.com/photo/1.0/", "http://ns.microsoft.com/photo/1.0"])
  func `Windows' percentages are stars, by its own ranges`(_ percent: (String, Int?), microsoft: String) throws {
    let packet = Parts.packet("MicrosoftPhoto:Rating=\"\(percent.0)\"", microsoft: microsoft)
    #expect(try stars(Parts.jpeg(xmp: packet)) == percent.1)
    #expect(XMPSidecar.read(packet).rating?.stars == percent.1)
    guard microsoft.hasSuffix("/"), let number = Int(percent.0.filter { $0 != " " }), number >= 0 else { return }
    let tiff = TIFF(bigEndian: true).first([(0x4749, 3, [0, UInt8(number)])])
    #expect(try stars(Parts.jpeg(exif: tiff)) == percent.1)
  }

  @Test(arguments: [true, false])
  func `EXIF's rating is read in every container and in every integer type`(bigEndian: Bool) throws {
    let order = { (bytes: [UInt8]) in bigEndian ? bytes : bytes.reversed() }
    for field in [(3, order([0, 4])), (1, [4]), (4, order([0, 0, 0, 4])), (2, [0x34, 0])] as [(UInt16, [UInt8])] {
      let tiff = TIFF(bigEndian: bigEndian).first([(0x4746, field.0, field.1)])
      let prefixed = Array("Exif\0\0".utf8) + tiff
      let files = [
        try Parts.jpeg(exif: tiff), try Parts.png("eXIf", tiff), try Parts.webp(exif: tiff),
        try Parts.webp(exif: prefixed), try Parts.png(profile: "exif", prefixed, in: "zTXt"),
        try Parts.png(profile: "APP1", prefixed, in: "tEXt"),
      ]
      for file in files { #expect(try stars(file) == 4) }
    }
    #expect(try stars(Parts.jpeg(exif: TIFF(bigEndian: bigEndian).first([(0x4746, 3, [0xFF, 0xFF])]))) == nil)
  }

  @Test func `the first field that says a number counts, in the order of digiKam`() throws {
    let exif = TIFF(bigEndian: false).first([(0x4746, 3, [3, 0]), (0x4749, 3, [99, 0])])
    let vendors = "MicrosoftPhoto:Rating=\"25\" acdsee:rating=\"1\""
    func file(_ attributes: String, exif: [UInt8]? = exif) throws -> [UInt8] {
      let file = try Parts.jpeg(xmp: Parts.packet(attributes))
      return try exif.map { try Parts.jpeg(0xE1, Array("Exif\0\0".utf8) + $0, in: file) } ?? file
    }
    #expect(try stars(file("xmp:Rating=\"5\" " + vendors)) == 5)
    #expect(try stars(file("xmp:Rating=\"0\" " + vendors)) == nil)
    #expect(try stars(file("xmp:Rating=\"?\" " + vendors)) == 2)
    #expect(try stars(file("acdsee:rating=\"1\"")) == 3)
    #expect(try stars(file("acdsee:rating=\" 1 \"", exif: TIFF(bigEndian: false).first([(0x4749, 3, [99, 0])]))) == 5)
    #expect(try stars(file("acdsee:rating=\"1\"", exif: nil)) == 1)
  }

  /// A file whose four fields Windows wrote.
  private func windowsRated(bigEndian: Bool) throws -> [UInt8] {
    let order = { (bytes: [UInt8]) in bigEndian ? bytes : bytes.reversed() }
    let note = Array("a maker's note of some length".utf8)
    let tiff = TIFF(bigEndian: bigEndian).first([
      (0x010F, 2, Array("ACME\0".utf8)), (0x4746, 3, order([0, 2])), (0x4749, 3, order([0, 25])), (0x927C, 7, note),
    ])
    let packet = Parts.packet(
      "xmp:Rating=\"2\" acdsee:rating=\"2\"", "<MicrosoftPhoto:Rating>25</MicrosoftPhoto:Rating>")
    return try Parts.jpeg(0xE1, Array("Exif\0\0".utf8) + tiff, in: Parts.jpeg(xmp: packet))
  }

  private func fields(_ file: [UInt8]) throws -> [String: String] {
    let keys = ["Rating", "RatingPercent", "xmp:Rating", "MicrosoftPhoto:Rating", "acdsee:rating"]
    let found = try inspected(file).entries.filter { keys.contains($0.key) }
    return Dictionary(found.map { ($0.key, $0.text) }, uniquingKeysWith: { $0 + "," + $1 })
  }

  @Test(arguments: [true, false])
  func `rating brings every field in step, in place`(bigEndian: Bool) throws {
    let source = try windowsRated(bigEndian: bigEndian)
    let known = try AssetRecord.read(from: source)
    #expect(known.rating == Rating(2))
    let organized = try embedded(known, in: source)
    let old = try #require(inspected(organized).exif)
    #expect(try old == inspected(source).exif)
    for stars in [5, 1, 3, 4, 2] {
      var record = known
      record.rating = Rating(stars)
      let file = try changed(organized, from: known, to: record)
      let percent = [0, 1, 25, 50, 75, 99][stars]
      #expect(
        try fields(file) == [
          "Rating": "\(stars)", "RatingPercent": "\(percent)", "xmp:Rating": "\(stars)",
          "MicrosoftPhoto:Rating": "\(percent)", "acdsee:rating": "\(stars)",
        ])
      // Of EXIF's block, at most the two numbers differ.
      let new = try #require(inspected(file).exif)
      #expect(new.count == old.count && zip(old, new).count { $0 != $1 } == (stars == 2 ? 0 : 2))
      #expect(try inspected(file).record?.rating == Rating(stars))
    }
  }

  @Test func `a rating that is cleared shows in no program, whether alice wrote the file before or not`() throws {
    let source = try windowsRated(bigEndian: true)
    let known = try AssetRecord.read(from: source)
    var record = known
    record.rating = nil
    for file in [source, try embedded(known, in: source)] {
      let cleared = try changed(file, from: known, to: record)
      let shown = try fields(cleared)
      #expect(shown.values.allSatisfy { $0 == "0" } && shown.count >= 4, "\(shown)")
      #expect(try inspected(cleared).record?.rating == nil)
      #expect(try inspected(embedded(record, in: cleared)).record?.rating == nil)
    }
  }

  @Test(arguments: ["eXIf", "tEXt", "zTXt", "iTXt", "EXIF"])
  func `EXIF is in step in PNG and WebP, in any form`(form: String) throws {
    let tiff = TIFF(bigEndian: true).first([(0x4746, 3, [0, 2]), (0x010F, 2, Array("ACME\0".utf8))])
    let source =
      switch form {
      case "eXIf": try Parts.png(form, tiff)
      case "EXIF": try Parts.webp(exif: Array("Exif\0\0".utf8) + tiff)
      default: try Parts.png(profile: "exif", Array("Exif\0\0".utf8) + tiff, in: form)
      }
    let known = try AssetRecord.read(from: source)
    var record = known
    record.rating = Rating(5)
    let file = try changed(source, from: known, to: record)
    #expect(try fields(file) == ["Rating": "5", "xmp:Rating": "5"])
    #expect(try inspected(file).id == inspected(source).id)
    #expect(try inspected(file).problems.isEmpty)
    #expect(try inspected(file).entries.contains { $0.key == "Make" && $0.text == "ACME" })
    #expect(try embedded(record, in: file) == file)
  }

  @Test func `a rating that an earlier alice did not read in EXIF counts, and one that was taken away does not`() throws
  {
    let tiff = TIFF(bigEndian: true).first([(0x4746, 3, [0, 4])])
    let source = try Parts.jpeg(exif: tiff)
    var record = try AssetRecord.read(from: source)
    record.rating = nil
    let unread = try embedded(record, in: source)
    #expect(try inspected(unread).record?.rating == Rating(4))
    record.rating = Rating(4)
    let rated = try embedded(record, in: source)
    let packet = try #require(inspected(rated).xmp)
    let without = String(decoding: packet, as: UTF8.self).replacing("<xmp:Rating>4</xmp:Rating>", with: "")
    #expect(XMPSidecar.read(Array(without.utf8)).record?.rating == nil)
  }

  @Test(arguments: ["png", "webp"]) func `a second packet of XMP is in step`(format: String) throws {
    let (first, second) = (
      VerdictParts.packet("xmp:Rating=\"4\""), VerdictParts.packet("xmp:Rating=\"2\" acdsee:rating=\"2\"")
    )
    let keyword = Array("XML:com.adobe.xmp\0\0\0\0\0".utf8)
    let source =
      format == "png"
      ? try ContainerParts.inserting(
        HandmadePNG.chunk("iTXt", keyword + first) + HandmadePNG.chunk("iTXt", keyword + second),
        intoPNG: ContainerFixture.bytes("plain.png"))
      : try ContainerParts.appending(
        "XMP ", second, toWebP: ContainerParts.appending("XMP ", first, toWebP: ContainerFixture.bytes("lossy.webp")))
    let known = try AssetRecord.read(from: source)
    #expect(known.rating == Rating(4))
    var record = known
    record.rating = Rating(5)
    let file = try changed(source, from: known, to: record)
    #expect(file.firstRange(of: Array(">2<".utf8)) == nil && file.firstRange(of: Array("\"2\"".utf8)) == nil)
    #expect(try inspected(file).record?.rating == Rating(5))
    #expect(try embedded(record, in: file) == file)
  }

  @Test func `a sidecar's fields are in step`() throws {
    let packet = Parts.packet("xmp:Rating=\"2\" acdsee:rating=\"2\" MicrosoftPhoto:Rating=\"25\"")
    let id = try #require(AssetID(hex: String(repeating: "3f", count: 32)))
    var record = AssetRecord.made
    record.rating = Rating(5)
    let entries = XMPSidecar.read(XMPSidecar.make(record, id: id, existing: packet)).entries
    let shown = entries.filter { $0.key.lowercased().hasSuffix(":rating") && !$0.key.hasPrefix("alice") }.map(\.text)
    #expect(shown.sorted() == ["5", "5", "99"])
  }
}
