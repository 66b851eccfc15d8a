import AliceModel

/// Files that carry no recipe but say who made them: Google writes a credit line into XMP.
struct LabelledReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    guard let credit = found.text("photoshop:Credit"), credit.hasSuffix("with Google AI") else { return nil }
    return ReadMetadata(provenance: Provenance(generator: .google))
  }
}
