import AliceModel
import AliceNumbers

/// Reads GIF. Writing is not supported, because GIF has no place for metadata that other programs read.
enum GIFFile {
  /// Throws `unrecognised` if the bytes do not begin like a GIF, and `malformed` if the screen descriptor is
  /// incomplete.
  static func inspect(_ bytes: some RandomAccessBytes) throws(MediaError) -> ContainerContents {
    try GIFWalker(bytes).walk()
  }

  /// Returns whether an application extension holds the loop count, which programs write under two names.
  static func isLoop(_ application: [UInt8]) -> Bool {
    ["NETSCAPE2.0", "ANIMEXTS1.0"].contains { application == Array($0.utf8) }
  }

  /// Returns the size of a colour table in bytes, by the packed field of the screen or of a frame.
  static func colorTableSize(_ packed: UInt8) -> UInt64 {
    packed & 0x80 == 0 ? 0 : 3 << (UInt64(packed & 7) + 1)
  }
}

/// Walks the blocks of a GIF from front to back.
///
/// `alice:gif:1` covers the screen, the colour tables, the frames with their control blocks, and the loop count.
/// Comments and other application extensions are not part of the image.
private struct GIFWalker: ~Copyable {
  /// The maximum size of a comment.
  private static let commentLimit = 4 << 20

  private var window: ByteWindow
  private var at: UInt64 = 13
  private var digest = SHA256Digest(domain: "alice:gif:1")
  private var found = GIFFindings()

  init(_ bytes: some RandomAccessBytes) throws(MediaError) {
    window = ByteWindow(bytes)
    let header = Array(try window.bytes(at: 0, count: 13))
    guard header.starts(with: "GIF87a".utf8) || header.starts(with: "GIF89a".utf8) else { throw .unrecognised }
    guard header.count == 13 else { throw .malformed(.gif, offset: UInt64(header.count)) }
    found.width = Int(header[6]) | Int(header[7]) << 8
    found.height = Int(header[8]) | Int(header[9]) << 8
    digest.update(header[6...])
    try take(GIFFile.colorTableSize(header[10]))
  }

  consuming func walk() throws(MediaError) -> ContainerContents {
    while try step() {}
    return found.contents(try digest.finish())
  }

  /// Reads one block; returns false after the last one.
  private mutating func step() throws(MediaError) -> Bool {
    switch try byte(at: at) {
    case 0x2C: return try frame()
    case 0x21: return try `extension`()
    case 0x3B:
      if at + 1 < window.count { found.problems.append(.trailingBytes) }
      return false
    case nil:
      found.problems.append(.missingEnd)
      return false
    default:
      found.problems.append(.badLength)
      try digest.update(restOf: &window, from: at)
      return false
    }
  }

  private mutating func frame() throws(MediaError) -> Bool {
    found.frames += 1
    guard let packed = try byte(at: at + 9) else { return truncated() }
    // The frame begins with a descriptor, the colour table, and the minimum code size.
    try take(10 + GIFFile.colorTableSize(packed) + 1)
    let start = at
    guard let end = try window.endOfSubBlocks(from: at) else {
      try digest.update(restOf: &window, from: start)
      return truncated()
    }
    try take(end - start)
    return true
  }

  private mutating func `extension`() throws(MediaError) -> Bool {
    guard let label = try byte(at: at + 1), let end = try window.endOfSubBlocks(from: at + 2) else {
      return truncated()
    }
    let range = at..<end
    let first = Array(try window.bytes(at: at + 2, count: 12))
    let application = first.first == 11 ? Array(first.dropFirst()) : []
    if label == 0xFE {
      found.add(comment: try joined(range.lowerBound + 2..<end, limit: GIFWalker.commentLimit))
    } else if label != 0xFF || GIFFile.isLoop(application) {
      // The graphic control holds the delay before the next frame in hundredths of a second.
      if label == 0xF9, first.count > 3 { found.delay += Int(first[2]) | Int(first[3]) << 8 }
      try digest.update(range, of: &window)
    } else if application == Array("XMP DataXMP".utf8) {
      try readXMP(range.lowerBound + 14..<end)
    } else if application == C2PA.gifApplication {
      found.signed = true
      found.manifestStore = try joined(range.lowerBound + 14..<end, limit: ContainerContents.manifestLimit)
    }
    at = end
    return true
  }

