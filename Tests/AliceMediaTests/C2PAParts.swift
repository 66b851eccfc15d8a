import AliceModel
import AliceTestSupport

/// Content Credentials for tests, made apart from the code under test.
enum C2PAParts {
  static func superbox(_ label: String, _ contents: [UInt8]...) -> [UInt8] {
    let type = [UInt8](repeating: 0x63, count: 16)
    return BoxParts.box(
      "jumb", BoxParts.box("jumd", type + [3] + Array(label.utf8) + [0]) + contents.flatMap { $0 })
  }

  static func cbor(_ label: String, _ value: JSONValue) -> [UInt8] {
    superbox(label, BoxParts.box("cbor", encoded(value)))
  }

  static func manifest(
    _ name: String = "urn:c2pa:1", by generator: JSONValue, actions: [JSONValue], ingredients: [JSONValue] = []
  ) -> [UInt8] {
    let assertions =
      [cbor("c2pa.actions.v2", ["actions": .array(actions)])] + ingredients.map { cbor("c2pa.ingredient.v3", $0) }
    return superbox(
      name, cbor("c2pa.claim.v2", ["claim_generator_info": generator]),
      superbox("c2pa.assertions", assertions.flatMap { $0 }))
  }

  static func store(_ manifests: [UInt8]...) -> [UInt8] { superbox("c2pa", manifests.flatMap { $0 }) }

  /// By RFC 8949, all lengths in four bytes, and with a tag in front of every text.
  static func encoded(_ value: JSONValue) -> [UInt8] {
    switch value {
    case .null: [0xF6]
    case .bool(let truth): [truth ? 0xF5 : 0xF4]
    case .number(let number): head(0, Int(number.int64 ?? 0))
    case .string(let text): [0xC0] + head(3, text.utf8.count) + Array(text.utf8)
    case .array(let elements): head(4, elements.count) + elements.flatMap(encoded)
    case .object(let object):
      head(5, object.count) + object.flatMap { encoded(.string($0.key)) + encoded($0.value) }
    }
  }

  static func head(_ kind: UInt8, _ count: Int) -> [UInt8] {
    [kind << 5 | 26] + bigEndian(UInt32(count))
  }

  static func png(_ store: [UInt8], in source: [UInt8]) -> [UInt8] {
    ContainerParts.inserting(HandmadePNG.chunk("caBX", store), intoPNG: source)
  }

  /// Cut into segments, the header of the box again in each, the last segment first in the file where `reversed`.
  static func jpeg(_ store: [UInt8], in source: [UInt8], piece: Int, reversed: Bool = false) -> [UInt8] {
    let body = Array(store[8...])
    let pieces = stride(from: 0, to: body.count, by: piece).map { Array(body[$0..<min($0 + piece, body.count)]) }
    let segments = pieces.enumerated().map { index, bytes in
      Array("JP".utf8) + [0, 1] + bigEndian(UInt32(index + 1)) + store[..<8] + bytes
    }
    // What is put behind SOI last stands first.
    return (reversed ? segments : segments.reversed()).reduce(source) {
      ContainerParts.inserting(segment: 0xEB, $1, intoJPEG: $0)
    }
  }

  static func uuid(_ store: [UInt8]) -> [UInt8] {
    BoxParts.box(
      "uuid", BoxParts.signedType + [0, 0, 0, 0] + Array("manifest\0".utf8) + [UInt8](repeating: 0, count: 8) + store)
  }
}
