import AliceModel
import AliceNumbers

/// Reads files of formats that have no reader of their own: 3D models, archives, text, weights and all else.
///
/// The identity is the SHA-256 of all bytes, with nothing before them, whatever the format is taken for.
enum GeneralFile {
  /// The number of bytes that tell the format.
  private static let headSize = 64 << 10
  /// The maximum number of bytes of a text that are searchable.
  static let textLimit = 64 << 10

  static func inspect(_ bytes: some RandomAccessBytes, told: ToldFormat) throws(MediaError) -> ContainerContents {
    var window = ByteWindow(bytes)
    let head = try Array(window.bytes(at: 0, count: headSize))
    guard !head.isEmpty else { throw .empty }
    let format = try GeneralFile.format(head[...], told, bytes, in: &window)
    var contents = ContainerContents(format: format)
    let size = PictureSize(of: format, head[...])
    contents.width = size?.width
    contents.height = size?.height
    if let end = end(of: format, head[...]), end > window.count { contents.note(.truncated) }
    if format.kind == .text, let text = PlainText(head[...], isWhole: head.count >= window.count)?.text {
      contents.add(MetadataEntry(container: "text", key: "content", text: text))
    }
    var digest = SHA256Digest(domain: nil)
    try digest.update(0..<window.count, of: &window)
    contents.digest = try digest.finish()
    return contents
  }

  /// Decides by the bytes, then by what was told.
  private static func format(
    _ head: ArraySlice<UInt8>, _ told: ToldFormat, _ bytes: some RandomAccessBytes, in window: inout ByteWindow
  ) throws(MediaError) -> MediaFormat {
    if let format = try BinaryFormat.format(head, told, in: &window) { return format }
    guard let text = PlainText(head, isWhole: UInt64(head.count) >= window.count) else {
      return BinaryFormat.told(told) ?? .other
    }
    return TextFormat.format(text, told, bytes)
  }

  /// The size that the file says it has; nil if it says nothing.
  private static func end(of format: MediaFormat, _ head: ArraySlice<UInt8>) -> UInt64? {
    switch format {
    case .glb: head.littleEndian32(at: 8).map(UInt64.init)
    case .safetensors: BinaryFormat.tensorHeader(head).map { $0 + 8 }
    default: nil
    }
  }
}
