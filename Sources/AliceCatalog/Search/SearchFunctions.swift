import AliceModel
import Foundation
import GRDB

/// SQL functions for operations that SQLite does not support for Unicode.
enum SearchFunctions {
  static var all: [DatabaseFunction] { [holds, folded, numeric, assetKey, stackKey] }

  /// `holds(needle, text)` returns true if the text contains the folded needle.
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

  /// Returns the 32 bytes of an id in hexadecimal digits.
  private static var assetKey: DatabaseFunction {
    DatabaseFunction("asset_key", argumentCount: 1, pure: true) { values in
      String.fromDatabaseValue(values[0]).flatMap { AssetID(hex: $0) }.map { Data($0.bytes) }
    }
  }

  /// `stack_key(provider, request)` returns the number that the assets of a request share.
  private static var stackKey: DatabaseFunction {
    DatabaseFunction("stack_key", argumentCount: 2, pure: true) { values in
      StackKey.key(provider: String.fromDatabaseValue(values[0]), request: String.fromDatabaseValue(values[1]))
    }
  }

  /// Returns a finite number from a number or a text.
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
