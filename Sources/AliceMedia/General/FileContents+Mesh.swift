import AliceModel
import AliceNumbers

/// Counts what meshes consist of.
extension FileContents {
  private static let sceneLimit = 64 << 20
  private static let lineLimit: UInt64 = 512 << 20
  private static let pieceSize = 1 << 20

  mutating func readGLB(_ bytes: some RandomAccessBytes) throws {
    let header = try bytes.read(at: 0, count: 20)
    guard let size = header[...].littleEndian32(at: 12), header.dropFirst(16).starts(with: "JSON".utf8),
      size <= UInt32(FileContents.sceneLimit),
      let scene = try? JSONValue(parsing: bytes.read(at: 20, count: Int(size)))
    else { return }
    read(scene)
  }

  mutating func readGLTF(_ bytes: some RandomAccessBytes) throws {
    guard bytes.byteCount <= UInt64(FileContents.sceneLimit),
      let scene = try? JSONValue(parsing: bytes.read(at: 0, count: Int(bytes.byteCount)))
    else { return }
    read(scene)
  }

  /// Counts each mesh once, however often the scene shows it.
  private mutating func read(_ scene: JSONValue) {
    let accessors = scene["accessors"]?.arrayValue ?? []
    func count(_ index: JSONValue?) -> UInt64? {
      guard let index = index?.intValue, accessors.indices.contains(index) else { return nil }
      return accessors[index]["count"]?.numberValue?.uint64
    }
    var (corners, faces): (UInt64, UInt64) = (0, 0)
    for mesh in scene["meshes"]?.arrayValue ?? [] {
      for primitive in mesh["primitives"]?.arrayValue ?? [] {
        let positions = count(primitive["attributes"]?["POSITION"]) ?? 0
        let indices = primitive["indices"] == nil ? positions : count(primitive["indices"]) ?? 0
        corners = corners.addingReportingOverflow(positions).partialValue
        switch primitive["mode"]?.intValue ?? 4 {
        case 4: faces = faces.addingReportingOverflow(indices / 3).partialValue
        case 5, 6: faces = faces.addingReportingOverflow(indices > 2 ? indices - 2 : 0).partialValue
        default: break
        }
      }
    }
    (vertices, triangles) = (corners, faces)
  }

  mutating func readSTL(_ bytes: some RandomAccessBytes) throws {
    let header = try bytes.read(at: 0, count: 84)
    if let count = header[...].littleEndian32(at: 80), bytes.byteCount == 84 + 50 * UInt64(count) {
      triangles = UInt64(count)
    } else {
      var faces: UInt64 = 0
      try FileContents.forEachLine(bytes) { line in
        if line.starts(with: "facet".utf8) { faces += 1 }
        return true
      }
      triangles = faces
    }
  }

  mutating func readLines(_ bytes: some RandomAccessBytes, _ format: MediaFormat) throws {
    if format == .ply { return try readPLY(bytes) }
    var (corners, faces): (UInt64, UInt64) = (0, 0)
    try FileContents.forEachLine(bytes) { line in
      if line.starts(with: "v ".utf8) {
        corners += 1
      } else if line.starts(with: "f ".utf8) {
        // A face with more corners is cut into triangles.
        let words = line.dropFirst(2).split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }.count
        faces += words > 2 ? UInt64(words - 2) : 0
      }
      return true
    }
    (vertices, triangles) = (corners, faces)
  }

  /// The header says how many elements follow.
  private mutating func readPLY(_ bytes: some RandomAccessBytes) throws {
    var counts: [String: UInt64] = [:]
    var left = 1000
    try FileContents.forEachLine(bytes) { line in
      left -= 1
      let words = String(decoding: line.prefix(200), as: UTF8.self).split(whereSeparator: \.isWhitespace)
      if words.first == "element", words.count == 3 { counts[String(words[1])] = UInt64(words[2]) }
      return words.first != "end_header" && left > 0
    }
    (vertices, triangles) = (counts["vertex"], counts["face"])
  }

  /// Passes on the lines without the blanks before them, until `body` returns false. Lines over 1 MiB are cut.
  private static func forEachLine(
    _ bytes: some RandomAccessBytes, _ body: (ArraySlice<UInt8>) -> Bool
  ) throws {
    var at: UInt64 = 0
    var rest: [UInt8] = []
    while at < min(bytes.byteCount, lineLimit) {
      let piece = try bytes.read(at: at, count: pieceSize)
      guard !piece.isEmpty else { break }
      at += UInt64(piece.count)
      rest += piece
      var start = 0
      while let end = rest[start...].firstIndex(of: 0x0A) {
        guard body(rest[start..<end].drop { $0 == 0x20 || $0 == 0x09 }) else { return }
        start = end + 1
      }
      rest = rest.count - start > pieceSize ? [] : Array(rest[start...])
    }
    if !rest.isEmpty { _ = body(rest[...]) }
  }
}
