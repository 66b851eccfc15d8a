import AliceNumbers

/// Joins the boxes that APP11 segments carry in pieces: `JP`, the instance of the box, the number of the piece, the
/// header of the box, which every piece repeats, and bytes of the box (ISO/IEC 19566-5, annex D).
struct JPEGManifest {
  private struct Box {
    var header: ArraySlice<UInt8>
    var pieces: [UInt32: ArraySlice<UInt8>] = [:]
  }

  private static let boxLimit = 16

  private var boxes: [UInt16: Box] = [:]
  private var held = 0

  /// Adds the payload of a segment.
  mutating func add(_ payload: ArraySlice<UInt8>) {
    guard payload.starts(with: "JP".utf8), let instance = payload.bigEndian16(at: 2),
      let number = payload.bigEndian32(at: 4), let size = payload.bigEndian32(at: 8)
    else { return }
    let length = size == 1 ? 16 : 8
    let body = payload.dropFirst(8 + length)
    guard boxes[instance] != nil || boxes.count < JPEGManifest.boxLimit,
      held + payload.count <= ContainerContents.manifestLimit
    else { return }
    held += payload.count
    let header = ArraySlice(Array(payload.dropFirst(8).prefix(length)))
    var box = boxes[instance] ?? Box(header: header)
    if box.pieces[number] == nil { box.pieces[number] = ArraySlice(Array(body)) }
    boxes[instance] = box
  }

  /// The manifest store; nil if there is none, or if a piece is missing.
  var store: [UInt8]? {
    boxes.sorted { $0.key < $1.key }.lazy.map { _, box in
      box.pieces.sorted { $0.key < $1.key }.reduce(into: Array(box.header)) { $0 += $1.value }
    }.first { ManifestStore($0) != nil }
  }
}
