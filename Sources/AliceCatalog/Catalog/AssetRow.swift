import AliceModel
import Foundation
import GRDB

/// The properties that `has:`, `is:` and the like test, one bit each, in `asset.flags`.
struct AssetFlags: OptionSet {
  let rawValue: Int64

  static let prompt = AssetFlags(rawValue: 1)
  static let negativePrompt = AssetFlags(rawValue: 1 << 1)
  static let parent = AssetFlags(rawValue: 1 << 2)
  static let parameters = AssetFlags(rawValue: 1 << 3)
  static let created = AssetFlags(rawValue: 1 << 4)
  static let tag = AssetFlags(rawValue: 1 << 5)
  static let endpoint = AssetFlags(rawValue: 1 << 6)
  static let signed = AssetFlags(rawValue: 1 << 7)

  /// The full-text index does not contain all texts of the parameters.
  static let unindexed = AssetFlags(rawValue: 1 << 13)

  static let picked = AssetFlags(rawValue: 1 << 14)
  static let rejected = AssetFlags(rawValue: 1 << 15)
  static let nsfw = AssetFlags(rawValue: 1 << 16)
  static let damaged = AssetFlags(rawValue: 1 << 17)
  static let ambiguous = AssetFlags(rawValue: 1 << 18)
  static let simulated = AssetFlags(rawValue: 1 << 19)
  static let lora = AssetFlags(rawValue: 1 << 20)
  static let note = AssetFlags(rawValue: 1 << 21)
  static let title = AssetFlags(rawValue: 1 << 22)
  static let disclosure = AssetFlags(rawValue: 1 << 23)

  static func defect(_ defect: Defect) -> AssetFlags {
    switch defect {
    case .black: AssetFlags(rawValue: 1 << 8)
    case .blank: AssetFlags(rawValue: 1 << 9)
    case .truncated: AssetFlags(rawValue: 1 << 10)
    case .wrongContent: AssetFlags(rawValue: 1 << 11)
    case .blocking: AssetFlags(rawValue: 1 << 12)
    case .frozen: AssetFlags(rawValue: 1 << 24)
    }
  }

  static let anyDefect = AssetFlags(Defect.allCases.map(defect))

  init(rawValue: Int64) { self.rawValue = rawValue }

  init(_ asset: Asset, hasLoras: Bool) {
    let provenance = asset.record.provenance
    let recipe = provenance.recipe
    self = AssetFlags(asset.record.assessment.defects.map(AssetFlags.defect))
    if asset.record.prompt?.isEmpty == false { insert(.prompt) }
    if recipe.negativePrompt?.isEmpty == false { insert(.negativePrompt) }
    if !recipe.parameters.isEmpty { insert(.parameters) }
    if !IndexedTexts.holdsAllTexts(of: recipe) { insert(.unindexed) }
    if !provenance.parents.isEmpty { insert(.parent) }
    if asset.record.created != nil { insert(.created) }
    if provenance.endpoint != nil { insert(.endpoint) }
    if !asset.record.tags.isEmpty { insert(.tag) }
    if asset.facts.signed { insert(.signed) }
    switch asset.record.pick {
    case .picked: insert(.picked)
    case .rejected: insert(.rejected)
    case nil: break
    }
    if asset.record.isNSFW { insert(.nsfw) }
    if asset.record.damaged { insert(.damaged) }
    if provenance.ambiguous { insert(.ambiguous) }
    if provenance.isSimulated { insert(.simulated) }
    if hasLoras { insert(.lora) }
    if asset.record.note?.isEmpty == false { insert(.note) }
    if asset.record.title?.isEmpty == false { insert(.title) }
    if asset.record.isDisclosed { insert(.disclosure) }
  }
}

/// The row of an asset in the table `asset`.
struct AssetRow {
  static let columns = [
    "asset", "created", "created_offset", "added", "added_offset", "quality", "rating", "score", "elo", "cost",
    "model", "provider", "generator", "project", "format", "ext", "seed", "steps", "cfg", "stack", "width", "height",
    "ratio", "duration", "bytes", "flags", "missing",
  ]

  let asset: [UInt8]
  let values: [DatabaseValue]
  /// The names of the asset's LoRAs, which have rows of their own.
  let loras: [LoraName]

