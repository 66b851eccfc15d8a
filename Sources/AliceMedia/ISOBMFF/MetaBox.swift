import AliceNumbers

/// A `meta` box with items in an `ilst`: Apple's (`mdta`, items are indexed by `keys`) or iTunes' (`mdir`, items are
/// named by their type).
struct MetaBox: Sendable {
  struct Key: Sendable, Hashable {
    /// `mdta` for a name in reverse domain order.
    var namespace: FourCC
    var name: String
    /// The name as stored, which need not be UTF-8.
    var bytes: [UInt8]
  }

  struct Item: Sendable {
    var key: Key
    /// The payload of the item in `ilst`, which is one or more `data` boxes.
    var payload: ArraySlice<UInt8>

    var text: String? { MetaBox.text(in: payload) }
  }

  /// Whether the box has version and flags, which QuickTime's form lacks.
  let isFull: Bool
  let handler: FourCC?
  let keyedItems: [Item]
  let unkeyedItems: [MemoryBox]
  /// All boxes except `hdlr`, `keys` and `ilst`.
  let others: [MemoryBox]
  /// Whether all parts of the box are valid; rewriting the box would lose an invalid one.
  let isIntact: Bool

  init(_ box: MemoryBox) {
    isFull = box.payload.bigEndian32(at: 4).map { FourCC(code: $0) } != "hdlr"
    let (boxes, rest) = MemoryBox.all(in: isFull ? box.body : box.payload)
    handler = boxes.first { $0.type == "hdlr" }?.body.bigEndian32(at: 4).map(FourCC.init(code:))
    let keys = boxes.first { $0.type == "keys" }.map { MetaBox.keys($0.body) } ?? []
    let list = boxes.first { $0.type == "ilst" }.map { MemoryBox.all(in: $0.payload) }
    let items = list?.boxes ?? []
    func key(of item: MemoryBox) -> Key? {
      let index = Int(item.type.code) - 1
      return keys.indices.contains(index) ? keys[index] : nil
    }
    keyedItems = items.compactMap { item in key(of: item).map { Item(key: $0, payload: item.payload) } }
    unkeyedItems = items.filter { key(of: $0) == nil }
    others = boxes.filter { !["hdlr", "keys", "ilst"].contains($0.type) }
    isIntact = rest.isEmpty && list?.rest.isEmpty != false
  }

  private static func keys(_ body: ArraySlice<UInt8>) -> [Key] {
    var rest = body.dropFirst(4)
    var keys: [Key] = []
    while keys.count < limit, let size = rest.bigEndian32(at: 0), let namespace = rest.bigEndian32(at: 4), size >= 8,
      size <= rest.count
    {
      let name = rest.prefix(Int(size)).dropFirst(8)
      keys.append(
        Key(namespace: FourCC(code: namespace), name: String(decoding: name, as: UTF8.self), bytes: Array(name)))
      rest = rest.dropFirst(Int(size))
    }
    return keys
  }

  private static let limit = 65_536

  static func text(of item: MemoryBox) -> String? { text(in: item.payload) }

  /// Returns the first value if it is a text or an integer.
  private static func text(in payload: ArraySlice<UInt8>) -> String? {
    guard let data = MemoryBox.all(in: payload).boxes.first(where: { $0.type == "data" }),
      let kind = data.payload.bigEndian32(at: 0)
    else { return nil }
    let value = data.payload.dropFirst(8)
    switch kind {
    case 1, 4: return String(decoding: value, as: UTF8.self)
    case 2, 5: return UTF16Text.repaired(value, bigEndian: true)
    case 21, 65, 66, 67, 74: return signed(value).map { "\($0)" }
    case 22, 75, 76, 77, 78: return value.number(at: 0, bytes: value.count).map { "\($0)" }
    default: return nil
    }
  }

  private static func signed(_ bytes: ArraySlice<UInt8>) -> Int64? {
    guard (1...8).contains(bytes.count), let number = bytes.number(at: 0, bytes: bytes.count) else { return nil }
    let shift = 64 - 8 * bytes.count
    return Int64(bitPattern: number << shift) >> shift
  }
}
