package import AliceModel
import AliceNumbers

/// Counts what files hold, and reads the beginning of texts.
extension FileContents {
  /// Reads a file of `format`; nil if there is nothing to count in this format.
  package init?(of bytes: some RandomAccessBytes, _ format: MediaFormat) throws {
    self.init()
    switch format {
    case .glb: try readGLB(bytes)
    case .gltf: try readGLTF(bytes)
    case .stl: try readSTL(bytes)
    case .obj, .ply: try readLines(bytes, format)
    case .zip, .usdz, .threeMF, .pytorch: readZip(bytes)
    case .tar: try readTar(bytes)
    default: if format.kind == .text { try readText(bytes) }
    }
    if self == FileContents() { return nil }
  }

  private mutating func readText(_ bytes: some RandomAccessBytes) throws {
    let head = try bytes.read(at: 0, count: GeneralFile.textLimit)
    isCut = UInt64(head.count) < bytes.byteCount
    guard let plain = PlainText(head[...], isWhole: !isCut) else { return }
    text = plain.text
    lines = plain.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
  }

  private mutating func readZip(_ bytes: some RandomAccessBytes) {
    guard let zip = try? ZipArchive(bytes, offsetMinutes: 0) else { return }
    let files = zip.entries.filter { !$0.isFolder }
    entries = UInt64(files.count)
    unpacked = files.reduce(0) { $0.addingReportingOverflow($1.size).partialValue }
  }

  private static let mostHeaders = 100_000

  private mutating func readTar(_ bytes: some RandomAccessBytes) throws {
    var (at, count, size): (UInt64, UInt64, UInt64) = (0, 0, 0)
    for _ in 0..<FileContents.mostHeaders {
      let header = try bytes.read(at: at, count: 512)
      guard header.count == 512, header[257..<262].elementsEqual("ustar".utf8),
        let length = FileContents.octal(header[124..<136])
      else { break }
      if header[156] == 0 || header[156] == UInt8(ascii: "0") {
        count += 1
        size = size.addingReportingOverflow(length).partialValue
      }
      let (next, overflow) = at.addingReportingOverflow(512 + (length + 511) / 512 * 512)
      guard !overflow else { break }
      at = next
    }
    (entries, unpacked) = (count, size)
  }

  /// Returns nil for a number in another form or above 2⁶⁰.
  private static func octal(_ digits: ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for byte in digits.drop(while: { $0 == 0x20 }) {
      if byte == 0 || byte == 0x20 { break }
      guard (0x30...0x37).contains(byte), value < 1 << 57 else { return nil }
      value = value << 3 | UInt64(byte - 0x30)
    }
    return value
  }
}
