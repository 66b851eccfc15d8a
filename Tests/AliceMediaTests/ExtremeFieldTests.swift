import AliceMedia
import AliceModel
import Foundation
import Testing

/// Whatever number stands in a header: looking at the file, writing into it and giving it away must end in an answer. A
/// trap would end the whole run of the tests.
@Suite struct `Extreme numbers in headers` {
  /// Fields of 16, 32 and 64 bits, in both byte orders.
  private static let extremes: [[UInt8]] = {
    let one: [[UInt8]] = [[0, 0, 0, 1], [1, 0, 0, 0], [0x7F, 0x7F, 0x7F, 0x7F]]
    return one
      + [2, 4, 8].flatMap { size in
        let rest = [UInt8](repeating: 0xFF, count: size - 1)
        let zeros = [UInt8](repeating: 0, count: size - 1)
        return [[0] + zeros, [0x7F] + rest, rest + [0x7F], [0x80] + zeros, zeros + [0x80], [0xFF] + rest]
      }
  }()

  /// Of a sample, in bytes: what follows is mostly picture or sound.
  private static let headerSize = 256

  private static func use(_ file: [UInt8]) throws {
    guard let inspection = try? inspected(file) else { return }
    if inspection.canEmbed,
      case .splice(let splice) = try MediaFile.embed(.made, into: file, inspection: inspection)
    {
      _ = carryOut(splice, on: file)
    }
    if let splice = try? MediaFile.strip(file) { _ = carryOut(splice, on: file) }
    if let splice = try? MediaFile.embedInfotext("a\nSteps: 1", into: file) { _ = carryOut(splice, on: file) }
    _ = StealthPayload.entry(in: file, inspection: inspection)
    _ = try? MediaFile.header(file, offsetMinutes: .max)
    _ = GeneratorReaders.read(inspection.entries)
    _ = inspection.created?.description
    _ = inspection.record?.embeddedJSON(id: inspection.id).canonicalText
  }

  @Test(.timeLimit(.minutes(10)), arguments: try ExtremeSamples.all())
  func `give an answer in`(_ sample: NamedBytes) throws {
    try Self.use(sample.bytes)
    for at in 0..<min(sample.bytes.count, Self.headerSize) {
      for extreme in Self.extremes where at + extreme.count <= sample.bytes.count {
        var file = sample.bytes
        file.replaceSubrange(at..<at + extreme.count, with: extreme)
        if file != sample.bytes { try Self.use(file) }
      }
    }
  }
}
