public import AliceModel

extension BytePath: LongListElement {
  public var parts: [[UInt8]] { [bytes] }

  public init?(parts: [[UInt8]]) {
    guard parts.count == 1 else { return nil }
    self.init(bytes: parts[0])
  }
}

extension Move: LongListElement {
  public var parts: [[UInt8]] { [Array(id.hex.utf8), from.bytes, to.bytes] }

  public init?(parts: [[UInt8]]) {
    guard parts.count == 3, let id = AssetID(hex: String(decoding: parts[0], as: UTF8.self)) else { return nil }
    self.init(id, from: BytePath(bytes: parts[1]), to: BytePath(bytes: parts[2]))
  }
}
