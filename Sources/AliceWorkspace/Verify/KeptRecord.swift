/// What alice wrote into a file or its sidecar, as it was written.
package struct KeptRecord: Sendable {
  /// The identity of the image that the record was written for.
  package let id: AssetID
  package let record: AssetRecord

  /// Returns nil if there is no record, or it does not say for which image.
  init?(id: AssetID?, record: AssetRecord?) {
    guard let id, let record else { return nil }
    self.id = id
    self.record = record
  }
}
