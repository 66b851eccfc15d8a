import AliceModel
import Foundation
import GRDB

/// What SQL cannot do over Unicode.
enum SearchFunctions {
  static var all: [DatabaseFunction] { [holds, folded, numeric, assetKey] }

  /// `holds(needle, text)`: the text holds the needle, which is folded, as a run of characters.
  private static var holds: DatabaseFunction {
    DatabaseFunction("holds", argumentCount: 2, pure: true) { values in
      guard let needle = String.fromDatabaseValue(values[0]), let text = String.fromDatabaseValue(values[1])
      else { return nil }
      return Folding.contains(needle, in: text)
    }
  }

  private static var folded: DatabaseFunction {
    DatabaseFunction("folded", argumentCount: 1, pure: true) { values in
      switch values[0].storage {
      case .string(let text): Folding.fold(text)
      case .blob(let bytes): Folding.fold(String(decoding: bytes, as: UTF8.self))
      case .int64(let number): String(number)
      case .double(let number): "\(number)"
      case .null: nil
      }
    }
  }

  /// The 32 bytes of an id that is written in digits.
  private static var assetKey: DatabaseFunction {
    DatabaseFunction("asset_key", argumentCount: 1, pure: true) { values in
      String.fromDatabaseValue(values[0]).flatMap { AssetID(hex: $0) }.map { Data($0.bytes) }
    }
  }

  /// A finite number, whether it stands as one or as text.
  private static var numeric: DatabaseFunction {
    DatabaseFunction("numeric", argumentCount: 1, pure: true) { values in
      switch values[0].storage {
      case .int64(let number): Double(number)
      case .double(let number): number
      case .string(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
      case .blob, .null: nil
      }
    }
  }
}
