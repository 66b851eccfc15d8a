import AliceMedia
import AliceModel
import AliceTestSupport
import Testing

@Suite struct ContainerEmbeddingTests {
  @Test(arguments: ContainerFixture.all, [AssetRecord.made, .found])
  func `what was embedded is read back`(name: String, record: AssetRecord) throws {
    let source = try ContainerFixture.bytes(name)
    let id = try inspected(source).id
    let inspection = try inspected(embedded(record, in: source))
    #expect(inspection.record?.provenance == record.provenance)
    #expect(inspection.record?.rating == record.rating)
    #expect(inspection.record?.tags.starts(with: record.tags) == true)
    #expect(inspection.record?.assessment == record.assessment)
    #expect(inspection.id == id)
    #expect(inspection.recordID == id)
    #expect(inspection.problems.isEmpty)
  }

  @Test(arguments: ["plain.png", "plain.jpg", "lossy.webp"], 0..<25)
  func `any text comes back as it was`(name: String, seed: Int) throws {
    var numbers = SplitMix64(seed: UInt64(seed))
    var record = AssetRecord.made
    record.provenance.recipe.prompt = numbers.text(upTo: 300)
    record.provenance.recipe.negativePrompt = numbers.text(upTo: 40)
    record.provenance.recipe.parameters = ["style": .string(numbers.text(upTo: 40)), "list": [1.5, nil, true]]
    record.provenance.generator = Generator.allCases.randomElement(using: &numbers)
    record.tags = (0..<4).map { "\($0)" + numbers.text(upTo: 12) }
    record.originalName = numbers.text(upTo: 30)
    let file = try embedded(record, in: ContainerFixture.bytes(name))
    #expect(try inspected(file).record == record)
  }

  // The camera's picture has a tag of its own.
  @Test(arguments: ContainerFixture.all.filter { $0 != "camera.jpg" })
  func `what a person says comes back, and goes when it is taken away`(name: String) throws {
    var record = AssetRecord.made
    record.title = "Dawn & <dusk> \u{FFFE}"
    record.note = "for \"Ana\"\n猫\u{1}"
    record.correction = Correction(prompt: "another", created: Timestamp("2020-01-02T03:04:05+01:00"))
    let first = try embedded(record, in: ContainerFixture.bytes(name))
    #expect(try inspected(first).record == record)
    let bare = try embedded(.made, in: first, former: record)
    let inspection = try inspected(bare)
    #expect(inspection.record == .made && inspection.title == nil && inspection.note == nil)
    let file = String(decoding: bare, as: UTF8.self)
    #expect(!file.contains("Dawn &") && !file.contains("Ana"))
  }

  @Test(arguments: ContainerFixture.all)
  func `embedding the same record again changes nothing`(name: String) throws {
    let once = try embedded(.made, in: ContainerFixture.bytes(name))
    let record = try #require(try inspected(once).record)
    let twice = try embedded(record, in: once)
    #expect(try embedded(record, in: twice) == twice)
  }

  @Test(arguments: ContainerFixture.all)
  func `a new record takes the place of the old one`(name: String) throws {
    let source = try ContainerFixture.bytes(name)
    var record = AssetRecord.made
    record.provenance.recipe.prompt = String(repeating: "first ", count: 200)
    let first = try embedded(record, in: source)
    record.provenance.recipe.prompt = "second"
    record.rating = Rating(2)
    record.tags = ["other"]
    let second = try embedded(record, in: first)
    let inspection = try inspected(second)
    #expect(inspection.record?.recipe.prompt == "second")
    #expect(inspection.record?.rating == Rating(2))
    #expect(inspection.record?.tags.contains("mountain") == false)
    #expect(!String(decoding: second, as: UTF8.self).contains("first first"))
    #expect(inspection.id == (try inspected(source).id))
  }

  @Test(arguments: ContainerFixture.all)
  func `every byte of the picture and of other programs stands in the new file`(name: String) throws {
    let source = try ContainerFixture.bytes(name)
    let inspection = try inspected(source)
    guard case .splice(let splice) = try MediaFile.embed(.found, into: source, inspection: inspection) else {
      throw NotASplice()
    }
    var kept = Set<Int>()
    for case .source(let range) in splice.pieces { kept.formUnion(Int(range.lowerBound)..<Int(range.upperBound)) }
    let packet = inspection.xmp.map { $0.count + 64 } ?? 0
    // The packet goes with its frame; a WebP's header is written anew.
    #expect(source.count - kept.count <= packet + (name.hasSuffix("webp") ? 30 : 0))
    #expect(splice.byteCount == UInt64(carryOut(splice, on: source).count))
  }

