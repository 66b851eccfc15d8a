/// The progress of fetching a job's files: which are in the library, and which are lost. `Job.taken` stores it as JSON.
package struct CollectedMedia: Sendable, Hashable {
  package enum Item: Sendable, Hashable {
    /// The asset of the file. It is recorded before the file is placed, so the file is in the library only if the
    /// catalog has it.
    case asset(AssetID)
    /// The file is complete and unusable, with this number of bytes. The same number in a later attempt makes it lost.
    case suspect(UInt64)
    /// The file cannot be fetched any more.
    case lost(Loss)
  }

  /// A file that the library does not have, and will not get by itself.
  package struct Loss: Sendable, Hashable {
    /// The provider's address of the file; nil in records of earlier versions.
    package let url: String?
    package let reason: String
    /// Whether another attempt may succeed when the user asks for one: alice may not go to the address, or could not
    /// reach it.
    package let isRetryable: Bool

    package init(url: String?, reason: String, isRetryable: Bool = false) {
      self.url = url
      self.reason = reason
      self.isRetryable = isRetryable
    }

    package var json: JSONValue { ["url": JSONValue(url), "reason": .string(reason)] }
  }

  /// The result, from which files can be fetched after the provider has deleted the request; nil if it is too large.
  package let output: JSONValue?
  /// The billed units, as the provider wrote them.
  package let units: String?
  /// When the result was recorded here; nil in records of earlier versions.
  package let recorded: Timestamp?
  /// Whether parts of the result were nested too deeply to be read.
  package let isCut: Bool
  package var items: [Int: Item] = [:]

  private static let largestOutput = 256 << 10

  package init(output: JSONValue, units: String?, recorded: Timestamp? = nil, isCut: Bool = false) {
    let isKept = !CollectedMedia.isSurelyLarge(output) && output.text.utf8.count <= CollectedMedia.largestOutput
    self.isCut = isCut
    self.output = isKept ? output : JSONValue?.none
    self.units = units
    self.recorded = recorded.map { Timestamp(milliseconds: $0.milliseconds) }
  }

  /// Whether the text of a value would exceed the limit. It is not written to find out: there may be 100 MB of it.
  private static func isSurelyLarge(_ value: JSONValue) -> Bool {
    var room = largestOutput
    return exceeds(&room, value)
  }

  private static func exceeds(_ room: inout Int, _ value: JSONValue) -> Bool {
    switch value {
    case .null, .bool, .number: room -= 1
    case .string(let text): room -= text.utf8.count
    case .array(let items): return items.contains { exceeds(&room, $0) } || room < 0
    case .object(let object): return object.contains { exceeds(&room, $0.value) } || room < 0
    }
    return room < 0
  }

  /// Reads `taken` of a job. Returns nil if no result is recorded.
  package init?(_ job: Job) {
    guard let json = job.taken else { return nil }
    // Earlier versions wrote null instead of a result that was too large.
    output = json["output"]?.isNull == true ? JSONValue?.none : json["output"]
    units = json["units"]?.stringValue
    isCut = json["cut"]?.boolValue ?? false
    recorded = json["recorded"]?.numberValue?.int64.map { Timestamp(milliseconds: $0) }
    for (key, item) in json["items"]?.objectValue ?? [:] {
      guard let index = Int(key) else { continue }
      if let id = item["asset"]?.stringValue.flatMap({ AssetID(hex: $0) }) {
        items[index] = .asset(id)
      } else if let bytes = item["suspect"]?.numberValue?.uint64 {
        items[index] = .suspect(bytes)
      } else if let reason = item["lost"]?.stringValue {
        items[index] = .lost(
          Loss(url: item["url"]?.stringValue, reason: reason, isRetryable: item["retryable"]?.boolValue ?? false))
      }
    }
  }

  /// The files that are lost, in the order of the answer.
  package var losses: [Loss] {
    items.sorted { $0.key < $1.key }.compactMap { if case .lost(let loss) = $0.value { loss } else { nil } }
  }

  /// Whether there are losses that another attempt may make good.
  package var hasRetryable: Bool { losses.contains(where: \.isRetryable) }

  /// Takes back the losses that another attempt may make good; the attempt decides.
  package mutating func retry() {
    for case (let index, .lost(let loss)) in items where loss.isRetryable { items[index] = .suspect(0) }
  }

  package var json: JSONValue {
    var object = JSONObject()
    object["output"] = output
    object["units"] = units.map(JSONValue.string)
    object["recorded"] = recorded.map { JSONValue.number(JSONNumber($0.milliseconds)) }
    if isCut { object["cut"] = true }
    var all = JSONObject()
    for (index, item) in items.sorted(by: { $0.key < $1.key }) {
      switch item {
      case .asset(let id): all["\(index)"] = ["asset": .string(id.hex)]
      case .suspect(let bytes): all["\(index)"] = ["suspect": JSONValue(Int(clamping: bytes))]
      case .lost(let loss):
        var lost: JSONObject = ["lost": .string(loss.reason)]
        lost["url"] = loss.url.map(JSONValue.string)
        if loss.isRetryable { lost["retryable"] = true }
        all["\(index)"] = .object(lost)
      }
    }
    object["items"] = .object(all)
    return .object(object)
  }
}