  /// Reads XMP. The packet is stored unchanged, followed by bytes that lead a reader of sub-blocks to the end. Some
  /// writers split it into sub-blocks instead.
  private mutating func readXMP(_ range: Range<UInt64>) throws(MediaError) {
    let size = range.upperBound - range.lowerBound
    guard found.xmp == nil, size <= UInt64(XMLReader.byteLimit) else { return found.note(.textTooLarge) }
    let raw = try window.bytes(at: range.lowerBound, count: Int(size))
    if raw.suffix(258).starts(with: [1, 0xFF, 0xFE]) {
      found.xmp = Array(raw.dropLast(258))
    } else {
      found.xmp = try joined(range, limit: XMLReader.byteLimit)
    }
  }

  private mutating func truncated() -> Bool {
    found.problems.append(.truncated)
    return false
  }

  private mutating func byte(at offset: UInt64) throws(MediaError) -> UInt8? {
    try window.bytes(at: offset, count: 1).first
  }

  private mutating func take(_ count: UInt64) throws(MediaError) {
    try digest.update(at..<(at + count), of: &window)
    at += count
  }

  private mutating func joined(_ range: Range<UInt64>, limit: Int) throws(MediaError) -> [UInt8] {
    var bytes: [UInt8] = []
    var at = range.lowerBound
    while at < range.upperBound, bytes.count < limit, let size = try byte(at: at), size > 0 {
      bytes += try window.bytes(at: at + 1, count: Int(size))
      at += UInt64(size) + 1
    }
    return bytes
  }
}

extension ByteWindow {
  /// Returns the offset after the empty block that ends a sequence of GIF sub-blocks; nil if the file ends earlier.
  mutating func endOfSubBlocks(from start: UInt64) throws(MediaError) -> UInt64? {
    var at = start
    while let size = try bytes(at: at, count: 1).first {
      at += UInt64(size) + 1
      if size == 0 { return at }
    }
    return nil
  }
}

private struct GIFFindings {
  var width = 0
  var height = 0
  var frames = 0
  /// The sum of the delays in hundredths of a second.
  var delay = 0
  private var comments: [[UInt8]] = []
  private var commentSize = 0
  var xmp: [UInt8]?
  var signed = false
  var manifestStore: [UInt8]?
  var problems: [StructuralProblem] = []

  /// Keeps a comment if all comments together are within the limits for one file.
  mutating func add(comment: [UInt8]) {
    guard comments.count < ContainerContents.entryLimit else { return note(.tooManyParts) }
    guard comment.count <= ContainerContents.textLimit - commentSize else { return note(.textTooLarge) }
    commentSize += comment.count
    comments.append(comment)
  }

  mutating func note(_ problem: StructuralProblem) {
    if !problems.contains(problem) { problems.append(problem) }
  }

  func contents(_ digest: AssetID) -> ContainerContents {
    var contents = ContainerContents(format: .gif, digest: digest)
    contents.width = width
    contents.height = height
    contents.duration = frames > 1 ? Double(delay) / 100 : nil
    for comment in comments {
      let text = ByteText.narrow(comment[...])
      contents.add(MetadataEntry(container: "gif:comment", key: "Comment", text: text))
    }
    contents.xmp = xmp
    contents.signed = signed
    contents.manifestStore = manifestStore
    contents.damaged = problems.contains { ![.trailingBytes, .textTooLarge, .tooManyParts].contains($0) }
    for problem in problems { contents.note(problem) }
    if frames == 0 { contents.note(.missingImage) }
    return contents
  }
}
