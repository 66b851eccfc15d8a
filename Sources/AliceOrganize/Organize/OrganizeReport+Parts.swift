public import AliceWorkspace

extension OrganizeReport.Item: LongListElement {
  public var parts: [[UInt8]] { [source.bytes, Array(id.hex.utf8), path.bytes] }

  public init?(parts: [[UInt8]]) {
    guard parts.count == 3, let id = AssetID(hex: String(decoding: parts[1], as: UTF8.self)) else { return nil }
    self.init(source: BytePath(bytes: parts[0]), id: id, path: BytePath(bytes: parts[2]))
  }
}

extension OrganizeReport.Refused: LongListElement {
  public var parts: [[UInt8]] { [file.bytes, Array(reason.rawValue.utf8)] }

  public init?(parts: [[UInt8]]) {
    guard parts.count == 2, let reason = Refusal(rawValue: String(decoding: parts[1], as: UTF8.self)) else {
      return nil
    }
    self.init(file: BytePath(bytes: parts[0]), reason: reason)
  }
}

extension OrganizePlan.Item: LongListElement {
  var parts: [[UInt8]] { [Array(json.text.utf8)] }

  init?(parts: [[UInt8]]) {
    guard parts.count == 1, let json = try? JSONValue(parsing: parts[0]) else { return nil }
    self.init(json: json)
  }
}
