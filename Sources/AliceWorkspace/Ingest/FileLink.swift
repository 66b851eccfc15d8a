/// How a file whose bytes need no change gets into the library. All others are copied.
public enum FileLink: String, Sendable, Hashable, CaseIterable {
  /// A second name for the source itself.
  case hard
  /// A copy that shares the source's blocks until one of them is changed.
  case reflink
}
