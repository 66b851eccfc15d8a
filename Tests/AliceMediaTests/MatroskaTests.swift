import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite struct MatroskaTests {
  static func element(_ id: [UInt8], _ payload: [UInt8]) -> [UInt8] {
    id + [0x08] + (0..<4).map { UInt8(truncatingIfNeeded: payload.count >> (24 - 8 * $0)) } + payload
  }

  private static let header = element([0x1A, 0x45, 0xDF, 0xA3], element([0x42, 0x82], Array("webm".utf8)))
  static let info = element(
    [0x15, 0x49, 0xA9, 0x66],
    element([0x2A, 0xD7, 0xB1], [0x0F, 0x42, 0x40]) + element([0x44, 0x89], [0x45, 0x9C, 0x40, 0x00]))
  static let tracks = element(
    [0x16, 0x54, 0xAE, 0x6B],
    element(
      [0xAE],
      element([0x86], Array("V_VP9".utf8)) + element([0xE0], element([0xB0], [2, 128]) + element([0xBA], [1, 104]))))
  private static let block = element([0xA3], [0x81, 0, 0, 0x80, 1, 2, 3])
  static let cluster = element([0x1F, 0x43, 0xB6, 0x75], element([0xE7], [0]) + block)

  static func tags(_ name: String, _ text: String) -> [UInt8] {
    let simple = element(
      [0x67, 0xC8], element([0x45, 0xA3], Array(name.utf8)) + element([0x44, 0x87], Array(text.utf8)))
    return element([0x12, 0x54, 0xC3, 0x67], element([0x73, 0x73], element([0x63, 0xC0], []) + simple))
  }

  static func film(_ parts: [UInt8]...) -> [UInt8] {
    header + element([0x18, 0x53, 0x80, 0x67], parts.flatMap { $0 })
  }

  @Test func `size, length and tags are told`() throws {
    let found = try inspected(Self.film(Self.info, Self.tracks, Self.cluster, Self.tags("PROMPT", "{}")))
    #expect(found.facts.format == .webm)
    #expect(found.facts.width == 640 && found.facts.height == 360)
    #expect(found.facts.duration == 5)
    #expect(found.entries == [MetadataEntry(container: "matroska:tag", key: "PROMPT", text: "{}")])
    #expect(found.problems.isEmpty)
  }

  @Test func `tags, positions and padding make no difference to the asset, frames do`() throws {
    let id = try inspected(Self.film(Self.info, Self.tracks, Self.cluster)).id
    let padding = Self.element([0xEC], [0, 0, 0])
    #expect(try inspected(Self.film(Self.tags("A", "b"), Self.info, padding, Self.tracks, Self.cluster)).id == id)
    let placed = Self.element(
      [0x1F, 0x43, 0xB6, 0x75],
      Self.element([0xE7], [0]) + Self.element([0xA7], [9]) + Self.element([0xAB], [9]) + Self.block)
    #expect(try inspected(Self.film(Self.info, Self.tracks, placed)).id == id)
    var other = Self.film(Self.info, Self.tracks, Self.cluster)
    other[other.count - 1] ^= 1
    #expect(try inspected(other).id != id)
  }

  @Test func `given away, a film keeps its size and loses title, tags, attachments and old free space`() throws {
    let titled = Self.element(
      [0x15, 0x49, 0xA9, 0x66],
      Self.element([0xBF], [1, 2, 3, 4]) + Self.element([0x2A, 0xD7, 0xB1], [0x0F, 0x42, 0x40])
        + Self.element([0x7B, 0xA9], Array("secret".utf8)))
    let attachments = Self.element([0x19, 0x41, 0xA4, 0x69], Array("secret".utf8))
    // The smallest elements have one byte for their size.
    let padding: [UInt8] = [0xEC, 0x80, 0xEC, 0x81, 115] + Self.element([0xEC], Array("secret".utf8))
    let file = Self.film(
      titled, Self.tracks, Self.tags("PROMPT", "secret"), padding, Self.cluster, attachments, [0xEC, 0x81, 115])
    let bare = try stripped(file)
    #expect(bare.count == file.count)
    #expect(!String(decoding: bare, as: UTF8.self).contains("secret") && bare.last == 0)
    let found = try inspected(bare)
    #expect(try found.id == inspected(file).id)
    #expect(found.entries.isEmpty && found.problems.isEmpty)
    #expect(bare.firstRange(of: Self.tracks) == file.firstRange(of: Self.tracks))
    #expect(bare.firstRange(of: Self.cluster) == file.firstRange(of: Self.cluster))
    #expect(try stripped(bare) == bare)
  }

  @Test func `a film that cannot be followed to its end is not given away`() throws {
    let file = Self.film(Self.info, Self.tracks, Self.cluster, Self.tags("A", "b"))
    for count in 1..<file.count { #expect(throws: MediaError.self) { _ = try stripped(Array(file[..<count])) } }
    let unknown = Self.film(Self.info, Self.element([0x4A, 0xBC], [1]), Self.cluster)
    #expect(throws: MediaError.notEmbeddable) { _ = try stripped(unknown) }
    #expect(throws: MediaError.notEmbeddable) { _ = try stripped(file + Array("secret".utf8)) }
  }

  @Test func `a film that was recorded as it was sent has no sizes`() throws {
    let unknown: [UInt8] = [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
    let cluster = [0x1F, 0x43, 0xB6, 0x75] + unknown + Self.element([0xE7], [0]) + Self.block
    let film =
      Self.header + [0x18, 0x53, 0x80, 0x67] + unknown + Self.info + Self.tracks + cluster + Self.tags("A", "b")
    let found = try inspected(film)
    #expect(found.id == (try inspected(Self.film(Self.info, Self.tracks, Self.cluster)).id))
    #expect(found.entries.map(\.key) == ["A"])
    #expect(found.problems.isEmpty)
  }

  @Test func `no damage traps`() throws {
    let whole = Self.film(Self.info, Self.tracks, Self.cluster, Self.tags("PROMPT", "{}"))
    for count in 0..<whole.count { _ = try? inspected(Array(whole.prefix(count))) }
    for at in whole.indices {
      for value: UInt8 in [0, 0x01, 0x80, 0xFF] {
        var damaged = whole
        damaged[at] = value
        _ = try? inspected(damaged)
      }
    }
    #expect(try inspected(Array(whole.dropLast(2))).problems.contains(.truncated))
  }

  @Test func `another document type is not kept`() {
    let header = Self.element([0x1A, 0x45, 0xDF, 0xA3], Self.element([0x42, 0x82], Array("other".utf8)))
    #expect(throws: MediaError.unrecognised) { try inspected(header) }
  }
}
