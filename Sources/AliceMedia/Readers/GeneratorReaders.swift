package import AliceModel

/// The readers of all generators, in the order in which they are asked.
package enum GeneratorReaders {
  /// What the first reader that knows the entries makes of them; nil where none does. Takes time linear in their size.
  ///
  /// What stands beside the file (containers `sidecar:…`) counts where the file itself tells no prompt.
  package static func read(_ entries: [MetadataEntry]) -> ReadMetadata? {
    let own = first(entries.filter { !$0.container.hasPrefix("sidecar:") })
    guard own?.provenance.recipe.prompt == nil else { return own }
    guard var beside = first(entries.filter { $0.container.hasPrefix("sidecar:") }) else { return own }
    if let own { beside.fill(from: own) }
    return beside
  }

  private static func first(_ entries: [MetadataEntry]) -> ReadMetadata? {
    guard !entries.isEmpty else { return nil }
    let found = FoundMetadata(entries)
    for reader in all {
      if let read = reader.read(found) { return read.bounded() }
    }
    return nil
  }

  /// Readers that know a generator by a mark of its own come before those that know it by the form of a text, for many
  /// programs write the text of another besides their own.
  private static let all: [any GeneratorReader] = [
    InvokeAIReader(),
    TensorArtReader(),
    StabilityMatrixReader(),
    FooocusReader(),
    NovelAIReader(),
    EasyDiffusionReader(),
    SwarmUIReader(),
    RuinedFooocusReader(),
    HuggingFaceSpaceReader(),
    AliceMultiverseReader(),
    ImageMetaHubReader(),
    CivitaiReader(),
    DrawThingsReader(),
    ComfyUIReader(),
    InfotextReader(),
    MidjourneyReader(),
    C2PAReader(),
    LabelledReader(),
  ]
}
