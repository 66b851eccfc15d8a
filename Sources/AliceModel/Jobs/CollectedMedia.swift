/// What of a job's answer is in the library, and what can never be: the form of `Job.taken`.
package struct CollectedMedia: Sendable, Hashable {
  package enum Item: Sendable, Hashable {
    /// Written before the file is placed: in the library only where the catalog has it.
    case asset(AssetID)
    /// It came whole and was useless, with so many bytes. Twice the same, in two tries apart, is for good.
    case suspect(UInt64)
    /// Why, in words.
    case lost(String)
  }

  /// The answer, so that its files can be fetched when the provider has forgotten the request. Nil where it is too large.
  package let output: JSONValue?
  /// As the provider wrote them.
  package let units: String?
  package var items: [Int: Item] = [:]

  private static let largestOutput = 256 << 10

  package init(output: JSONValue, units: String?) {
    let isKept = output.text.utf8.count <= CollectedMedia.largestOutput
    self.output = isKept ? output : JSONValue?.none
    self.units = units
  }

  /// Nil where nothing is known yet.
  package init?(_ job: Job) {
    guard let json = job.taken else { return nil }
    // A row of an earlier version has null in the place of an answer that was too large.
    output = json["output"]?.isNull == true ? JSONValue?.none : json["output"]
    units = json["units"]?.stringValue
    for (key, item) in json["items"]?.objectValue ?? [:] {
      guard let index = Int(key) else { continue }
      if let id = item["asset"]?.stringValue.flatMap({ AssetID(hex: $0) }) {
        items[index] = .asset(id)
      } else if let bytes = item["suspect"]?.numberValue?.uint64 {
        items[index] = .suspect(bytes)
      } else if let reason = item["lost"]?.stringValue {
        items[index] = .lost(reason)
      }
    }
  }

  package var json: JSONValue {
    var object = JSONObject()
    object["output"] = output
    object["units"] = units.map(JSONValue.string)
    var all = JSONObject()
    for (index, item) in items.sorted(by: { $0.key < $1.key }) {
      switch item {
      case .asset(let id): all["\(index)"] = ["asset": .string(id.hex)]
      case .suspect(let bytes): all["\(index)"] = ["suspect": JSONValue(Int(clamping: bytes))]
      case .lost(let reason): all["\(index)"] = ["lost": .string(reason)]
      }
    }
    object["items"] = .object(all)
    return .object(object)
  }
}
