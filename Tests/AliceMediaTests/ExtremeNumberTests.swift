import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// Numbers that are possible one by one, and beyond all measure together.
@Suite struct `Numbers that do not fit` {
  private static func full(_ type: String, version: UInt8 = 0, _ payload: [UInt8]) -> [UInt8] {
    BoxParts.box(type, [version, 0, 0, 0] + payload)
  }

  private static func big(_ value: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }
  }

  private static let brand = BoxParts.box("ftyp", Array("avif\0\0\0\0mif1".utf8))

  /// `infos` items of number 1, and one place for it, whose extents are `extents`, each of which gives offset and length
  /// in so many bytes.
  private static func avif(infos: Int = 1, properties: [UInt8] = [], extents: [[UInt8]], width: UInt8) -> [UInt8] {
    let info = full("infe", version: 2, [0, 1, 0, 0] + Array("av01".utf8) + [0])
    let count = [UInt8(truncatingIfNeeded: extents.count >> 8), UInt8(truncatingIfNeeded: extents.count)]
    let items = [UInt8(truncatingIfNeeded: infos >> 8), UInt8(truncatingIfNeeded: infos)]
    return brand
      + full(
        "meta",
        full("pitm", [0, 9]) + full("iinf", items + [[UInt8]](repeating: info, count: infos).flatMap { $0 })
          + full("iloc", [width << 4 | width, 0, 0, 1, 0, 1, 0, 0] + count + extents.flatMap { $0 }) + properties)
  }

  @Test func `two pictures of four billion pixels a side are compared, and the size is told`() throws {
    let sizes = [UInt32.max, .max - 1].flatMap {
      Self.full("ispe", bigEndian($0) + bigEndian($0))
    }
    let properties = BoxParts.box("iprp", BoxParts.box("ipco", sizes))
    let found = try inspected(Self.avif(properties: properties, extents: [], width: 4))
    #expect(found.facts.width == Int(UInt32.max) && found.facts.height == Int(UInt32.max))
  }

  @Test func `extents that together go round the clock are not followed`() throws {
    // Each lies within the file that is claimed, and sixteen of them are 2^64.
    let head = Self.avif(extents: .init(repeating: Self.big(0) + Self.big(1 << 60), count: 20), width: 8)
    let file = GapFile(head: head, byteCount: 1 << 61)
    #expect(throws: MediaError.sparse) { try MediaFile.inspect(file, offsetMinutes: 0) }
    #expect(throws: MediaError.sparse) { try MediaFile.strip(file) }
    #expect(try inspected(head).id != inspected(head + [0]).id)
  }

  @Test(.timeLimit(.minutes(1))) func `sixty thousand items that share sixty thousand extents`() throws {
    let file = Self.avif(infos: 60_000, extents: .init(repeating: [], count: 60_000), width: 0)
    #expect(try inspected(file).facts.format == .avif)
  }

  @Test(arguments: [(1 << 30) + (1 << 20), 1 << 61, .max] as [UInt64])
  func `a file of nothing but gaps is refused before it is read`(count: UInt64) throws {
    for name in ["plain.png", "plain.jpg", "lossy.webp"] {
      let file = GapFile(head: try ContainerFixture.bytes(name), byteCount: count)
      #expect(throws: MediaError.sparse) { try MediaFile.inspect(file, offsetMinutes: 0) }
    }
    #expect(throws: MediaError.unrecognised) {
      try MediaFile.inspect(GapFile(head: [0, 0, 0, 0], byteCount: count), offsetMinutes: 0)
    }
  }

  @Test(arguments: [Int.min, .max, 18 * 60 + 1, -6039])
  func `an offset that no clock has is none`(offset: Int) {
    #expect(Timestamp(milliseconds: .max, offsetMinutes: offset).offsetMinutes == 0)
    #expect(Timestamp(milliseconds: .min, offsetMinutes: offset).offsetMinutes == 0)
    let civil = Timestamp(year: 2026, month: 11, day: 22, offsetMinutes: offset)
    #expect(civil == Timestamp("2026-11-22"))
  }

  @Test(arguments: [0x80, 0x7F, 0xFF, 0] as [UInt8])
  func `a date three centuries away is a date`(first: UInt8) throws {
    let info = MatroskaTests.element(
      [0x15, 0x49, 0xA9, 0x66], MatroskaTests.element([0x44, 0x61], [first] + .init(repeating: 0xFF, count: 7)))
    let found = try inspected(MatroskaTests.film(info, MatroskaTests.tracks, MatroskaTests.cluster))
    #expect(found.created?.description.count ?? 0 >= 20)
  }
}

/// Bytes, and zeros behind them up to any size.
private struct GapFile: RandomAccessBytes {
  let head: [UInt8]
  let byteCount: UInt64

  var holeByteCount: UInt64 { byteCount - UInt64(head.count) }

  func read(at offset: UInt64, count: Int) throws -> [UInt8] {
    guard offset < byteCount, count > 0 else { return [] }
    let wanted = Int(min(UInt64(count), byteCount - offset))
    let own = try offset < head.byteCount ? head.read(at: offset, count: wanted) : []
    return own + [UInt8](repeating: 0, count: wanted - own.count)
  }
}
