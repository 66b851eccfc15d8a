import AliceModel

/// A bare JPEG XL codestream: it has no place for metadata, so the whole file is the picture.
enum JXLCodestream {
  static func inspect(_ bytes: some RandomAccessBytes) throws(MediaError) -> ContainerContents {
    var window = ByteWindow(bytes)
    var digest = SHA256Digest(domain: "alice:jxl-codestream:1")
    try digest.update(0..<window.count, of: &window)
    return ContainerContents(format: .jxl, digest: try digest.finish())
  }
}
