import AliceModel

/// Files without a recipe whose XMP says that they are generated: IPTC's digital source type, and Google's credit line.
struct LabelledReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    let isGoogles = ["Made with Google AI", "Edited with Google AI"].contains(found.text("photoshop:Credit"))
    let source = found.text("Iptc4xmpExt:DigitalSourceType", in: "xmp")
    let generated = source.flatMap { DigitalSourceType.isGenerated($0) ? $0 : nil }
    guard isGoogles || generated != nil else { return nil }
    var read = ReadMetadata(provenance: Provenance(generator: isGoogles ? .google : nil))
    if let generated {
      read.provenance.recipe.parameters["claims"] = [
        "digital_source_type": .string(generated), "verified": false,
      ]
    }
    return read
  }
}