  init(_ asset: Asset) {
    self.asset = asset.id.bytes
    loras = LoraName.names(of: asset.record.recipe)
    values =
      AssetRow.identity(asset, self.asset) + AssetRow.judgement(asset) + AssetRow.making(asset)
      + AssetRow.shape(asset, AssetFlags(asset, hasLoras: !loras.isEmpty))
  }

  private static func identity(_ asset: Asset, _ id: [UInt8]) -> [DatabaseValue] {
    let added = asset.record.added
    return [
      Data(id).databaseValue, asset.created.milliseconds.databaseValue, asset.created.offsetMinutes.databaseValue,
      added.milliseconds.databaseValue, added.offsetMinutes.databaseValue,
    ]
  }

  private static func judgement(_ asset: Asset) -> [DatabaseValue] {
    [
      asset.quality.databaseValue, (asset.record.rating?.stars).databaseValue,
      (asset.record.assessment.score?.value).databaseValue, asset.record.elo.databaseValue,
      (asset.record.provenance.cost?.amount.nanos).databaseValue,
    ]
  }

  private static func making(_ asset: Asset) -> [DatabaseValue] {
    let provenance = asset.record.provenance
    let recipe = provenance.recipe
    return [
      recipe.model.map(TextFolding.fold).databaseValue, provenance.provider.map(TextFolding.fold).databaseValue,
      (provenance.generator?.rawValue).databaseValue, asset.record.project.map(TextFolding.fold).databaseValue,
      asset.facts.format.rawValue.databaseValue, asset.path.fileExtension.databaseValue,
      recipe.seed.map { Data(SeedKey.bytes(of: $0)) }.databaseValue, recipe.steps.databaseValue,
      recipe.cfg.databaseValue,
      StackKey.key(provider: provenance.provider, request: provenance.requestID).databaseValue,
    ]
  }

  private static func shape(_ asset: Asset, _ flags: AssetFlags) -> [DatabaseValue] {
    let facts = asset.facts
    return [
      facts.width.databaseValue, facts.height.databaseValue, ratio(facts).databaseValue, facts.duration.databaseValue,
      Int64(bitPattern: facts.bytes).databaseValue, flags.rawValue.databaseValue,
      asset.missing.databaseValue,
    ]
  }
}

extension AssetRow {
  /// Returns the width by the height in 64ths, from 1 to 255; nil if the size is not known.
  private static func ratio(_ facts: FileFacts) -> Int? {
    guard let width = facts.width, let height = facts.height, width > 0, height > 0 else { return nil }
    return Int(min(max((Double(width) * 64 / Double(height)).rounded(), 1), 255))
  }
}

/// Seeds as bytes that sort like the numbers: seeds can exceed 64 bits.
enum SeedKey {
  /// Returns the key of a seed; seeds that are not numbers sort last.
  static func bytes(of seed: String) -> [UInt8] {
    SearchSeed.key(seed).map(bytes(ofKey:)) ?? [0xFF] + Array(seed.utf8.prefix(200))
  }

  /// Packs two digits of a key of `SearchSeed` into one byte. Each is increased, so that a key that ends sooner sorts
  /// first.
  static func bytes(ofKey key: String) -> [UInt8] {
    var packed: [UInt8] = []
    var high: UInt8?
    for digit in key.utf8 {
      let value = digit - 0x2F
      if let first = high {
        packed.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    if let high { packed.append(high << 4) }
    return packed
  }

  /// The first key of seeds that are not numbers.
  static let words = Data([0xFF])
}

/// The number that the assets of one request share, which are shown as one stack.
enum StackKey {
  /// Returns the first 63 bits of the FNV-1a hash of both names; nil without a request id.
  static func key(provider: String?, request: String?) -> Int64? {
    guard let request, !request.isEmpty else { return nil }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in Array((provider ?? "").utf8) + [0] + Array(request.utf8) {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    return Int64(hash >> 1)
  }
}

extension AssetID {
  var bytes: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(32)
    var high: UInt8?
    for digit in hex.utf8 {
      let value = digit < 0x3A ? digit - 0x30 : digit - 0x57
      if let first = high {
        result.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return result
  }
}
