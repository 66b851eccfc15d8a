import AliceNumbers
import Foundation

extension Splice {
  /// The form in the journal: `[from, to]` for a range of the source, Base64 for new bytes.
  package var json: JSONValue {
    .array(
      pieces.map { piece in
        switch piece {
        case .source(let range):
          .array([.number(JSONNumber(range.lowerBound)), .number(JSONNumber(range.upperBound))])
        case .bytes(let bytes): .string(Data(bytes).base64EncodedString())
        }
      })
  }

  /// Returns nil if `json` is not in this form, or if it has more than `limit` new bytes.
  package init?(json: JSONValue, limit: Int = Splice.literalLimit) {
    guard let elements = json.arrayValue else { return nil }
    var room = limit
    var total: UInt64 = 0
    self.init()
    for element in elements {
      guard let piece = Piece(json: element, limit: room) else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(piece.byteCount)
      guard !overflow else { return nil }
      total = sum
      switch piece {
      case .source(let range): append(source: range)
      case .bytes(let bytes):
        room -= bytes.count
        append(bytes)
      }
    }
  }
}

extension Splice.Piece {
  fileprivate init?(json: JSONValue, limit: Int) {
    switch json {
    case .array(let bounds):
      guard bounds.count == 2, let lower = bounds[0].numberValue?.uint64, let upper = bounds[1].numberValue?.uint64,
        lower < upper
      else { return nil }
      self = .source(lower..<upper)
    case .string(let text):
      // Four letters hold three bytes, so text that cannot fit is rejected before it is decoded. Damaged text may
      // decode, but it does not encode to itself again.
      guard text.utf8.count / 4 * 3 <= max(0, limit) + 2, let data = Data(base64Encoded: text), !data.isEmpty,
        data.count <= limit, data.base64EncodedString() == text
      else { return nil }
      self = .bytes([UInt8](data))
    default: return nil
    }
  }
}
