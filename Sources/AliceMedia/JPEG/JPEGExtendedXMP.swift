/// Joins the pieces of extended XMP. Each has the MD5 of the whole in 32 digits, the length of the whole, and its own
/// offset.
struct JPEGExtendedXMP {
  private static let limit = 8 << 20

  /// The MD5 of the first piece's packet; pieces of other packets are ignored.
  private var guid: ArraySlice<UInt8>?
  private var length = 0
  private var pieces: [Int: [UInt8]] = [:]
  private var held = 0

  /// Adds a piece, which begins after the name of the segment.
  mutating func add(_ piece: ArraySlice<UInt8>) {
    guard let total = piece.bigEndian32(at: 32), let offset = piece.bigEndian32(at: 36), total <= UInt32(Self.limit),
      offset < total
    else { return }
    let name = piece.prefix(32)
    if guid == nil {
      guid = name
      length = Int(total)
    }
    guard name == guid, Int(total) == length, held + piece.count <= 2 * Self.limit else { return }
    held += piece.count
    pieces[Int(offset)] = Array(piece.dropFirst(40))
  }

  /// The whole packet; nil if a piece is missing.
  var packet: [UInt8]? {
    var whole: [UInt8] = []
    while whole.count < length {
      guard let piece = pieces[whole.count], !piece.isEmpty else { return nil }
      whole += piece
    }
    return whole.isEmpty || whole.count != length ? nil : whole
  }
}
