package import AliceModel

/// What a file says about its making, whether or not it has a recipe: IPTC's digital source type and AI properties, in XMP
/// or in a C2PA manifest.
package enum GenerationClaim {
  /// Returns whether one of the texts says that a model made the file, or took part.
  package static func isMade(in entries: [MetadataEntry]) -> Bool {
    entries.contains { entry in
      switch entry.key {
      case "digital_source_type", "Iptc4xmpExt:DigitalSourceType": DigitalSourceType.isGenerated(entry.text)
      case "Iptc4xmpExt:AISystemUsed", "Iptc4xmpExt:AIPromptInformation": !entry.text.isEmpty
      default: false
      }
    }
  }
}
