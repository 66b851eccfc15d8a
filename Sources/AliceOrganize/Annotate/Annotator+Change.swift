import AliceMedia
package import AliceModel

extension Annotator {
  /// A change of a person's verdict and words.
  package struct Change: Sendable {
    /// The new rating: nil leaves the rating, `.some(nil)` removes it.
    package var rating: Rating??
    /// The new pick, with the same meaning of nil.
    package var pick: Pick??
    package var elo: Double??
    package var addedTags: [String] = []
    package var removedTags: [String] = []
    /// The new words; nil leaves them all.
    package var edit: AssetEdit?

    package init(
      rating: Rating?? = nil, pick: Pick?? = nil, elo: Double?? = nil, addedTags: [String] = [],
      removedTags: [String] = [], edit: AssetEdit? = nil
    ) {
      self.rating = rating
      self.pick = pick
      self.elo = elo
      self.addedTags = addedTags
      self.removedTags = removedTags
      self.edit = edit
    }

    func applied(to record: AssetRecord) -> AssetRecord {
      var record = record
      if let rating { record.rating = rating }
      if let pick { record.pick = pick }
      if let elo { record.elo = elo }
      let removed = Set(removedTags.map(TagPath.key))
      record.tags.removeAll { removed.contains(TagPath.key($0)) }
      let known = Set(record.tags.map(TagPath.key))
      record.tags += TagPath.unique(addedTags).filter { !known.contains(TagPath.key($0)) }
      edit?.apply(to: &record)
      return record
    }

    /// The name of the operation.
    var kind: String { edit != nil ? "edit" : rating != nil ? "rate" : pick != nil ? "pick" : "tag" }

    var json: JSONValue {
      var object = edit?.json ?? [:]
      if let rating { object["rating"] = rating.map { JSONValue($0.stars) } ?? .null }
      if let pick { object["picked"] = pick.map { .bool($0 == .picked) } ?? .null }
      if !addedTags.isEmpty { object["added"] = .array(addedTags.map(JSONValue.string)) }
      if !removedTags.isEmpty { object["removed"] = .array(removedTags.map(JSONValue.string)) }
      return .object(object)
    }
  }
}
