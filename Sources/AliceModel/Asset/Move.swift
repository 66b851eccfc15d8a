/// A change of an asset's path.
public struct Move: Sendable, Hashable {
  public var id: AssetID
  /// The former path; both paths are relative to the library.
  public var from: BytePath
  public var to: BytePath

  package init(_ id: AssetID, from: BytePath, to: BytePath) {
    self.id = id
    self.from = from
    self.to = to
  }
}
