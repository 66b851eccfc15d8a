package import AliceModel

/// The readers of all generators, in the order in which they are asked.
package enum GeneratorReaders {
  /// What the first reader that knows the entries makes of them; nil where none does. Takes time linear in their size.
  package static func read(_ entries: [MetadataEntry]) -> ReadMetadata? {
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
    CivitaiReader(),
    DrawThingsReader(),
    ComfyUIReader(),
    InfotextReader(),
    MidjourneyReader(),
    C2PAReader(),
    LabelledReader(),
  ]
}
