import AliceModel
import AliceNumbers

/// Reads Vorbis and Opus in Ogg (RFC 3533, 7845). Writing is not supported.
enum OggFile {
  /// Throws `unrecognised` if the Ogg file begins with another stream, such as video.
  static func inspect(_ bytes: some RandomAccessBytes) throws(MediaError) -> ContainerContents {
    var inspector = OggInspector(bytes)
    return try inspector.inspect()
  }
}

/// Reads one Ogg file in a single pass from front to back.
///
/// The identity is `alice:ogg:1`: for every packet its bytes and then their number, except the second packet of an
/// audio stream, which holds the comments. How packets are divided into pages is irrelevant.
private struct OggInspector: ~Copyable {
  /// The maximum size of the comments of all unfinished packets, in bytes.
  private static let commentLimit = 32 << 20
  private static let streamLimit = 64

  private var window: ByteWindow
  private var contents = ContainerContents(format: .ogg)
  private var digest = SHA256Digest(domain: "alice:ogg:1")
  private var streams: [UInt32: OggStream] = [:]
  private var first: UInt32?
  private var at: UInt64 = 0
  private var held = 0

  init(_ bytes: some RandomAccessBytes) { window = ByteWindow(bytes) }

  mutating func inspect() throws(MediaError) -> ContainerContents {
    while at < window.count, try readPage() {}
    guard let stream = first.flatMap({ streams[$0] }), stream.kind != nil else { throw .unrecognised }
    if at < window.count { try digest.update(restOf: &window, from: at) }
    if stream.packets < 3 { contents.note(.missingImage) }
    contents.damaged = !contents.problems.isEmpty
    contents.duration = stream.duration
    contents.digest = try digest.finish()
    return contents
  }

  /// Returns false if no valid page follows.
  private mutating func readPage() throws(MediaError) -> Bool {
    let head = Array(try window.bytes(at: at, count: 27 + 255))
    guard head.count >= 27, head.starts(with: "OggS".utf8), head[4] == 0 else { return stop(.badLength) }
    let table = head.dropFirst(27).prefix(Int(head[26]))
    let payload = at + 27 + UInt64(table.count)
    let size = table.reduce(UInt64(0)) { $0 + UInt64($1) }
    guard table.count == Int(head[26]), size <= window.count - payload else { return stop(.truncated) }
    guard let serial = head[...].littleEndian32(at: 14), let low = head[...].littleEndian32(at: 6),
      let high = head[...].littleEndian32(at: 10)
    else { return stop(.truncated) }
    guard streams[serial] != nil || streams.count < OggInspector.streamLimit else { return stop(.tooManyParts) }
    // Removing the stream from the dictionary keeps its arrays unique, so that they are not copied for each page.
    var stream = streams.removeValue(forKey: serial) ?? OggStream()
    first = first ?? serial
    try readPackets(table, from: payload, of: &stream)
    if first == serial, stream.kind == nil { throw .unrecognised }
    stream.note(granule: UInt64(high) << 32 | UInt64(low))
    streams[serial] = stream
    at = payload + size
    return true
  }

  private mutating func stop(_ problem: StructuralProblem) -> Bool {
    contents.note(problem)
    return false
  }

  /// A segment of less than 255 bytes ends a packet.
  private mutating func readPackets(
    _ table: ArraySlice<UInt8>, from start: UInt64, of stream: inout OggStream
  ) throws(MediaError) {
    var (from, to) = (start, start)
    for segment in table {
      to += UInt64(segment)
      guard segment < 255 else { continue }
      try readPiece(from..<to, of: &stream)
      endPacket(of: &stream)
      from = to
    }
    try readPiece(from..<to, of: &stream)
  }

  private mutating func readPiece(_ range: Range<UInt64>, of stream: inout OggStream) throws(MediaError) {
    guard !range.isEmpty else { return }
    if stream.packets == 0, stream.size == 0 {
      stream.begin(try window.bytes(at: range.lowerBound, count: Int(range.upperBound - range.lowerBound)))
    }
    let size = range.upperBound - range.lowerBound
    if stream.holdsComments {
      // Comments beyond the limit are not kept, and do not count as audio either.
      guard size <= UInt64(OggInspector.commentLimit - held) else { return contents.note(.textTooLarge) }
      held += Int(size)
      stream.comments += try window.bytes(at: range.lowerBound, count: Int(size))
    } else {
      try digest.update(range, of: &window)
    }
    stream.size += size
  }

  private mutating func endPacket(of stream: inout OggStream) {
    if stream.holdsComments {
      let prefix = stream.kind?.commentPrefix ?? []
      if stream.comments.starts(with: prefix) {
        VorbisComment.read(stream.comments.dropFirst(prefix.count), as: "ogg:vorbis", into: &contents)
      } else {
        contents.note(.unreadableText)
      }
      held -= stream.comments.count
      stream.comments = []
    } else {
      digest.update(stream.size)
    }
    stream.packets += 1
    stream.size = 0
  }
}

/// One logical stream of an Ogg file.
private struct OggStream {
  enum Kind {
    case vorbis, opus

    var commentPrefix: [UInt8] { self == .vorbis ? [3] + Array("vorbis".utf8) : Array("OpusTags".utf8) }
  }

  /// The codec; nil if the stream is not audio.
  private(set) var kind: Kind?
  /// The number of finished packets.
  var packets = 0
  /// The size of the unfinished packet in bytes.
  var size: UInt64 = 0
  var comments: [UInt8] = []
  private var rate: UInt32 = 0
  private var skipped: UInt64 = 0
  private var last: UInt64?

  var holdsComments: Bool { packets == 1 && kind != nil }

  /// The duration in seconds.
  var duration: Double? {
    guard let last, last > skipped, rate > 0 else { return nil }
    return Double(last - skipped) / Double(rate)
  }

  mutating func begin(_ packet: ArraySlice<UInt8>) {
    if packet.starts(with: [1] + Array("vorbis".utf8)) {
      kind = .vorbis
      rate = packet.littleEndian32(at: 12) ?? 0
    } else if packet.starts(with: Array("OpusHead".utf8)) {
      kind = .opus
      // Opus always counts at this rate; the pre-skip samples at its beginning are not played.
      rate = 48_000
      skipped = packet.bigEndian16(at: 10).map { UInt64($0.byteSwapped) } ?? 0
    }
  }

  /// Takes the sample count at the end of a page; it is all ones if no packet ends in the page.
  mutating func note(granule: UInt64) {
    if granule <= UInt64(Int64.max) { last = granule }
  }
}
