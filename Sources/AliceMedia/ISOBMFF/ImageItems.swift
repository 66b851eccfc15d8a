import AliceNumbers

/// The items of an AVIF or HEIC file: their types, the positions of their bytes, and the size of the image.
struct ImageItems: Sendable {
  struct Item: Sendable {
    var type: FourCC
    /// The content type of a `mime` item.
    var contentType: String
    /// The ranges in the file, or in `idat` if `isInline`.
    var extents: [Range<UInt64>] = []
    var isInline = false

    /// Whether the item is metadata rather than a part of the image.
    var isMetadata: Bool { type == "Exif" || type == "mime" || type == "uri " }
    var isXMP: Bool { type == "mime" && contentType == "application/rdf+xml" }
  }

  /// The maximum size of a `meta` box.
  static let sizeLimit: UInt64 = 16 << 20
  static let limit = 65_536

  /// The items in the order of `iinf`.
  private(set) var items: [Item] = []
  /// The properties and their assignment to items: coded sizes, colours and decoder settings.
  let properties: MemoryBox?
  let inline: ArraySlice<UInt8>
  let width: Int?
  let height: Int?
  /// Whether the bytes of all items can be found.
  private(set) var isComplete = true

  init(_ meta: MemoryBox) {
    let children = MemoryBox.all(in: meta.body).boxes
    func child(_ type: FourCC) -> MemoryBox? { children.first { $0.type == type } }
    properties = child("iprp")
    inline = child("idat")?.payload ?? []
    let primary = child("pitm").flatMap { $0.body.number(at: 0, bytes: $0.version == 0 ? 2 : 4) }
    let size = properties.flatMap { ImageItems.size(of: primary, in: $0) }
    (width, height) = (size?.width, size?.height)
    let infos = child("iinf").map(ImageItems.infos) ?? []
    let places = child("iloc").flatMap { ItemLocations($0) }
    for (id, info) in infos {
      var item = info
      if let place = places?.byID[id] {
        (item.extents, item.isInline) = (place.extents, place.isInline)
      } else {
        isComplete = false
      }
      items.append(item)
    }
    if items.isEmpty { isComplete = false }
  }

  private static func infos(_ box: MemoryBox) -> [(id: UInt64, item: Item)] {
    let entries = MemoryBox.all(in: box.body.dropFirst(box.version == 0 ? 2 : 4)).boxes.prefix(limit)
    return entries.compactMap { entry in
      guard entry.type == "infe", let version = entry.version, version >= 2 else { return nil }
      let wide = version == 2 ? 2 : 4
      guard let id = entry.body.number(at: 0, bytes: wide), let type = entry.body.bigEndian32(at: wide + 2)
      else { return nil }
      let names = entry.body.dropFirst(wide + 6).split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
      let contentType = names.dropFirst().first.map { String(decoding: $0, as: UTF8.self) } ?? ""
      return (id, Item(type: FourCC(code: type), contentType: contentType))
    }
  }

  /// Returns the `ispe` property of the primary item, else the largest one.
  private static func size(of primary: UInt64?, in properties: MemoryBox) -> (width: Int, height: Int)? {
    let all = properties.child("ipco")?.children ?? []
    let own = primary.map { item in
      properties.children.filter { $0.type == "ipma" }.flatMap { indices(of: item, in: $0) }
    }
    let found = (own ?? []).compactMap { all.indices.contains($0 - 1) ? all[$0 - 1] : nil }
    let sizes = (found.contains { $0.type == "ispe" } ? found : all).compactMap {
      box -> (width: UInt32, height: UInt32)? in
      guard box.type == "ispe", let width = box.body.bigEndian32(at: 0), let height = box.body.bigEndian32(at: 4)
      else { return nil }
      return (width, height)
    }
    // The product of two 32-bit numbers fits into 64 bits, but not into a signed number.
    let largest = sizes.max { UInt64($0.width) * UInt64($0.height) < UInt64($1.width) * UInt64($1.height) }
    return largest.map { (Int($0.width), Int($0.height)) }
  }

  /// Returns the indices, from 1, of the properties that `ipma` assigns to the item.
  private static func indices(of item: UInt64, in box: MemoryBox) -> [Int] {
    let body = box.body
    let isWide = (box.payload.dropFirst(3).first ?? 0) & 1 == 1
    let idSize = box.version == 0 ? 2 : 4
    var at = 4
    for _ in 0..<min(Int(body.bigEndian32(at: 0) ?? 0), limit) {
      guard let id = body.number(at: at, bytes: idSize), let count = body.number(at: at + idSize, bytes: 1) else {
        break
      }
      at += idSize + 1
      let size = isWide ? 2 : 1
      if id == item {
        return (0..<Int(count)).compactMap { index in
          body.number(at: at + index * size, bytes: size).map { Int($0 & (isWide ? 0x7FFF : 0x7F)) }
        }
      }
      at += Int(count) * size
    }
    return []
  }
}

/// The `iloc` box.
private struct ItemLocations {
  struct Place {
    var extents: [Range<UInt64>]
    var isInline: Bool
  }

  private static let limit = 65_536
  private(set) var byID: [UInt64: Place] = [:]
  private let body: ArraySlice<UInt8>
  private var at = 2
  private var extentsLeft = limit

  init?(_ box: MemoryBox) {
    guard let version = box.version, version <= 2, let sizes = box.body.bigEndian16(at: 0) else { return nil }
    body = box.body
    let (offsetSize, lengthSize) = (Int(sizes >> 12), Int(sizes >> 8 & 15))
    let (baseSize, indexSize) = (Int(sizes >> 4 & 15), version == 0 ? 0 : Int(sizes & 15))
    guard [offsetSize, lengthSize, baseSize, indexSize].allSatisfy({ $0 <= 8 }),
      let count = next(version < 2 ? 2 : 4)
    else { return nil }
    for _ in 0..<min(count, UInt64(ItemLocations.limit)) {
      guard let id = next(version < 2 ? 2 : 4), let method = version == 0 ? 0 : next(2).map({ $0 & 15 }),
        next(2) != nil, let base = next(baseSize), let extents = next(2)
      else { return }
      var place = Place(extents: [], isInline: method == 1)
      for _ in 0..<extents {
        guard extentsLeft > 0, next(indexSize) != nil, let offset = next(offsetSize), let length = next(lengthSize)
        else { return }
        extentsLeft -= 1
        let (start, startOverflow) = base.addingReportingOverflow(offset)
        let (end, endOverflow) = start.addingReportingOverflow(length)
        guard !startOverflow, !endOverflow else { return }
        place.extents.append(start..<end)
      }
      // Offsets into other items are not supported.
      if method <= 1 { byID[id] = place }
    }
  }

  private mutating func next(_ size: Int) -> UInt64? {
    guard let number = body.number(at: at, bytes: size) else { return nil }
    at += size
    return number
  }
}
