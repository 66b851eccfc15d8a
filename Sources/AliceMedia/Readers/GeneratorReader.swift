/// Knows what one generator leaves in files.
protocol GeneratorReader: Sendable {
  /// Nil where the entries are not this generator's. Never fails: what is damaged is left out.
  func read(_ found: FoundMetadata) -> ReadMetadata?
}
