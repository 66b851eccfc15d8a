/// Assets that look alike, and the one that is worth keeping.
package struct DuplicateGroup: Sendable, Hashable {
  package enum Kind: String, Sendable {
    /// All pixels of all pictures are equal, although their files are not.
    case exact
    /// At least one looks like the keeper without being equal: another size or compression, a small crop, a text.
    case near
  }

  package let keeper: Asset
  /// Why it is the keeper.
  package let reason: KeeperReason
  /// The other assets; each of them looks like the keeper.
  package let others: [Asset]
  /// The largest distance from the keeper, in bits of 255; nil if all are equal.
  package let distance: Int?
  /// What was done to the keeper to get the others.
  package let turn: PictureTurn

  /// A group that a person made, whatever its assets look like.
  package init(chosen keeper: Asset, others: [Asset]) {
    self.init(keeper: keeper, reason: .chosen, others: others, distance: nil, turn: .same)
  }

  init(keeper: Asset, reason: KeeperReason, others: [Asset], distance: Int?, turn: PictureTurn) {
    self.keeper = keeper
    self.reason = reason
    self.others = others
    self.distance = distance
    self.turn = turn
  }

  package var kind: Kind { distance == nil ? .exact : .near }

  package var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "distance": JSONValue(distance ?? 0), "keep": .string(keeper.id.hex),
      "why": .string(reason.sentence(keeper)),
      "assets": .array(([keeper] + others).map { .string($0.id.hex) }),
      "turn": turn == .same ? .null : ["degrees": JSONValue(turn.degrees), "mirrored": .bool(turn.isMirrored)],
    ]
  }
}

/// What decides which of some assets is kept, the most important first.
package enum KeeperReason: Sendable, Hashable, CaseIterable {
  case sound, rating, pick, size, quality, recipe, age, bytes, chosen, none

  /// Returns a number that is larger for the asset that is rather kept.
  fileprivate func worth(of asset: Asset) -> Int64 {
    let record = asset.record
    switch self {
    case .sound: return record.damaged ? 0 : 1
    case .rating: return Int64(record.rating?.stars ?? 0)
    case .pick: return record.pick == .picked ? 2 : record.pick == nil ? 1 : 0
    case .size: return Int64(asset.facts.width ?? 0) &* Int64(asset.facts.height ?? 0)
    // Stars, because small edits change a score by as much as chance does.
    case .quality: return Int64(asset.quality ?? 0)
    case .recipe: return record.recipe.prompt != nil || record.provenance.generator != nil ? 1 : 0
    case .age: return -max(asset.created.milliseconds, -Int64.max)
    case .bytes: return Int64(clamping: asset.facts.bytes)
    case .chosen, .none: return 0
    }
  }

  package func sentence(_ keeper: Asset) -> String {
    switch self {
    case .sound: return "its file is sound"
    case .rating: return "it is rated \(keeper.record.rating?.stars ?? 0)"
    case .pick: return keeper.record.pick == .picked ? "it is picked" : "it is not rejected"
    case .size: return "it is larger: \(keeper.facts.width ?? 0) × \(keeper.facts.height ?? 0)"
    case .quality: return "it has more stars: \(keeper.quality ?? 0)"
    case .recipe: return "it has the recipe"
    case .age: return "it is the oldest"
    case .bytes: return "its file has more bytes"
    case .chosen: return "it was chosen"
    case .none: return "nothing sets one apart"
    }
  }

  /// Returns whether the first asset is rather kept, and why.
  static func preference(_ one: Asset, _ other: Asset) -> (isFirst: Bool, reason: KeeperReason) {
    for reason in allCases {
      let (first, second) = (reason.worth(of: one), reason.worth(of: other))
      if first != second { return (first > second, reason) }
    }
    return (one.id < other.id, .none)
  }
}
