import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// The new file that a splice describes.
func carryOut(_ splice: Splice, on source: [UInt8]) -> [UInt8] {
  splice.pieces.flatMap { piece in
    switch piece {
    case .source(let range): Array(source[Int(range.lowerBound)..<Int(range.upperBound)])
    case .bytes(let bytes): bytes
    }
  }
}

struct NotASplice: Error {}

/// The file with `record` in it; throws where it would be a sidecar.
func embedded(_ record: AssetRecord, in source: [UInt8], former: AssetRecord? = nil) throws -> [UInt8] {
  let inspection = try MediaFile.inspect(source, offsetMinutes: 0)
  guard
    case .splice(let splice) = try MediaFile.embed(record, into: source, inspection: inspection, former: former)
  else {
    throw NotASplice()
  }
  return carryOut(splice, on: source)
}

func inspected(_ bytes: [UInt8]) throws -> Inspection { try MediaFile.inspect(bytes, offsetMinutes: 0) }

/// A small file for each container that alice writes into, and for each shape of it.
enum ContainerFixture {
  static let png = ["plain.png", "palette.png", "foreign.png", "animated.png"]
  static let jpeg = ["plain.jpg", "progressive.jpg", "camera.jpg"]
  static let webp = ["lossy.webp", "lossless-alpha.webp", "animated.webp", "camera.webp"]
  static let all = png + jpeg + webp

  static func bytes(_ name: String) throws -> [UInt8] { try Fixtures.bytes("media/" + name) }
}

extension AssetRecord {
  /// What alice writes for a picture that she made.
  static var made: AssetRecord {
    var record = AssetRecord(added: Timestamp(milliseconds: 1_795_371_845_000, offsetMinutes: 60))
    record.provenance = Provenance(
      recipe: Recipe(
        prompt: "a serene mountain lake, dawn", negativePrompt: "people", model: "flux-dev",
        seed: "18446744073709551615", parameters: ["num_inference_steps": 28, "guidance_scale": 3.5]),
      provider: "fal", endpoint: "fal-ai/flux/dev", requestID: "req-1", generator: .alice,
      cost: Money("0.025").map { Cost(amount: $0, basis: .estimate) },
      created: Timestamp("2026-11-22T18:04:05+01:00"))
    record.rating = Rating(4)
    record.disclosure = .trainedAlgorithmicMedia
    record.tags = ["mountain", "lake"]
    record.assessment.score = Score(value: 2.75, scorer: "efflite0-agiqa/1")
    return record
  }

  /// What alice writes for a picture of another program.
  static var found: AssetRecord {
    var record = made
    record.provenance.generator = .comfyui
    record.provenance.provider = nil
    record.provenance.endpoint = nil
    return record
  }
}

extension SplitMix64 {
  /// Text of every kind that makes trouble: controls, quotes, line ends, right-to-left, emoji, noncharacters.
  mutating func text(upTo length: Int) -> String {
    let ranges: [ClosedRange<UInt32>] = [
      0x20...0x7E, 0x20...0x7E, 0x00...0x1F, 0x7F...0xFF, 0x4E00...0x4E80, 0x5D0...0x5EA, 0x200B...0x202E,
      0x1F300...0x1F6FF, 0xFFF0...0xFFFF, 0x10FFF0...0x10FFFF,
    ]
    var scalars = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...length, using: &self) {
      let range = ranges[Int.random(in: 0..<ranges.count, using: &self)]
      if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &self)) { scalars.append(scalar) }
    }
    return String(scalars)
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips where one of the programs that look at alice's files is not installed.
  static func needs(_ tools: String...) -> Self {
    .enabled(if: Tool.missing(tools) == nil, Tool.missing(tools).map { Comment(rawValue: $0) })
  }

  /// Skips where the collection of real files does not lie beside the checkout.
  static var needsCorpus: Self {
    .enabled(if: Fixtures.corpus != nil, "no ../shared/corpus beside the checkout; ALICE_CORPUS names another place")
  }
}

extension BytePath {
  func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: description)) }
  func read() throws -> [UInt8] { try [UInt8](Data(contentsOf: URL(filePath: description))) }
}
