import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

private let id = AssetID(hex: String(repeating: "3f", count: 32))

@Suite struct SidecarTests {
  private let record = AssetRecord.made

  private func make(_ record: AssetRecord, over existing: String? = nil) throws -> [UInt8] {
    XMPSidecar.make(record, id: try #require(id), existing: existing.map { Array($0.utf8) })
  }

  private func values(_ key: String, in bytes: [UInt8]) -> [String] {
    XMPSidecar.read(bytes).entries.filter { $0.key == key }.map(\.text)
  }

  @Test func `a record comes back as it was`() throws {
    let contents = XMPSidecar.read(try make(record))
    #expect(contents.record == record)
    #expect(contents.recordID == id)
    #expect(contents.rating == Rating(4))
    #expect(contents.tags == ["mountain", "lake"])
  }

  @Test(arguments: UInt64(0)..<100)
  func `any text comes back`(seed: UInt64) throws {
    var numbers = SplitMix64(seed: seed)
    var record = record
    record.provenance.recipe.prompt = numbers.text(upTo: 60)
    record.provenance.recipe.negativePrompt = numbers.text(upTo: 60)
    record.provenance.recipe.parameters["a \(numbers.text(upTo: 5))"] = .string(numbers.text(upTo: 20))
    record.originalName = numbers.text(upTo: 20)
    #expect(XMPSidecar.read(try make(record)).record == record)
  }

  @Test(arguments: [
    ("dc:description", "a serene mountain lake, dawn"), ("xmp:Rating", "4"), ("xmp:CreatorTool", "alice"),
    ("xmp:CreateDate", "2026-11-22T18:04:05+01:00"), ("photoshop:DateCreated", "2026-11-22T18:04:05+01:00"),
    ("Iptc4xmpExt:AISystemUsed", "fal-ai/flux/dev"), ("Iptc4xmpExt:AISystemVersionUsed", "flux-dev"),
    ("Iptc4xmpExt:AIPromptInformation", "a serene mountain lake, dawn\nNegative prompt: people"),
    (
      "Iptc4xmpExt:DigitalSourceType",
      "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    ),
    ("Iptc4xmpExt:DigImageGUID", String(repeating: "3f", count: 32)), ("alice:score", "2.75"),
    ("alice:scorer", "efflite0-agiqa/1"), ("alice:quality", "4"),
  ])
  func `the properties that other programs look for are there`(key: String, value: String) throws {
    #expect(values(key, in: try make(record)) == [value])
  }

  @Test func `tags stand where each program looks for them`() throws {
    var record = record
    record.tags = ["lake", "animal/bird", "灯台 🗼"]
    let bytes = try make(record)
    #expect(values("dc:subject", in: bytes) == ["lake", "bird", "灯台 🗼"])
    #expect(values("digiKam:TagsList", in: bytes) == record.tags)
    #expect(values("lr:hierarchicalSubject", in: bytes) == ["lake", "animal|bird", "灯台 🗼"])
  }

  @Test func `a picture that no machine is known to have made is not called generated`() throws {
    let bytes = try make(AssetRecord(added: record.added))
    #expect(values("Iptc4xmpExt:DigitalSourceType", in: bytes).isEmpty)
    #expect(values("dc:description", in: bytes).isEmpty)
    #expect(XMPSidecar.read(bytes).rating == nil)
  }

  @Test func `writing twice changes nothing`() throws {
    let once = try make(record, over: foreign)
    #expect(XMPSidecar.make(record, id: try #require(id), existing: once) == once)
  }

  @Test func `what other programs wrote stays`() throws {
    let bytes = try make(record, over: foreign)
    #expect(values("tiff:Make", in: bytes) == ["ACME"])
    #expect(values("xmp:CreatorTool", in: bytes) == ["Draw Things"])
    #expect(values("Iptc4xmpExt:DigImageGUID", in: bytes) == ["midjourney-guid"])
    #expect(values("my:struct/my:field", in: bytes) == ["kept & <whole>"])
    #expect(values("xmpMM:DerivedFrom/stRef:documentID", in: bytes) == ["xmp.did:1"])
    #expect(values("dc:description", in: bytes) == ["a picture", "ein Bild"])
    #expect(XMPSidecar.read(bytes).record?.tags == ["mountain", "lake", "foreign tag"])
  }

  @Test func `a rating and tags are taken away only by whom they came from`() throws {
    var bare = record
    bare.rating = nil
    bare.tags = ["lake"]
    let theirs = XMPSidecar.read(try make(bare, over: foreign))
    #expect(theirs.rating == Rating(2))
    #expect(theirs.tags == ["lake", "foreign tag"])
    let ours = XMPSidecar.read(XMPSidecar.make(bare, id: try #require(id), existing: try make(record)))
    #expect(ours.rating == nil)
    #expect(ours.tags == ["lake"])
  }

  @Test func `what another program changed since counts`() throws {
    let text = String(decoding: try make(record), as: UTF8.self)
      .replacingOccurrences(of: "<xmp:Rating>4<", with: "<xmp:Rating>2<")
      .replacingOccurrences(of: "<rdf:li>mountain</rdf:li>", with: "<rdf:li>hill</rdf:li>")
    let contents = XMPSidecar.read(Array(text.utf8))
    #expect(contents.record?.rating == Rating(2))
    #expect(contents.record?.tags == ["hill", "lake"])
  }

  @Test(arguments: ["not xml at all", "<html><body>hi</body></html>", "<x:xmpmeta xmlns:x='adobe:ns:meta/'><a>"])
  func `a sidecar that is no XMP is carried along`(text: String) throws {
    let bytes = try make(record, over: text)
    #expect(XMPSidecar.read(bytes).record == record)
    #expect(values("alice:previousSidecar", in: bytes) == [Data(text.utf8).base64EncodedString()])
    let again = XMPSidecar.make(record, id: try #require(id), existing: bytes)
    #expect(values("alice:previousSidecar", in: again) == [Data(text.utf8).base64EncodedString()])
  }

  @Test func `a broken sidecar of alice is written anew`() throws {
    let broken = Array(try make(record).dropLast(200))
    let bytes = XMPSidecar.make(record, id: try #require(id), existing: broken)
    #expect(XMPSidecar.read(bytes).record == record)
    #expect(values("alice:previousSidecar", in: bytes).isEmpty)
  }
}

@Suite struct SidecarFormTests {
  @Test(arguments: [
    #"<rdf:Description xmlns:q="http://purl.org/dc/elements/1.1/" q:description="text &amp; &#x1F5FC;"/>"#,
    """
    <rdf:Description xmlns:q="http://purl.org/dc/elements/1.1/">\
    <q:description>text &amp; &#128508;</q:description></rdf:Description>
    """,
    """
    <rdf:Description>\
    <description xmlns="http://purl.org/dc/elements/1.1/"><![CDATA[text & 🗼]]></description></rdf:Description>
    """,
    """
    <rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description><rdf:Alt>
    <rdf:li xml:lang="fr">non</rdf:li><rdf:li xml:lang="x-default">text &amp; 🗼</rdf:li></rdf:Alt></dc:description>
    </rdf:Description>
    """,
    """
    <rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description rdf:parseType="Resource">
    <rdf:value>text &amp; 🗼</rdf:value></dc:description></rdf:Description>
    """,
  ])
  func `a property is found in every form and under every prefix`(description: String) {
    let entries = XMPSidecar.read(packet(description)).entries
    #expect(entries.first { $0.key == "dc:description" }?.text == "text & 🗼")
    #expect(entries.first?.container == "xmp")
  }

  @Test(arguments: [(String.Encoding.utf16BigEndian, [UInt8]([0xFE, 0xFF])), (.utf16LittleEndian, []), (.utf8, [])])
  func `a packet in any encoding is read`(encoding: String.Encoding, mark: [UInt8]) throws {
    let source = #"<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="é🗼"/>"#
    let text = String(decoding: packet(source), as: UTF8.self)
    let bytes = mark + [UInt8](try #require(text.data(using: encoding)))
    #expect(XMPSidecar.read(bytes).entries.map(\.text) == ["é🗼"])
  }

  @Test(arguments: [
    NamedBytes(
      "entities that grow",
      #"<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]>"#
        + foreign.replacingOccurrences(of: "ACME", with: "&c;")),
    NamedBytes("elements in elements", String(repeating: "<a>", count: 100_000)),
    NamedBytes(
      "too many elements",
      "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:a='b'><rdf:Description>"
        + String(repeating: "<a:b/>", count: 210_000) + "</rdf:Description></rdf:RDF>"),
    NamedBytes("too many attributes", "<a" + String(repeating: " b='c'", count: 210_000) + "/>"),
    NamedBytes("an attribute without an end", "<a b='"), NamedBytes("a lone surrogate", "<a>&#xD800;</a>"),
    NamedBytes("an unknown entity", "<a>&nope;</a>"), NamedBytes("one character", "<"), NamedBytes("nothing", ""),
    NamedBytes("a comment without an end", "<!--"), NamedBytes("an instruction without an end", "<?"),
  ])
  func `what is no XMP or too much of it says nothing`(hostile: NamedBytes) {
    #expect(XMPSidecar.read(hostile.bytes).entries.isEmpty)
  }

  @Test func `a damaged sidecar never traps`() throws {
    let bytes = XMPSidecar.make(.made, id: try #require(id), existing: Array(foreign.utf8))
    for count in stride(from: 0, to: bytes.count, by: 37) { _ = XMPSidecar.read(Array(bytes.prefix(count))) }
    var numbers = SplitMix64(seed: 1)
    for _ in 0..<100 {
      var damaged = bytes
      for _ in 0..<3 {
        damaged[Int.random(in: 0..<damaged.count, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
      }
      let made = XMPSidecar.make(.made, id: try #require(id), existing: damaged)
      #expect(XMPSidecar.read(made).record != nil)
    }
  }
}

@Suite struct SidecarReaderTests {
  @Test(.needs("exiftool"))
  func `exiftool reads it and finds nothing wrong`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("a.xmp")
      try path.write(XMPSidecar.make(.made, id: try #require(id), existing: Array(foreign.utf8)))
      let arguments = [
        "-s", "-s", "-f", "-validate", "-warning", "-XMP-xmp:Rating", "-XMP-dc:Subject", "-XMP-dc:Description",
        "-XMP-iptcExt:DigitalSourceType", "-XMP-digiKam:TagsList", path.description,
      ]
      #expect(
        try Tool.run("exiftool", arguments).output == """
          Validate: OK
          warning: -
          Rating: 4
          Subject: mountain, lake, foreign tag
          Description: a picture
          DigitalSourceType: http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia
          TagsList: mountain, lake

          """)
    }
  }

  @Test(.needs("exiv2"))
  func `exiv2 reads prompt, rating and tags`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("a.xmp")
      var record = AssetRecord.made
      record.provenance.recipe.prompt = "灯台 🗼 \"quoted\" <&>"
      try path.write(XMPSidecar.make(record, id: try #require(id), existing: Array(foreign.utf8)))
      let keys = ["Xmp.dc.description", "Xmp.xmp.Rating", "Xmp.dc.subject", "Xmp.iptcExt.AIPromptInformation"]
      let output = try Tool.run(
        "exiv2", ["-PXkt"] + keys.flatMap { ["-K", $0] } + [path.description]
      ).output
      #expect(output.contains("lang=\"x-default\" a picture"))
      #expect(output.contains("Xmp.iptcExt.AIPromptInformation") && output.contains("灯台 🗼 \"quoted\" <&>"))
      #expect(output.contains("mountain, lake, foreign tag"))
      #expect(output.split(separator: "\n").contains { $0.hasPrefix("Xmp.xmp.Rating") && $0.hasSuffix("4") })
    }
  }
}

private func packet(_ description: String) -> [UInt8] {
  Array(
    """
    <x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- a comment -->
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    \(description)</rdf:RDF></x:xmpmeta>
    """.utf8)
}

private let foreign = String(
  decoding: packet(
    """
    <rdf:Description rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:xap="http://ns.adobe.com/xap/1.0/"
      xmlns:iptcExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:my="http://example.com/my/"
      tiff:Make="ACME" xap:Rating="2" iptcExt:DigImageGUID="midjourney-guid">
     <xap:CreatorTool>Draw Things</xap:CreatorTool>
     <my:struct rdf:parseType="Resource"><my:field>kept &amp; &lt;whole&gt;</my:field></my:struct>
     <dc:description xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Alt>
       <rdf:li xml:lang="x-default">a picture</rdf:li><rdf:li xml:lang="de">ein Bild</rdf:li></rdf:Alt></dc:description>
     <dc:subject xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Bag>
       <rdf:li>foreign tag</rdf:li></rdf:Bag></dc:subject>
    </rdf:Description>
    <rdf:Description rdf:about="" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
      xmlns:stRef="http://ns.adobe.com/xap/1.0/sType/ResourceRef#"><xmpMM:DerivedFrom stRef:documentID="xmp.did:1"/>
    </rdf:Description>
    """), as: UTF8.self)
