/// The way in which a file whose bytes need no change gets into the library. All other files are copied.
public enum FileLink: String, Sendable, Hashable, CaseIterable {
  /// A second name (hard link) of the source.
  case hard
  /// A copy that shares the source's blocks until one of the two is changed.
  case reflink
}
