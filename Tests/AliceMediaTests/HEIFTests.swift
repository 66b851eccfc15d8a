import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite struct HEIFTests {
  private static func full(_ type: String, version: UInt8 = 0, _ payload: [UInt8]...) -> [UInt8] {
    BoxParts.box(type, [version, 0, 0, 0] + payload.flatMap { $0 })
  }

  private static func item(_ id: UInt8, _ type: String, _ more: String = "") -> [UInt8] {
    full("infe", version: 2, [0, id, 0, 0], Array(type.utf8), [0], Array(more.utf8))
  }

  private static func place(_ id: UInt8, method: UInt8, at offset: Int, count: Int) -> [UInt8] {
    let extent = bigEndian(UInt32(offset)) + bigEndian(UInt32(count))
    return [0, id, 0, method, 0, 0, 0, 1] + extent
  }

  private static let properties: [UInt8] = {
    let size = full("ispe", bigEndian(64), bigEndian(48))
    return BoxParts.box("iprp", BoxParts.box("ipco", size) + full("ipma", [0, 0, 0, 1, 0, 1, 1, 0x81]))
  }()

  /// One picture, and its XMP, where there is any, in `idat`.
  static func picture(xmp: String? = nil, brand: String = "avif", pixels: [UInt8] = [1, 2, 3, 4]) -> [UInt8] {
    let packet = Array((xmp ?? "").utf8)
    let count: UInt8 = xmp == nil ? 1 : 2
    let description = xmp == nil ? [] : item(2, "mime", "application/rdf+xml\0")
    let inline = xmp == nil ? [] : place(2, method: 1, at: 0, count: packet.count)
    let head = BoxParts.box("ftyp", Array((brand + "\0\0\0\0mif1").utf8))
    func meta(_ offset: Int) -> [UInt8] {
      let outer = place(1, method: 0, at: offset, count: pixels.count)
      return full(
        "meta", full("pitm", [0, 1]), full("iinf", [0, count], item(1, "av01"), description),
        full("iloc", version: 1, [0x44, 0, 0, count], outer, inline), properties, BoxParts.box("idat", packet))
    }
    return head + meta(head.count + meta(0).count + 8) + BoxParts.box("mdat", pixels)
  }

  static let packet = """
    <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="a tape"/></rdf:RDF></x:xmpmeta>
    """

  @Test(arguments: [("avif", MediaFormat.avif), ("heic", .heic)])
  func `size and XMP are told`(brand: String, format: MediaFormat) throws {
    let found = try inspected(Self.picture(xmp: Self.packet, brand: brand))
    #expect(found.facts.format == format)
    #expect(found.facts.width == 64 && found.facts.height == 48)
    #expect(found.entries == [MetadataEntry(container: "xmp", key: "dc:source", text: "a tape")])
    #expect(found.sidecarReason == .format)
  }

  @Test func `metadata makes no difference to the asset, pixels do`() throws {
    let id = try inspected(Self.picture()).id
    #expect(try inspected(Self.picture(xmp: Self.packet)).id == id)
    #expect(try inspected(Self.picture(pixels: [1, 2, 3, 5])).id != id)
  }

  @Test func `no damage traps`() throws {
    let whole = Self.picture(xmp: Self.packet)
    for count in 0..<whole.count { _ = try? inspected(Array(whole.prefix(count))) }
    for at in whole.indices {
      for value: UInt8 in [0, 1, 0x7F, 0xFF] {
        var damaged = whole
        damaged[at] = value
        _ = try? inspected(damaged)
      }
    }
    #expect(!(try inspected(Array(whole.dropLast(2)))).problems.isEmpty)
  }
}
