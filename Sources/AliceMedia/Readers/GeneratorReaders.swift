package import AliceModel

/// The readers of all generators in their order of precedence.
package enum GeneratorReaders {
  /// Returns the result of the first reader that recognizes the entries, and as long as there is no prompt, what the
  /// following ones add; nil if none recognizes them. Takes time linear in their size.
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
    var result: ReadMetadata?
    for reader in all {
      guard let read = reader.read(found)?.withUsualLoras() else { continue }
      result = result?.joined(with: read) ?? read
      if result?.provenance.recipe.prompt != nil { break }
    }
    return result?.bounded()
  }

  /// Readers that recognize a generator by a mark of its own precede those that recognize the form of a text, because
  /// many programs also write the text of another.
  private static let all: [any GeneratorReader] = [
    InvokeAIReader(),
    TensorArtReader(),
    StabilityMatrixReader(),
    WanGPReader(),
    MfluxReader(),
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
    MochiDiffusionReader(),
    PlainFieldsReader(),
    PlainJSONReader(),
    C2PAReader(),
    LabelledReader(),
    IPTCPromptReader(),
  ]
}
