import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// What another program wrote is never lost, whoever wrote there first.
@Suite struct ForeignValueTests {
  private func packet(_ properties: String) -> [UInt8] {
    Array(
      """
      <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
       xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
      \(properties)</rdf:Description></rdf:RDF></x:xmpmeta>
      """.utf8)
  }

  @Test(arguments: [
    "dc:description", "xmp:CreateDate", "photoshop:DateCreated", "xmp:CreatorTool", "Iptc4xmpExt:AIPromptInformation",
    "Iptc4xmpExt:AISystemUsed", "Iptc4xmpExt:AISystemVersionUsed", "Iptc4xmpExt:DigitalSourceType",
    "Iptc4xmpExt:DigImageGUID", "dc:source",
  ])
  func `a property that stands there stays, however often alice writes`(key: String) throws {
    let source = try ContainerParts.inserting(
      HandmadePNG.chunk("iTXt", Array("XML:com.adobe.xmp\0\0\0\0\0".utf8) + packet("<\(key)>theirs</\(key)>")),
      intoPNG: ContainerFixture.bytes("plain.png"))
    var record = AssetRecord.made
    record.disclosure = nil
    var file = try embedded(record, in: source)
    record.provenance.recipe.prompt = "another prompt"
    record.provenance.recipe.model = "another-model"
    record.provenance.created = Timestamp(milliseconds: 1_000_000_000_000)
    file = try embedded(record, in: file)
    #expect(try inspected(file).entries.filter { $0.key == key }.map(\.text) == ["theirs"])
    #expect(try inspected(file).record?.recipe == record.recipe)
  }

  @Test(arguments: ["dc:description", "Iptc4xmpExt:AIPromptInformation", "Iptc4xmpExt:AISystemVersionUsed"])
  func `what alice wrote follows the record until another program changes it`(key: String) throws {
    let record = AssetRecord.made
    var changed = record
    changed.provenance.recipe.prompt = "another prompt"
    changed.provenance.recipe.negativePrompt = nil
    changed.provenance.recipe.model = "another prompt"
    let source = try ContainerFixture.bytes("lossy.webp")
    let once = try embedded(record, in: source)
    func value(_ file: [UInt8]) throws -> [String] { try inspected(file).entries.filter { $0.key == key }.map(\.text) }
    #expect(try value(embedded(changed, in: once)) == ["another prompt"])
    let edited = try editing(once, value(once)[0], "edited by hand")
    #expect(try value(edited) == ["edited by hand"])
    #expect(try value(embedded(changed, in: embedded(changed, in: edited))) == ["edited by hand"])
  }

  /// The file with another text in all elements of its XMP that say `old` and nothing else.
  private func editing(_ file: [UInt8], _ old: String, _ new: String) throws -> [UInt8] {
    let xmp = try #require(inspected(file).xmp)
    let text = String(decoding: xmp, as: UTF8.self).replacingOccurrences(of: ">\(old)<", with: ">\(new)<")
    let start = try #require(file.count - xmp.count - 1 >= 0 ? file.count - xmp.count - xmp.count % 2 : nil)
    return ContainerParts.appending("XMP ", Array(text.utf8), toWebP: Array(file[..<(start - 8)]))
  }

  @Test(.needs("exiftool"), arguments: ["plain.png", "plain.jpg", "lossy.webp"])
  func `an EXIF block of alice's in which another program changed a text is that program's`(name: String) async throws {
    try await withTemporaryFolder { folder in
      let changes = [
        ("ImageDescription", "edited by hand"), ("DateTimeOriginal", "2001:02:03 04:05:06"), ("Software", "editor"),
        ("UserComment", "a note"), ("ModifyDate", "2001:02:03 04:05:06"), ("Orientation#", "6"),
      ]
      let file = try embedded(.made, in: ContainerFixture.bytes(name))
      let paths = changes.map { folder.appending($0.0.filter { $0 != "#" } + name) }
      var commands: [String] = []
      for ((tag, value), path) in zip(changes, paths) {
        try path.write(file)
        commands += ["-q", "-overwrite_original", "-EXIF:\(tag)=\(value)", path.description, "-execute"]
      }
      #expect(try Tool.run("exiftool", commands).output.isEmpty)
      var record = AssetRecord.made
      record.rating = Rating(1)
      commands = []
      for ((tag, _), path) in zip(changes, paths) {
        try path.write(embedded(record, in: path.read()))
        #expect(try inspected(path.read()).record == record, "\(tag)")
        commands += ["-s3", "-EXIF:\(tag)", path.description, "-execute"]
      }
      let shown = try Tool.run("exiftool", commands).output
      #expect(shown.split(separator: "\n").map(String.init) == changes.map(\.1))
    }
  }

  @Test func `a film's own keys stay, and alice's follow the record`() throws {
    let source = try Fixtures.bytes("clips/clip-1x1-5s.mp4")
    let once = try embedded(.made, in: source)
    var record = AssetRecord.made
    record.provenance.recipe.prompt = "another prompt"
    func keys(_ file: [UInt8]) throws -> [String: String] {
      let found = try inspected(file).entries.filter { $0.container == "mp4:keys" }
      return Dictionary(found.map { ($0.key, $0.text) }, uniquingKeysWith: { first, _ in first })
    }
    let ours = try keys(embedded(record, in: once))
    #expect(ours["com.apple.quicktime.description"] == "another prompt")
    #expect(ours["parameters"]?.hasPrefix("another prompt\n") == true)
    let edited = once.replacing(
      Array("a serene mountain lake, dawn".utf8), with: Array("a caption by another hand!!!".utf8)
    )
    .replacing(Array("Version: alice".utf8), with: Array("Version: v1.9.".utf8))
    // The document still tells the old prompt.
    let restored = edited.replacing(
      Array("\"prompt\":\"a caption by another hand!!!\"".utf8),
      with: Array("\"prompt\":\"a serene mountain lake, dawn\"".utf8))
    let theirs = try keys(embedded(record, in: restored))
    #expect(theirs["com.apple.quicktime.description"] == "a caption by another hand!!!")
    #expect(theirs["parameters"]?.hasPrefix("a caption by another hand!!!\n") == true)
    #expect(theirs["parameters"]?.contains("v1.9.") == true)
  }
}