  @Test func `a PNG gets its chunks behind the header, and parameters last`() throws {
    let file = try embedded(.made, in: ContainerFixture.bytes("plain.png"))
    let keys = ContainerParts.png(file).map(\.name).prefix(6)
    #expect(keys == ["IHDR", "iTXt XML:com.adobe.xmp", "iTXt alice_metadata", "eXIf", "tEXt parameters", "IDAT"])
  }

  @Test func `parameters are plain text for ASCII and international text for all else`() throws {
    var record = AssetRecord.made
    record.provenance.recipe.prompt = "山"
    let names = try ContainerParts.png(embedded(record, in: ContainerFixture.bytes("plain.png"))).map(\.name)
    #expect(names.contains("iTXt parameters"))
    #expect(!names.contains("tEXt parameters"))
  }

  @Test func `a picture of another program gets neither EXIF nor parameters`() throws {
    let names = try ContainerParts.png(embedded(.found, in: ContainerFixture.bytes("plain.png"))).map(\.name)
    #expect(names.prefix(3) == ["IHDR", "iTXt XML:com.adobe.xmp", "iTXt alice_metadata"])
    #expect(!names.contains("eXIf"))
    #expect(!names.contains { $0.hasSuffix("parameters") })
  }

  @Test func `parameters of another program stay and get no rival`() throws {
    let foreign = HandmadePNG.chunk("tEXt", Array("parameters\0a cat\nSteps: 20, Sampler: Euler, Seed: 1".utf8))
    let source = try ContainerParts.inserting(foreign, intoPNG: ContainerFixture.bytes("plain.png"))
    let file = try embedded(.made, in: source)
    #expect(ContainerParts.png(file).filter { $0.name == "tEXt parameters" }.count == 1)
    #expect(try inspected(file).entries.contains { $0.key == "parameters" && $0.text.hasPrefix("a cat") })
  }

  @Test func `chunks and bytes after IEND stay`() throws {
    let tail = HandmadePNG.chunk("tEXt", Array("After\0the end".utf8)) + Array("and a trailer".utf8)
    let file = try embedded(.made, in: ContainerFixture.bytes("plain.png") + tail)
    #expect(file.suffix(tail.count).elementsEqual(tail))
    let inspection = try inspected(file)
    #expect(inspection.entries.contains { $0.key == "After" && $0.text == "the end" })
    #expect(inspection.problems == [.trailingBytes])
  }

  @Test func `a JPEG gets EXIF and XMP behind APP0`() throws {
    let file = try embedded(.made, in: ContainerFixture.bytes("plain.jpg"))
    #expect(ContainerParts.jpeg(file).prefix(4) == ["E0 JFIF", "E1 Exif", "E1 http://ns.adobe.com/xap/1.0/", "DB "])
  }

  @Test(arguments: ["camera.jpg", "camera.webp", "foreign.png"])
  func `EXIF of another program stays as it is`(name: String) throws {
    let source = try ContainerFixture.bytes(name)
    #expect(try inspected(embedded(.made, in: source)).exif == inspected(source).exif)
  }

  @Test(arguments: ["camera.jpg", "camera.webp", "foreign.png"])
  func `XMP of another program is kept inside the new packet`(name: String) throws {
    let entries = try inspected(embedded(.made, in: ContainerFixture.bytes(name))).entries
    #expect(entries.contains { $0.key == "dc:creator" && $0.text == "Someone" })
    #expect(entries.filter { $0.key == "xmp:Rating" }.map(\.text) == ["4"])
  }

  @Test(arguments: ["lossy.webp", "lossless-alpha.webp"])
  func `a simple WebP becomes an extended one`(name: String) throws {
    let file = try embedded(.made, in: ContainerFixture.bytes(name))
    let canvas = Array(file[12..<30])
    #expect(canvas.starts(with: Array("VP8X".utf8)))
    #expect(canvas[8] == (name == "lossy.webp" ? 0x0C : 0x1C))
    #expect(Array(canvas[12..<18]) == [23, 0, 0, 15, 0, 0])
    #expect(Int(file[4]) | Int(file[5]) << 8 | Int(file[6]) << 16 == file.count - 8)
  }

  @Test func `what is too large for a segment goes into a sidecar`() throws {
    var record = AssetRecord.made
    record.provenance.recipe.parameters = ["note": .string(String(repeating: "x", count: 70_000))]
    let source = try ContainerFixture.bytes("plain.jpg")
    let embedding = try MediaFile.embed(record, into: source, inspection: inspected(source))
    guard case .sidecar(let bytes) = embedding else {
      Issue.record("expected a sidecar")
      return
    }
    #expect(bytes.count > 70_000)
  }
}
