import AliceModel
import AliceNumbers

/// Reads the metadata boxes of JPEG XL: `Exif`, `xml ` and `jumb`, bare or compressed in `brob` (ISO/IEC 18181-2).
struct JXLMetadata {
  private static let boxLimit: UInt64 = 32 << 20
  /// The maximum number of metadata boxes; the usual number is three.
  private static let countLimit = 64
  private static let types: Set<FourCC> = ["Exif", "xml ", "jumb"]

  private var read = 0
  /// The number of bytes that may still be decompressed.
  private var room = ContainerContents.textLimit

  /// Reads the box if it holds metadata.
  mutating func read(
    _ box: FileBox, in window: inout ByteWindow, into contents: inout ContainerContents
  ) throws(MediaError) {
    guard box.type == "brob" || JXLMetadata.types.contains(box.type) else { return }
    // A signature forbids writing even if it is too large to be read.
    if box.type == "jumb" { contents.signed = true }
    read += 1
    guard read <= JXLMetadata.countLimit else { return contents.note(.tooManyParts) }
    let size = box.payload.upperBound - box.payload.lowerBound
    guard size <= JXLMetadata.boxLimit else { return contents.note(.textTooLarge) }
    let payload = try window.bytes(at: box.payload.lowerBound, count: Int(size))
    if box.type == "brob" { return readCompressed(payload, into: &contents) }
    take(box.type, payload, into: &contents)
  }

  /// Reads the type of the box, and its compressed payload.
  private mutating func readCompressed(_ payload: ArraySlice<UInt8>, into contents: inout ContainerContents) {
    guard let type = payload.bigEndian32(at: 0).map(FourCC.init(code:)) else { return contents.note(.badLength) }
    guard JXLMetadata.types.contains(type) else { return }
    if type == "jumb" { contents.signed = true }
    do throws(Brotli.Failure) {
      let bytes = try Brotli.decompress(payload.dropFirst(4), room: &room)
      take(type, bytes[...], into: &contents)
    } catch {
      contents.note(error == .tooLarge ? .textTooLarge : .unreadableText)
    }
  }

  private func take(_ type: FourCC, _ payload: ArraySlice<UInt8>, into contents: inout ContainerContents) {
    switch type {
    case "Exif":
      let block = tiff(payload)
      if contents.exif == nil { contents.exif = block } else { contents.moreEXIF.append(block) }
    case "xml ":
      if contents.xmp == nil { contents.xmp = Array(payload) } else { contents.moreXMP.append(Array(payload)) }
    case "jumb" where contents.manifestStore == nil && payload.count <= ContainerContents.manifestLimit:
      contents.manifestStore = MemoryBox.bytes("jumb", Array(payload))
    default: break
    }
  }

  /// Returns the TIFF block. The first four bytes are its offset in the rest; some programs leave them out.
  private func tiff(_ payload: ArraySlice<UInt8>) -> [UInt8] {
    let isBare = [[0x4D, 0x4D, 0, 42], [0x49, 0x49, 42, 0]].contains { payload.starts(with: $0) }
    guard !isBare, let offset = payload.bigEndian32(at: 0) else { return Array(payload) }
    return Array(payload.dropFirst(4).dropFirst(Int(offset)))
  }
}
