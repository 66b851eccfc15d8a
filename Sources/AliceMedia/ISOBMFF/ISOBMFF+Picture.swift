import AliceModel
import AliceNumbers

extension ISOBMFF {
  /// Inspects an image. An image sequence (`avis`) has a `moov`, and its identity is that of a video.
  static func picture(
    _ format: MediaFormat, _ file: FileBoxes, in window: inout ByteWindow
  ) throws(MediaError) -> ContainerContents {
    let items = try items(file, in: &window)
    if file.first("moov") != nil {
      var contents = try video(format, file, in: &window)
      contents.width = items?.width ?? contents.width
      contents.height = items?.height ?? contents.height
      return contents
    }
    var contents = ContainerContents(format: format, digest: try pictureDigest(items, in: &window))
    guard let items else {
      contents.damaged = true
      contents.note(.missingImage)
      return contents
    }
    contents.width = items.width
    contents.height = items.height
    if let item = items.items.first(where: \.isXMP) { contents.xmp = try bytes(of: item, items, in: &window) }
    if let item = items.items.first(where: { $0.type == "Exif" }) {
      contents.exif = tiff(try bytes(of: item, items, in: &window))
    }
    return contents
  }

  private static func items(_ file: FileBoxes, in window: inout ByteWindow) throws(MediaError) -> ImageItems? {
    guard let box = file.first("meta") else { return nil }
    let size = box.range.upperBound - box.range.lowerBound
    guard size <= ImageItems.sizeLimit else { throw .tooLarge }
    return MemoryBox.all(in: try window.whole(box.range)[...]).boxes.first.map(ImageItems.init)
  }

  /// Computes `alice:heif:1`: the properties, then type and bytes of every item that is not metadata. If an item cannot
  /// be found, it covers the whole file.
  private static func pictureDigest(_ items: ImageItems?, in window: inout ByteWindow) throws(MediaError) -> AssetID {
    var digest = SHA256Digest(domain: "alice:heif:1")
    guard let items, isPlausible(items, in: window.count) else {
      try digest.update(restOf: &window, from: 0)
      return try digest.finish()
    }
    digest.update(items.properties?.payload ?? [])
    for item in items.items where !item.isMetadata {
      digest.update(item.type.code)
      for extent in item.extents {
        let size = extent.isEmpty ? window.count - extent.lowerBound : extent.upperBound - extent.lowerBound
        digest.update(size)
        if item.isInline {
          digest.update(items.inline.dropFirst(Int(extent.lowerBound)).prefix(Int(size)))
        } else {
          try digest.update(extent.lowerBound..<(extent.lowerBound + size), of: &window)
        }
      }
    }
    return try digest.finish()
  }

  /// Extents may overlap, and items may share them. More than twice the size of the file, or more extents than `iloc`
  /// may list, is an attack.
  private static func isPlausible(_ items: ImageItems, in count: UInt64) -> Bool {
    guard items.isComplete else { return false }
    let (twice, overflow) = count.multipliedReportingOverflow(by: 2)
    var bytesLeft = overflow ? .max : twice
    var extentsLeft = ImageItems.limit
    for item in items.items {
      extentsLeft -= item.extents.count
      guard extentsLeft >= 0 else { return false }
      for extent in item.extents {
        guard extent.upperBound <= count else { return false }
        let size = extent.isEmpty ? count - extent.lowerBound : extent.upperBound - extent.lowerBound
        guard size <= bytesLeft else { return false }
        bytesLeft -= size
      }
    }
    return true
  }

  /// Returns no bytes for an item that is larger than metadata may be.
  private static func bytes(
    of item: ImageItems.Item, _ items: ImageItems, in window: inout ByteWindow
  ) throws(MediaError) -> [UInt8] {
    var found: [UInt8] = []
    for extent in item.extents {
      let size = extent.upperBound - extent.lowerBound
      guard size <= UInt64(XMLReader.byteLimit - found.count) else { return [] }
      if item.isInline {
        let start = Int(min(extent.lowerBound, UInt64(items.inline.count)))
        found += items.inline.dropFirst(start).prefix(Int(size))
      } else {
        found += try window.bytes(at: extent.lowerBound, count: Int(size))
      }
    }
    return found
  }

  /// Returns the TIFF block; the item begins with the distance to it.
  private static func tiff(_ item: [UInt8]) -> [UInt8]? {
    guard let distance = item[...].bigEndian32(at: 0), Int(distance) < item.count - 4 else { return nil }
    return Array(item.dropFirst(4 + Int(distance)))
  }
}
