package import AliceModel

/// The readers of all generators in their order of precedence.
package enum GeneratorReaders {
  /// Returns the result of the first reader that recognizes the entries; nil if none does. Takes time linear in their
  /// size.
  ///
  /// The file's sidecars (containers `sidecar:…`) are read only if the file itself has no prompt.
  package static func read(_ entries: [MetadataEntry]) -> ReadMetadata? {
    let own = first(entries.filter { !$0.container.hasPrefix("sidecar:") })
    guard own?.provenance.recipe.prompt == nil else { return own }
    guard var sidecar = first(entries.filter { $0.container.hasPrefix("sidecar:") }) else { return own }
    if let own { sidecar.fill(from: own) }
    return sidecar
  }

  private static func first(_ entries: [MetadataEntry]) -> ReadMetadata? {
    guard !entries.isEmpty else { return nil }
    let found = FoundMetadata(entries)
    for reader in all {
      if let read = reader.read(found) { return read.bounded() }
    }
    return nil
  }

  /// Readers that recognize a generator by a mark of its own precede those that recognize the form of a text, because
  /// many programs also write the text of another.
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
