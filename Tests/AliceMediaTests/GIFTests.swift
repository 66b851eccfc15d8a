import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite struct GIFTests {
  private static let screen = Array("GIF89a".utf8) + [2, 0, 3, 0, 0x80, 0, 0] + [0, 0, 0, 255, 255, 255]
  static let control: [UInt8] = [0x21, 0xF9, 4, 0, 50, 0, 0, 0]
  static let frame: [UInt8] = [0x2C, 0, 0, 0, 0, 2, 0, 3, 0, 0, 2, 2, 0x4C, 0x01, 0]
  static let loop: [UInt8] = [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]

  static func gif(_ parts: [UInt8]...) -> [UInt8] { screen + parts.flatMap { $0 } + [0x3B] }

  static func comment(_ text: String) -> [UInt8] {
    [0x21, 0xFE, UInt8(text.utf8.count)] + Array(text.utf8) + [0]
  }

  static func application(_ name: String, _ data: [UInt8]) -> [UInt8] {
    [0x21, 0xFF, 11] + Array(name.utf8) + data
  }

  @Test func `size, length and comments are told`() throws {
    let found = try inspected(
      Self.gif(Self.loop, Self.control, Self.frame, Self.control, Self.frame, Self.comment("a fox")))
    #expect(found.facts.format == .gif)
    #expect(found.facts.width == 2 && found.facts.height == 3)
    #expect(found.facts.duration == 1)
    #expect(found.entries == [MetadataEntry(container: "gif:comment", key: "Comment", text: "a fox")])
    #expect(found.problems.isEmpty)
    #expect(found.sidecarReason == .format)
  }

  @Test func `a still picture has no length`() throws {
    #expect(try inspected(Self.gif(Self.control, Self.frame)).facts.duration == nil)
  }

  @Test func `comments and XMP make no difference to the asset, frames and repeats do`() throws {
    let plain = try inspected(Self.gif(Self.control, Self.frame)).id
    let packet = Array("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>".utf8)
    let trailer = [1] + (0...255).reversed().map { UInt8($0) } + [0]
    let xmp = Self.application("XMP DataXMP", packet + trailer)
    #expect(try inspected(Self.gif(Self.comment("a"), Self.control, xmp, Self.frame)).id == plain)
    #expect(try inspected(Self.gif(Self.control, Self.frame, Self.frame)).id != plain)
    #expect(try inspected(Self.gif(Self.loop, Self.control, Self.frame)).id != plain)
  }

  @Test func `given away, frames and repeats stay, and texts and what stands behind go`() throws {
    let raw = Array("<x/> secret".utf8) + [1] + (0...255).reversed().map { UInt8($0) } + [0]
    let file =
      Self.gif(
        Self.comment("secret"), Self.loop, Self.application("XMP DataXMP", raw), Self.control, Self.frame,
        Self.application("C2PA_GIF\u{1}\0\0", [6] + Array("secret".utf8) + [0]), Self.control, Self.frame,
        Self.application("ANYTHING1.0", [0])) + Array("secret".utf8)
    let bare = Self.gif(Self.loop, Self.control, Self.frame, Self.control, Self.frame)
    #expect(try stripped(file) == bare)
    #expect(try inspected(file).id == inspected(bare).id)
    for count in 13..<bare.count {
      #expect(throws: MediaError.notEmbeddable) { _ = try stripped(Array(bare[..<count])) }
    }
    #expect(throws: MediaError.notEmbeddable) { _ = try stripped(Self.gif([0x21, 0xAA, 1, 65, 0], Self.frame)) }
  }

  @Test(arguments: [true, false])
  func `XMP is found whether it is cut into blocks or not`(isCut: Bool) throws {
    let text = """
      <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="a tape"/></rdf:RDF></x:xmpmeta>
      """
    let bytes = Array(text.utf8)
    let raw = bytes + [1] + (0...255).reversed().map { UInt8($0) } + [0]
    let cut = [UInt8(bytes.count)] + bytes + [0]
    let found = try inspected(Self.gif(Self.application("XMP DataXMP", isCut ? cut : raw), Self.frame))
    #expect(found.entries == [MetadataEntry(container: "xmp", key: "dc:source", text: "a tape")])
    #expect(found.problems.isEmpty)
  }

  @Test func `signed pictures are told`() throws {
    let credentials: [UInt8] = [0x21, 0xFF, 11] + Array("C2PA_GIF".utf8) + [1, 0, 0, 2, 7, 7, 0]
    let found = try inspected(Self.gif(credentials, Self.frame))
    #expect(found.facts.signed)
    #expect(found.sidecarReason == .signed)
  }

  @Test func `no damage traps`() throws {
    let whole = Self.gif(Self.loop, Self.control, Self.frame, Self.comment("a fox"))
    for count in 0..<whole.count { _ = try? inspected(Array(whole.prefix(count))) }
    for at in whole.indices {
      for value: UInt8 in [0, 0x21, 0x2C, 0xFF] {
        var damaged = whole
        damaged[at] = value
        _ = try? inspected(damaged)
      }
    }
    #expect(try inspected(Array(whole.dropLast())).problems == [.missingEnd])
    #expect(try inspected(Array(whole.dropLast(3))).problems == [.truncated])
  }
}
