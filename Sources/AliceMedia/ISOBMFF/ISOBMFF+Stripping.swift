import AliceModel
import AliceNumbers

extension ISOBMFF {
  /// Returns the video with the same size, with free space instead of metadata, and with zeros in all free space.
  ///
  /// An older `moov` of alice is free space too, and its texts must not remain readable. Throws `notEmbeddable` for
  /// images, fragmented videos and unknown boxes.
  static func strip(_ bytes: some RandomAccessBytes) throws(MediaError) -> Splice {
    var window = ByteWindow(bytes)
    let file = try FileBoxes(&window)
    guard let format = try format(of: file, in: &window), format.kind != .image, file.problems.isEmpty,
      file.boxes.count(where: { $0.type == "moov" }) == 1, let movie = try movie(of: file, in: &window),
      !movie.isFragmented
    else { throw .notEmbeddable }
    var blanking = Blanking()
    for box in file.boxes {
      switch box.type {
      case "moov": blanking.write(try MovieStripping(movie).bytes)
      case "ftyp", "mdat", "pdin": blanking.keep(box.range)
      case _ where isMetadata(box.type) || box.type == "wide":
        let header = box.range.lowerBound + 8 + (box.headerSize % 16 == 0 ? 8 : 0)
        blanking.keep(box.range.lowerBound..<(box.range.lowerBound + 4))
        blanking.write(box.type == "wide" ? box.type.bytes : FourCC("free").bytes)
        blanking.keep(box.range.lowerBound + 8..<header)
        try blanking.blank(header..<box.range.upperBound, in: &window)
      default: throw .notEmbeddable
      }
    }
    return blanking.splice
  }

  /// Returns whether the video plays the same without such boxes.
  static func isMetadata(_ type: FourCC) -> Bool {
    ["udta", "meta", "uuid", "jumb", "free", "skip", "pnot", "PICT"].contains(type)
  }
}

/// A `moov` whose texts are overwritten in place.
private struct MovieStripping {
  private(set) var bytes: [UInt8]

  init(_ movie: Movie) throws(MediaError) {
    bytes = Array(movie.box.whole)
    try strip(movie.box)
  }

  /// The allowed children of each box that is parsed; any other box could hold anything.
  private static let known: [FourCC: Set<FourCC>] = [
    "moov": ["mvhd", "trak", "iods"],
    "trak": ["tkhd", "edts", "mdia", "tref", "tapt", "load", "imap", "matt", "clip", "trgr"],
    "mdia": ["mdhd", "hdlr", "elng", "minf"],
    "minf": ["vmhd", "smhd", "hmhd", "nmhd", "sthd", "gmhd", "hdlr", "dinf", "stbl"],
    "stbl": [
      "stsd", "stts", "ctts", "cslg", "stsc", "stsz", "stz2", "stco", "co64", "stss", "stsh", "stps", "padb", "stdp",
      "sdtp", "sbgp", "sgpd", "subs", "saiz", "saio",
    ],
  ]
  /// The allowed handlers. Tracks of other kinds hold locations and the like among the samples.
  private static let handlers: Set<FourCC> = [
    "vide", "soun", "pict", "auxv", "subt", "text", "sbtl", "clcp", "tmcd",
  ]

  /// Strips a box. Its ranges are valid in `bytes`, because both begin with the movie box. The recursion is at most
  /// five levels deep.
  private mutating func strip(_ box: MemoryBox) throws(MediaError) {
    guard let known = MovieStripping.known[box.type] else { return }
    let (children, rest) = MemoryBox.all(in: box.payload)
    // QuickTime ends some lists with four zero bytes.
    guard rest.allSatisfy({ $0 == 0 }), rest.count < 8 else { throw .notEmbeddable }
    for child in children {
      if ISOBMFF.isMetadata(child.type) {
        for (index, letter) in zip(child.whole.indices.dropFirst(4), FourCC("free").bytes) { bytes[index] = letter }
        blank(child.payload)
      } else if !known.contains(child.type) {
        throw .notEmbeddable
      } else if child.type == "hdlr" {
        try stripHandler(child, isMedia: box.type == "mdia")
      } else {
        try strip(child)
      }
    }
  }

  /// Removes the handler's name, which is that of a program or file.
  private mutating func stripHandler(_ box: MemoryBox, isMedia: Bool) throws(MediaError) {
    if isMedia {
      guard let handler = box.body.bigEndian32(at: 4).map(FourCC.init(code:)),
        MovieStripping.handlers.contains(handler)
      else { throw .notEmbeddable }
    }
    blank(box.payload.dropFirst(24))
  }

  private mutating func blank(_ range: ArraySlice<UInt8>) {
    for index in range.indices { bytes[index] = 0 }
  }
}
