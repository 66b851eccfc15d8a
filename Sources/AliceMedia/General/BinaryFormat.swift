import AliceModel
import AliceNumbers

/// Recognises formats that are not text by their first bytes.
enum BinaryFormat {
  private static let signatures: [(bytes: [UInt8], format: MediaFormat)] = [
    (Array("Kaydara FBX Binary".utf8), .fbx), (Array("ply\n".utf8), .ply), (Array("ply\r".utf8), .ply),
    (Array("PXR-USDC".utf8), .usd), (Array("BLENDER".utf8), .blend), ([0x76, 0x2F, 0x31, 0x01], .exr),
    (Array("#?RADIANCE".utf8), .hdr), (Array("#?RGBE".utf8), .hdr), (Array("8BPS".utf8), .psd),
    (Array("ADIF".utf8), .aac), (Array(".snd".utf8), .au), (Array("MThd".utf8), .midi),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .sevenZip), ([0x52, 0x61, 0x72, 0x21, 0x1A, 0x07], .rar),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], .xz), ([0x28, 0xB5, 0x2F, 0xFD], .zstd), (Array("GGUF".utf8), .gguf),
    ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], .numpy), (Array("%PDF-".utf8), .pdf),
  ]

  /// Returns nil if the bytes are not those of a known format.
  static func format(
    _ head: ArraySlice<UInt8>, _ told: ToldFormat, in window: inout ByteWindow
  ) throws(MediaError) -> MediaFormat? {
    if let found = signatures.first(where: { head.starts(with: $0.bytes) }) { return found.format }
    if head.starts(with: "glTF".utf8), let version = head.littleEndian32(at: 4), (1...16).contains(version) {
      return .glb
    }
    if let format = chunked(head) ?? packed(head, told) { return format }
    if isADTS(head) { return .aac }
    if isBinarySTL(head, size: window.count) { return .stl }
    if let header = tensorHeader(head), header + 8 <= window.count { return .safetensors }
    if isIcon(head, size: window.count) { return .ico }
    guard head.count > 2, head.first == 0x80, (2...5).contains(head[head.startIndex + 1]) else { return nil }
    let last = try window.bytes(at: window.count - 1, count: 1).first
    return last == UInt8(ascii: ".") ? .pickle : nil
  }

  /// Returns the format that the sender names, for bytes that say nothing: samples and records have no header.
  static func told(_ told: ToldFormat) -> MediaFormat? {
    told.formats.first { !$0.isReadable && $0.kind != .text }
  }

  private static func chunked(_ head: ArraySlice<UInt8>) -> MediaFormat? {
    let form = head.dropFirst(8).prefix(4)
    if head.starts(with: "RIFF".utf8), form.elementsEqual("AVI ".utf8) { return .avi }
    guard head.starts(with: "FORM".utf8) else { return nil }
    return form.elementsEqual("AIFF".utf8) || form.elementsEqual("AIFC".utf8) ? .aiff : nil
  }

  private static func packed(_ head: ArraySlice<UInt8>, _ told: ToldFormat) -> MediaFormat? {
    if head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x50, 0x4B, 5, 6]) { return zip(head, told) }
    if isTar(head) { return .tar }
    if head.starts(with: "BZh".utf8), head.dropFirst(4).starts(with: [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]) {
      return .bzip2
    }
    guard head.starts(with: [0x1F, 0x8B, 8]) else { return nil }
    if told.formats.contains(.spz) { return .spz }
    return GzipHead.bytes(of: head, count: 512).map { isTar($0[...]) } == true ? .tarGzip : .gzip
  }

  /// Zip holds many formats; the name of the first entry tells some of them.
  private static func zip(_ head: ArraySlice<UInt8>, _ told: ToldFormat) -> MediaFormat {
    let length = head.dropFirst(26).prefix(2).reversed().reduce(0) { $0 << 8 | Int($1) }
    let name = String(decoding: head.dropFirst(30).prefix(length), as: UTF8.self)
    if [".usd", ".usdc", ".usda"].contains(where: name.hasSuffix) { return .usdz }
    if name.hasSuffix("/data.pkl") { return .pytorch }
    if name.lowercased() == "3d/3dmodel.model" { return .threeMF }
    return told.formats.first { [.usdz, .threeMF, .pytorch].contains($0) } ?? .zip
  }

  private static func isTar(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.count >= 512 && bytes.dropFirst(257).starts(with: "ustar".utf8)
  }

  /// Whether the bytes begin with a frame of AAC, and another one follows.
  private static func isADTS(_ head: ArraySlice<UInt8>) -> Bool {
    guard let size = frameSize(head) else { return false }
    let next = head.dropFirst(size)
    return next.isEmpty || frameSize(next) != nil
  }

  private static func frameSize(_ frame: ArraySlice<UInt8>) -> Int? {
    guard let sync = frame.bigEndian16(at: 0), sync & 0xFFF6 == 0xFFF0, let middle = frame.bigEndian32(at: 2),
      middle >> 26 & 15 < 13
    else { return nil }
    let size = Int(middle >> 5 & 0x1FFF)
    return size >= 7 ? size : nil
  }

  /// Whether the size is that of the triangles that the header counts.
  private static func isBinarySTL(_ head: ArraySlice<UInt8>, size: UInt64) -> Bool {
    guard let count = head.littleEndian32(at: 80) else { return false }
    return count > 0 && size == 84 + 50 * UInt64(count)
  }

  /// Returns the size of the header of a safetensors file.
  static func tensorHeader(_ head: ArraySlice<UInt8>) -> UInt64? {
    guard head.count >= 10, let low = head.littleEndian32(at: 0), let high = head.littleEndian32(at: 4), high == 0,
      (2...100 << 20).contains(low), head[head.startIndex + 8] == UInt8(ascii: "{")
    else { return nil }
    let next = head[head.startIndex + 9]
    return [UInt8(ascii: "\""), UInt8(ascii: "}"), UInt8(ascii: " ")].contains(next) ? UInt64(low) : nil
  }

  private static func isIcon(_ head: ArraySlice<UInt8>, size: UInt64) -> Bool {
    guard head.starts(with: [0, 0, 1, 0]), head.count >= 22, let first = head.littleEndian32(at: 18) else {
      return false
    }
    let count = Int(head[head.startIndex + 4])
    return head[head.startIndex + 5] == 0 && (1...64).contains(count) && head[head.startIndex + 9] == 0
      && first == UInt32(6 + 16 * count) && UInt64(first) < size
  }
}

/// The beginning of what a gzip file holds.
enum GzipHead {
  /// Returns fewer bytes at the end of the stream; nil if it is damaged.
  static func bytes(of file: ArraySlice<UInt8>, count: Int) -> [UInt8]? {
    guard let stream = stream(of: file), var inflate = InflateStream(isRaw: true) else { return nil }
    var output = [UInt8](repeating: 0, count: count)
    inflate.feed(stream)
    var filled = 0
    while filled < count {
      guard let more = inflate.fill(&output, from: filled) else { break }
      if more == 0 { break }
      filled += more
    }
    return Array(output[..<filled])
  }

  /// Skips the header with its optional fields.
  private static func stream(of file: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard file.count > 18 else { return nil }
    let flags = file[file.startIndex + 3]
    var rest = file.dropFirst(10)
    if flags & 4 != 0 {
      let size = rest.prefix(2).reversed().reduce(0) { $0 << 8 | Int($1) }
      rest = rest.dropFirst(2 + size)
    }
    for flag in [8, 16] as [UInt8] where flags & flag != 0 {
      guard let end = rest.firstIndex(of: 0) else { return nil }
      rest = rest[(end + 1)...]
    }
    return flags & 2 != 0 ? rest.dropFirst(2) : rest
  }
}
