import AliceModel
import AliceNumbers

/// The content of `moov`.
struct Movie: Sendable {
  /// The maximum size of a `moov`.
  static let sizeLimit: UInt64 = 64 << 20
  private static let trackLimit = 1000

  let box: MemoryBox
  let tracks: [MovieTrack]

  /// Returns nil if `bytes` are not a `moov` box.
  init?(_ bytes: [UInt8]) {
    guard let box = MemoryBox.all(in: bytes[...]).boxes.first, box.type == "moov" else { return nil }
    self.box = box
    tracks = box.children.lazy.filter { $0.type == "trak" }.prefix(Movie.trackLimit).map(MovieTrack.init)
  }

  var video: MovieTrack? { tracks.first { $0.handler == "vide" } ?? tracks.first { $0.handler == "pict" } }
  /// Whether there is sound and nothing to see.
  var isSound: Bool { tracks.contains { $0.handler == "soun" } && tracks.allSatisfy { !$0.isSeen } }
  /// Whether the samples are in fragments.
  var isFragmented: Bool { box.child("mvex") != nil }

  /// The duration in seconds; nil if it is unknown, as in a video that was still being recorded.
  var duration: Double? {
    guard let header = MovieTimes(box.child("mvhd")), header.timescale > 0 else { return nil }
    let unknown: UInt64 = header.isLong ? .max : UInt64(UInt32.max)
    guard header.duration > 0, header.duration != unknown else { return nil }
    return Double(header.duration) / Double(header.timescale)
  }

  /// The creation time in UTC; nil for zero, which many writers leave there, and for times before 1970.
  var created: Timestamp? {
    guard let created = MovieTimes(box.child("mvhd"))?.created, created < 1 << 40 else { return nil }
    let secondsFrom1904To1970: Int64 = 2_082_844_800
    let seconds = Int64(created) - secondsFrom1904To1970
    return seconds > 0 ? Timestamp(milliseconds: seconds * 1000) : nil
  }
}

/// The beginning of `mvhd` and `mdhd`, which is the same in both.
struct MovieTimes {
  var isLong: Bool
  var created: UInt64
  var timescale: UInt32
  var duration: UInt64

  init?(_ box: MemoryBox?) {
    guard let box, let version = box.version else { return nil }
    isLong = version == 1
    let wide = isLong ? 8 : 4
    guard let created = box.body.number(at: 0, bytes: wide), let timescale = box.body.bigEndian32(at: 2 * wide),
      let duration = box.body.number(at: 2 * wide + 4, bytes: wide)
    else { return nil }
    self.created = created
    self.timescale = timescale
    self.duration = duration
  }
}

/// One track, with the parts that identity and facts need.
struct MovieTrack: Sendable {
  let handler: FourCC?
  let timescale: UInt32?
  /// The width in pixels in the first sample description.
  let width: Int?
  let height: Int?
  /// The tables that map bytes to presentation times, by type in the order of `identityTypes`.
  let tables: [MemoryBox]

  /// Whether the track holds pictures.
  var isSeen: Bool { handler == "vide" || handler == "pict" || handler == "auxv" }

  /// The types exclude dates, names, file positions and the rotation.
  static let identityTypes: [FourCC] = ["stsd", "stts", "ctts", "stss", "stsz", "stz2", "stsc", "elst"]

  init(_ box: MemoryBox) {
    let media = box.child("mdia")
    handler = media?.child("hdlr")?.body.bigEndian32(at: 4).map(FourCC.init(code:))
    timescale = MovieTimes(media?.child("mdhd"))?.timescale
    let samples = media?.descendant("minf", "stbl")?.children ?? []
    let edits = box.child("edts")?.children ?? []
    tables = MovieTrack.identityTypes.compactMap { type in (samples + edits).first { $0.type == type } }
    let entry = samples.first { $0.type == "stsd" }.flatMap { MemoryBox.all(in: $0.body.dropFirst(4)).boxes.first }
    width = entry?.payload.bigEndian16(at: 24).map(Int.init)
    height = entry?.payload.bigEndian16(at: 26).map(Int.init)
  }
}

extension ArraySlice<UInt8> {
  /// Reads a big-endian number of at most 8 bytes; returns nil if the bytes end too early. `index` counts from the
  /// beginning of the slice.
  func number(at index: Int, bytes count: Int) -> UInt64? {
    guard index >= 0, count <= 8, index <= self.count - count else { return nil }
    return self[(startIndex + index)..<(startIndex + index + count)].reduce(0) { $0 << 8 | UInt64($1) }
  }
}
