import AliceModel
import AliceNumbers

/// Reads WebM and Matroska. Writing is not supported.
enum Matroska {
  /// Throws `unrecognised` for EBML of another document type, and for anything else.
  static func inspect(_ bytes: some RandomAccessBytes) throws(MediaError) -> ContainerContents {
    try MatroskaWalker(bytes).walk()
  }
}

/// The element ids that are read, from the Matroska specification.
private enum ID {
  static let header: UInt32 = 0x1A45_DFA3
  static let docType: UInt32 = 0x4282
  static let segment: UInt32 = 0x1853_8067
  static let info: UInt32 = 0x1549_A966
  static let timestampScale: UInt32 = 0x2AD7B1
  static let duration: UInt32 = 0x4489
  static let date: UInt32 = 0x4461
  static let title: UInt32 = 0x7BA9
  static let writingApp: UInt32 = 0x5741
  static let tracks: UInt32 = 0x1654_AE6B
  static let track: UInt32 = 0xAE
  static let codec: UInt32 = 0x86
  static let codecPrivate: UInt32 = 0x63A2
  static let video: UInt32 = 0xE0
  static let pixelWidth: UInt32 = 0xB0
  static let pixelHeight: UInt32 = 0xBA
  static let tags: UInt32 = 0x1254_C367
  static let tag: UInt32 = 0x7373
  static let simpleTag: UInt32 = 0x67C8
  static let tagName: UInt32 = 0x45A3
  static let tagText: UInt32 = 0x4487
  static let cluster: UInt32 = 0x1F43_B675
  /// The elements that end a cluster without a size: all other children of a segment, and the next segment.
  static let levelOne: Set<UInt32> = [
    cluster, info, tracks, tags, segment, header, 0x114D_9B74, 0x1C53_BB6B, 0x1043_A770, 0x1941_A469,
  ]
  /// The children of a cluster that are not media data: its position, the size of the previous cluster, a checksum, and
  /// padding.
  static let notPicture: Set<UInt32> = [0xA7, 0xAB, 0xBF, 0xEC]
}

/// `alice:matroska:1` covers the codecs of the tracks and the contents of the clusters, without positions, checksums
/// and padding.
private struct MatroskaWalker: ~Copyable {
  /// The maximum number of elements; ten hours of video and audio have four million blocks.
  private static let elementLimit = 8_000_000
  private static let memoryLimit: UInt64 = 32 << 20

  private var window: ByteWindow
  private var digest = SHA256Digest(domain: "alice:matroska:1")
  private var found: MatroskaFindings
  private var elements = 0
  private var at: UInt64 = 0

  init(_ bytes: some RandomAccessBytes) throws(MediaError) {
    window = ByteWindow(bytes)
    guard let header = try EBMLElement.read(at: 0, before: bytes.byteCount, in: &window), header.id == ID.header,
      header.hasSize, header.payload.upperBound - header.payload.lowerBound < 1 << 16
    else { throw .unrecognised }
    let payload = try window.bytes(at: header.payload.lowerBound, count: Int(header.payload.count))
    switch EBMLTree(id: ID.header, payload: payload)[ID.docType]?.text {
    case "webm": found = MatroskaFindings(format: .webm)
    case "matroska": found = MatroskaFindings(format: .mkv)
    default: throw .unrecognised
    }
    at = header.payload.upperBound
  }

  consuming func walk() throws(MediaError) -> ContainerContents {
    if let segment = try next(before: window.count), segment.id == ID.segment {
      at = segment.payload.lowerBound
      while at < segment.payload.upperBound, try step(before: segment.payload.upperBound) {}
    } else {
      found.problems.append(.missingImage)
    }
    return found.contents(try digest.finish())
  }

  /// Returns nil and records the problem if there is no valid element at `at`.
  private mutating func next(before end: UInt64) throws(MediaError) -> EBMLElement? {
    elements += 1
    guard elements <= MatroskaWalker.elementLimit else {
      found.problems.append(.tooManyParts)
      return nil
    }
    guard let element = try EBMLElement.read(at: at, before: end, in: &window) else {
      found.problems.append(end - at < 12 ? .truncated : .badLength)
      return nil
    }
    if element.isTruncated { found.problems.append(.truncated) }
    return element
  }

