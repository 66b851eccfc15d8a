/// Reads the metadata of one generator.
protocol GeneratorReader: Sendable {
  /// Returns nil if the entries are not this generator's. Never fails: damaged metadata is ignored.
  func read(_ found: FoundMetadata) -> ReadMetadata?
}
