import AliceModel
import AliceNumbers

extension ISOBMFF {
  static func video(
    _ format: MediaFormat, _ file: FileBoxes, in window: inout ByteWindow
  ) throws(MediaError) -> ContainerContents {
    if let box = file.first("moov"), box.range.upperBound - box.range.lowerBound > Movie.sizeLimit {
      return try unread(format, &window)
    }
    let movie = try movie(of: file, in: &window)
    var contents = ContainerContents(format: format, digest: try videoDigest(movie, file, in: &window))
    contents.fragmented = file.boxes.contains { $0.type == "moof" } || movie?.isFragmented == true
    guard let movie else {
      contents.damaged = true
      contents.note(.missingImage)
      return contents
    }
    if format == .mp4, movie.isSound { contents.format = .m4a }
    contents.width = movie.video?.width
    contents.height = movie.video?.height
    contents.duration = movie.duration
    if movie.tracks.isEmpty || !file.boxes.contains(where: { $0.type == "mdat" }) {
      contents.damaged = true
      contents.note(.missingImage)
    }
    let metadata = MovieMetadata(movie.box)
    for entry in metadata.entries { contents.add(entry) }
    contents.xmp = metadata.xmp
    contents.recordJSON = FilmRecord.text(in: metadata.entries)
    let dateEntry = metadata.entries.first { $0.key.lowercased() == "com.apple.quicktime.creationdate" }
    contents.created = dateEntry.flatMap { Timestamp($0.text) } ?? movie.created
    return contents
  }

  /// Returns what is known of a film whose `moov` is too large to be held in memory. Its identity covers all bytes, and
  /// nothing is written into it.
  private static func unread(_ format: MediaFormat, _ window: inout ByteWindow) throws(MediaError) -> ContainerContents
  {
    var digest = SHA256Digest(domain: "alice:film:1")
    try digest.update(restOf: &window, from: 0)
    var contents = ContainerContents(format: format, digest: try digest.finish())
    contents.fragmented = true
    contents.note(.textTooLarge)
    return contents
  }

  /// Returns nil if there is no `moov`, or if it is damaged.
  static func movie(of file: FileBoxes, in window: inout ByteWindow) throws(MediaError) -> Movie? {
    guard let box = file.first("moov") else { return nil }
    let size = box.range.upperBound - box.range.lowerBound
    guard size <= Movie.sizeLimit else { throw .tooLarge }
    var bytes = try window.whole(box.range)
    // The size is corrected for a truncated or open-ended box, so that its contents remain readable.
    if bytes.count >= 16, bytes[..<4] != [0, 0, 0, 1] {
      bytes.replaceSubrange(..<4, with: UInt32(truncatingIfNeeded: size).bigEndianBytes)
    }
    return Movie(bytes)
  }

  /// Computes `alice:film:1`: for each track its handler, time scale and tables, then the contents of the `mdat` boxes
  /// in file order.
  ///
  /// The position of the boxes is irrelevant, so a video keeps its identity when a header moves to its front or
  /// metadata is added.
  private static func videoDigest(
    _ movie: Movie?, _ file: FileBoxes, in window: inout ByteWindow
  ) throws(MediaError) -> AssetID {
    var digest = SHA256Digest(domain: "alice:film:1")
    for track in movie?.tracks ?? [] {
      digest.update(Array("trak".utf8))
      digest.update(track.handler?.code ?? 0)
      digest.update(track.timescale ?? 0)
      for table in track.tables {
        digest.update(table.type.code)
        digest.update(UInt64(table.payload.count))
        digest.update(table.payload)
      }
    }
    for box in file.boxes where box.type == "mdat" && !box.payload.isEmpty {
      digest.update(Array("mdat".utf8))
      digest.update(box.payload.upperBound - box.payload.lowerBound)
      try digest.update(box.payload, of: &window)
    }
    if file.end < window.count { try digest.update(restOf: &window, from: file.end) }
    return try digest.finish()
  }
}