  /// Reads one element of the segment; returns false if the rest is damaged.
  private mutating func step(before end: UInt64) throws(MediaError) -> Bool {
    guard let element = try next(before: end), element.hasSize || element.id == ID.cluster else {
      try digest.update(restOf: &window, from: at)
      return false
    }
    at = element.payload.upperBound
    switch element.id {
    case ID.cluster: return try cluster(element)
    case ID.info: if let tree = try tree(element) { found.read(info: tree) }
    case ID.tracks: if let tree = try tree(element) { read(tracks: tree) }
    case ID.tags: if let tree = try tree(element) { found.read(tags: tree) }
    default: break
    }
    return true
  }

  private mutating func tree(_ element: EBMLElement) throws(MediaError) -> EBMLTree? {
    let size = element.payload.upperBound - element.payload.lowerBound
    guard size <= MatroskaWalker.memoryLimit else {
      found.problems.append(.textTooLarge)
      return nil
    }
    return EBMLTree(
      id: element.id, payload: try window.whole(element.payload)[...])
  }

  private mutating func read(tracks: EBMLTree) {
    for track in tracks.children where track.id == ID.track {
      digest.update(Array("track".utf8))
      for part in [track[ID.codec], track[ID.codecPrivate]] {
        digest.update(UInt64(part?.payload.count ?? 0))
        digest.update(part?.payload ?? [])
      }
      guard found.width == nil, let video = track[ID.video] else { continue }
      found.take(
        width: video[ID.pixelWidth]?.unsigned.flatMap { Int(exactly: $0) },
        height: video[ID.pixelHeight]?.unsigned.flatMap { Int(exactly: $0) })
    }
  }

  /// Reads a cluster, and sets `at` to its end.
  private mutating func cluster(_ cluster: EBMLElement) throws(MediaError) -> Bool {
    found.clusters += 1
    digest.update(Array("cluster".utf8))
    at = cluster.payload.lowerBound
    while at < cluster.payload.upperBound {
      guard let child = try next(before: cluster.payload.upperBound), child.hasSize else {
        try digest.update(restOf: &window, from: at)
        return false
      }
      if !cluster.hasSize, ID.levelOne.contains(child.id) { return true }
      if !ID.notPicture.contains(child.id) {
        digest.update(child.id)
        digest.update(child.payload.upperBound - child.payload.lowerBound)
        try digest.update(child.payload, of: &window)
      }
      at = child.payload.upperBound
    }
    return true
  }
}

private struct MatroskaFindings {
  /// Texts are added as soon as they are found, because the number of elements with tags is unlimited.
  private var contents: ContainerContents
  var clusters = 0
  var problems: [StructuralProblem] = []

  init(format: MediaFormat) { contents = ContainerContents(format: format) }

  var width: Int? { contents.width }

  mutating func take(width: Int?, height: Int?) {
    contents.width = width
    contents.height = height
  }

  mutating func read(info: EBMLTree) {
    let scale = info[ID.timestampScale]?.unsigned ?? 1_000_000
    let seconds = info[ID.duration]?.double.map { $0 * Double(scale) / 1e9 }
    contents.duration = seconds.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    if let date = info[ID.date], date.payload.count == 8, let nanoseconds = date.unsigned {
      let secondsTo2001: Int64 = 978_307_200
      contents.created = Timestamp(milliseconds: Int64(bitPattern: nanoseconds) / 1_000_000 + secondsTo2001 * 1000)
    }
    for (id, key) in [(ID.title, "Title"), (ID.writingApp, "WritingApp")] {
      guard let text = info[id]?.text, !text.isEmpty else { continue }
      contents.add(MetadataEntry(container: "matroska:info", key: key, text: text))
    }
  }

  mutating func read(tags: EBMLTree) {
    for tag in tags.children where tag.id == ID.tag { read(simpleTagsOf: tag, depth: 0) }
  }

  private mutating func read(simpleTagsOf parent: EBMLTree, depth: Int) {
    guard depth < EBMLTree.depthLimit else { return }
    for tag in parent.children where tag.id == ID.simpleTag && contents.entries.count < ContainerContents.entryLimit {
      if let name = tag[ID.tagName]?.text, let text = tag[ID.tagText]?.text {
        contents.add(MetadataEntry(container: "matroska:tag", key: name, text: text))
      }
      read(simpleTagsOf: tag, depth: depth + 1)
    }
  }

  func contents(_ digest: AssetID) -> ContainerContents {
    var contents = contents
    contents.digest = digest
    contents.damaged = !problems.isEmpty
    contents.recordJSON = FilmRecord.text(in: contents.entries)
    for problem in problems { contents.note(problem) }
    if clusters == 0 { contents.note(.missingImage) }
    return contents
  }
}
