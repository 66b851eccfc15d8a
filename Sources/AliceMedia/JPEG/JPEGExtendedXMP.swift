import AliceModel
import AliceNumbers

/// Joins the pieces of extended XMP. Each has the MD5 of the whole in 32 digits, the length of the whole, and its own
/// offset; the pieces may come in any order.
struct JPEGExtendedXMP {
  private static let limit = XMLReader.byteLimit
  /// The maximum number of packets: the current one, and those that other programs left behind.
  private static let packetLimit = 8

  private struct Packet {
    let length: Int
    var pieces: [Int: [UInt8]] = [:]

    /// The whole packet; nil if a piece is missing, or if pieces overlap.
    var whole: [UInt8]? {
      var whole: [UInt8] = []
      while whole.count < length {
        guard let piece = pieces[whole.count], !piece.isEmpty else { return nil }
        whole += piece
      }
      return whole.isEmpty || whole.count != length ? nil : whole
    }
  }

  private var packets: [String: Packet] = [:]
  private var held = 0

  /// Adds a piece, which begins after the name of the segment.
  mutating func add(_ piece: ArraySlice<UInt8>) {
    guard let total = piece.bigEndian32(at: 32), let offset = piece.bigEndian32(at: 36), total <= UInt32(Self.limit),
      offset < total, held + piece.count <= 2 * Self.limit
    else { return }
    let guid = Self.key(String(decoding: piece.prefix(32), as: UTF8.self))
    guard packets[guid] != nil || packets.count < Self.packetLimit else { return }
    var packet = packets[guid] ?? Packet(length: Int(total))
    guard packet.length == Int(total), packet.pieces[Int(offset)] == nil else { return }
    held += piece.count
    packet.pieces[Int(offset)] = Array(piece.dropFirst(40))
    packets[guid] = packet
  }

  /// Returns the packet that the file's main packet names; nil if it names another one, or if a piece is missing.
  ///
  /// If the main packet names none, the only packet is returned, since some programs drop the reference.
  func packet(namedIn main: [UInt8]?) -> [UInt8]? { named(in: main)?.packet }

  /// The same with the name in upper case.
  func named(in main: [UInt8]?) -> (name: String, packet: [UInt8])? {
    guard !packets.isEmpty else { return nil }
    let entries = main.map { XMPPacket.contents(of: $0).entries } ?? []
    if let name = entries.first(where: { $0.key.hasSuffix(":HasExtendedXMP") })?.text {
      let name = Self.key(name)
      return packets[name]?.whole.map { (name, $0) }
    }
    guard packets.count == 1, let only = packets.first else { return nil }
    return only.value.whole.map { (only.key, $0) }
  }

  /// Programs write the digits in either case.
  static func key(_ guid: String) -> String { guid.uppercased() }
}
