import AliceLibrary
import AliceMedia
import AliceWorkspace

/// The copy of one asset before it is written.
struct ExportContent {
  let file: OpenFile
  let splice: Splice
  /// The path below the folder of the export.
  let path: BytePath
  let format: MediaFormat
  let sidecar: [UInt8]?
  let caption: [UInt8]?
  let companions: [(file: OpenFile, path: BytePath)]

  /// Passes the bytes of the copy on, in pieces.
  func read(_ receive: (ArraySlice<UInt8>) throws -> Void) throws {
    try ExportContent.read(splice, of: file, receive)
  }

  static func read(_ splice: Splice, of file: OpenFile, _ receive: (ArraySlice<UInt8>) throws -> Void) throws {
    for piece in splice.pieces {
      switch piece {
      case .bytes(let bytes): try receive(bytes[...])
      case .source(let range):
        var at = range.lowerBound
        while at < range.upperBound {
          let bytes = try file.read(at: at, count: Int(min(range.upperBound - at, 1 << 20)))
          guard !bytes.isEmpty else { throw LibraryError.changed(file.path) }
          try receive(bytes[...])
          at += UInt64(bytes.count)
        }
      }
    }
  }
}

extension Asset {
  /// The text that describes the asset for training: the prompt in one line, else the tags; nil if there is neither.
  var caption: [UInt8]? {
    let prompt = record.prompt?.split(whereSeparator: \.isNewline).joined(separator: " ")
    let text = prompt.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 } ?? record.tags.joined(separator: ", ")
    return text.isEmpty ? nil : Array((text + "\n").utf8)
  }
}
