import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// Other programs change rating and tags in the XMP only.
@Suite struct ContainerReconciliationTests {
  @Test(arguments: ["plain.png", "plain.jpg", "lossy.webp"])
  func `a rating that another program changed counts`(name: String) throws {
    let file = try edited(name) { $0.replacing("<xmp:Rating>4</xmp:Rating>", with: "<xmp:Rating>1</xmp:Rating>") }
    #expect(try inspected(file).record?.rating == Rating(1))
  }

  @Test(arguments: ["plain.png", "plain.jpg"], ["", "<xmp:Rating>0</xmp:Rating>"])
  func `a rating that another program took out is gone`(name: String, rating: String) throws {
    let file = try edited(name) { $0.replacing("<xmp:Rating>4</xmp:Rating>", with: rating) }
    #expect(try inspected(file).record?.rating == nil)
    #expect(try inspected(file).record?.tags == ["mountain", "lake"])
  }

  @Test(arguments: ["plain.png", "plain.jpg"])
  func `tags that another program changed count`(name: String) throws {
    let file = try edited(name) {
      $0.replacing("<rdf:li>lake</rdf:li>", with: "<rdf:li>sea</rdf:li><rdf:li>dawn</rdf:li>")
    }
    #expect(try inspected(file).record?.tags == ["mountain", "sea", "dawn"])
  }

  @Test func `without XMP the document alone counts`() throws {
    let file = try embedded(.made, in: ContainerFixture.bytes("plain.png"))
    let packet = try #require(ContainerParts.png(file).first { $0.name == "iTXt XML:com.adobe.xmp" })
    let stripped = Array(file[..<packet.range.lowerBound]) + Array(file[packet.range.upperBound...])
    #expect(try inspected(stripped).record == .made)
  }

  @Test func `a packet that is not alice's takes no rating away`() throws {
    let packet =
      "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
      + "<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/' dc:format='image/png'/></rdf:RDF></x:xmpmeta>"
    let file = try edited("plain.png") { _ in packet }
    // The mark that AI made it is what the file says now.
    var record = AssetRecord.made
    record.disclosure = nil
    #expect(try inspected(file).record == record)
  }

  @Test func `a picture that was changed has another identity than its document says`() throws {
    let file = try embedded(.made, in: ContainerFixture.bytes("plain.png"))
    let other = try ContainerFixture.bytes("palette.png")
    let document = try #require(ContainerParts.png(file).first { $0.name == "iTXt alice_metadata" })
    let pasted = try inspected(ContainerParts.inserting(Array(file[document.range]), intoPNG: other))
    #expect(pasted.id != pasted.recordID)
    #expect(try pasted.recordID == inspected(file).id)
  }

  /// Changes the packet of a file that alice wrote, as another program would.
  private func edited(_ name: String, _ change: (String) -> String) throws -> [UInt8] {
    let file = try embedded(.made, in: ContainerFixture.bytes(name))
    let packet = try #require(try inspected(file).xmp)
    let text = change(String(decoding: packet, as: UTF8.self))
    #expect(text != String(decoding: packet, as: UTF8.self))
    let at = try #require(file.firstRange(of: packet))
    switch (name as NSString).pathExtension {
    case "png":
      let payload = Array("XML:com.adobe.xmp\0\0\0\0\0".utf8) + Array(text.utf8)
      let start = at.lowerBound - 30
      return Array(file[..<start]) + HandmadePNG.chunk("iTXt", payload) + Array(file[(at.upperBound + 4)...])
    case "jpg":
      let padded = text.utf8.count + 31
      let start = at.lowerBound - 31
      return Array(file[..<(start)]) + [UInt8(padded >> 8), UInt8(padded & 0xFF)]
        + Array(file[(start + 2)..<at.lowerBound])
        + Array(text.utf8) + Array(file[at.upperBound...])
    default:
      // A RIFF keeps its size when the text keeps its length.
      #expect(text.utf8.count == packet.count)
      return Array(file[..<at.lowerBound]) + Array(text.utf8) + Array(file[at.upperBound...])
    }
  }
}
