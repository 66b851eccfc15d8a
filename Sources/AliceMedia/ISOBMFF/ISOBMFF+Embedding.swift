import AliceModel
import AliceNumbers

extension ISOBMFF {
  /// Embeds alice's metadata into a video without moving any samples.
  ///
  /// The old `moov` becomes free space, and a new one is appended with the XMP packet. If they are at the end of the
  /// file already, they are replaced, so that a file does not grow with every rating. Throws `notEmbeddable` unless the
  /// video is intact, unsigned and unfragmented, and its XMP, if any, can be read.
  static func embed(
    _ record: AssetRecord, id: AssetID, infotext: String?, former: AssetRecord?, into bytes: some RandomAccessBytes
  ) throws(MediaError) -> Splice {
    var window = ByteWindow(bytes)
    let file = try FileBoxes(&window)
    guard let format = try format(of: file, in: &window), format.kind != .image, file.problems.isEmpty,
      file.boxes.count(where: { $0.type == "moov" }) == 1, file.boxes.count(where: \.isXMP) <= 1,
      !file.boxes.contains(where: { $0.type == "moof" || $0.isContentCredentials }),
      let movie = try movie(of: file, in: &window), !movie.isFragmented
    else { throw .notEmbeddable }
    let fields = XMPFields(record: record, id: id, includesRecordJSON: false, mirrorsNote: true, former: former)
    var embedding = MovieEmbedding(movie, record: record, id: id, infotext: infotext)
    let outer = try outerXMP(of: file, in: &window)
    guard embedding.innerXMP == nil || outer == nil,
      let packet = XMPPacket.merging(fields, into: embedding.innerXMP ?? outer)
    else { throw .notEmbeddable }
    let isInner = embedding.innerXMP != nil
    if isInner { embedding.innerXMP = packet }
    guard let rebuilt = embedding.box else { throw .notEmbeddable }
    var splice = try spliceWithoutMetadata(file)
    // The movie box is last, because exiv2 treats a packet at the very end of a file as damaged.
    if !isInner { splice.append(MemoryBox.bytes("uuid", FileBox.xmpUserType + packet)) }
    splice.append(rebuilt)
    return splice
  }

  private static func outerXMP(of file: FileBoxes, in window: inout ByteWindow) throws(MediaError) -> [UInt8]? {
    guard let box = file.boxes.first(where: \.isXMP) else { return nil }
    guard let packet = try xmp(box, in: &window) else { throw .notEmbeddable }
    return packet
  }

  /// Returns the file with its `moov` and XMP turned into free space, or omitted if only such boxes follow.
  private static func spliceWithoutMetadata(_ file: FileBoxes) throws(MediaError) -> Splice {
    let isTail = { (box: FileBox) in box.type == "moov" || box.isXMP || box.isFree }
    let tail = (file.boxes.lastIndex { !isTail($0) } ?? -1) + 1
    var splice = Splice()
    for (index, box) in file.boxes.enumerated() {
      let isMetadata = box.type == "moov" || box.isXMP
      if isMetadata, index >= tail { continue }
      if isMetadata {
        splice.append(source: box.range.lowerBound..<(box.range.lowerBound + 4))
        splice.append(FourCC("free").bytes)
        splice.append(source: (box.range.lowerBound + 8)..<box.range.upperBound)
      } else if box.isOpen {
        // Nothing can follow a box without a size.
        guard let size = UInt32(exactly: box.range.upperBound - box.range.lowerBound) else { throw .notEmbeddable }
        splice.append(size.bigEndianBytes)
        splice.append(source: (box.range.lowerBound + 4)..<box.range.upperBound)
      } else {
        splice.append(source: box.range)
      }
    }
    return splice
  }
}
