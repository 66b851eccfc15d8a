import AliceModel

/// The assets that a run places, counted.
package struct OrganizeTally: Sendable, Hashable {
  /// By the model as folders are named, or else the generator; nil for those of which neither is known.
  package private(set) var models: [String?: Int] = [:]
  /// By the stars, where the library files by quality; nil for those without.
  package private(set) var stars: [Int?: Int] = [:]

  mutating func count(_ record: AssetRecord) {
    models[record.modelFolder, default: 0] += 1
    stars[record.quality(), default: 0] += 1
  }
}
