import AliceModel
import Foundation
import GRDB

/// SQL functions for operations that SQLite does not support for Unicode.
enum SearchFunctions {
  static var all: [DatabaseFunction] {
    [holds, folded, numeric, unpacked, isPlainWord, loraMatches, loraFits, PictureCompiler.colorShare]
  }

  /// `holds(part, column, asset, path, record, prompt, negative, raw)` returns true if a text of the row contains the
  /// folded part.
  private static var holds: DatabaseFunction {
    DatabaseFunction("holds", argumentCount: 8, pure: true) { values in
      guard let part = String.fromDatabaseValue(values[0]) else { return nil }
      func has(_ text: String?) -> Bool { TextFolding.fold(text ?? "").contains(bytesOf: part) }
      func has(_ index: Int) -> Bool { has(String.fromDatabaseValue(values[index])) }
      func member(_ name: String) -> JSONValue? {
        Data.fromDatabaseValue(values[4]).flatMap { PackedReader.member(name, of: $0) }
      }
      switch Int.fromDatabaseValue(values[1]) {
      case WordColumn.prompt.number: return member("corrected")?["prompt"]?.stringValue.map(has) ?? has(5)
      case WordColumn.negative.number: return has(6)
      case WordColumn.note.number: return has(member("note")?.stringValue)
      default: break
      }
      if has(5) || has(7) { return true }
      guard let asset = AssetReader.searchable(values) else { return nil }
      return IndexedTexts.searchable(asset).contains(bytesOf: part)
    }
  }

  /// Returns a packed record as JSON.
  private static var unpacked: DatabaseFunction {
    DatabaseFunction("unpacked", argumentCount: 1, pure: true) { values in
      Data.fromDatabaseValue(values[0]).flatMap(PackedReader.value)?.text
    }
  }

  private static var isPlainWord: DatabaseFunction {
    DatabaseFunction("is_plain_word", argumentCount: 1, pure: true) { values in
      String.fromDatabaseValue(values[0]).map { WordDictionary.holds($0) }
    }
  }

  /// `lora_matches(wanted, name)` compares names of LoRAs.
  private static var loraMatches: DatabaseFunction {
    DatabaseFunction("lora_matches", argumentCount: 2, pure: true) { values in
      guard let wanted = String.fromDatabaseValue(values[0]).flatMap(LoraName.init),
        let name = String.fromDatabaseValue(values[1]).flatMap(LoraName.init)
      else { return false }
      return name.matches(wanted)
    }
  }

  /// `lora_fits(pattern, name)` compares the name of a LoRA with a pattern.
  private static var loraFits: DatabaseFunction {
    DatabaseFunction("lora_fits", argumentCount: 2, pure: true) { values in
      guard let pattern = String.fromDatabaseValue(values[0]),
        let name = String.fromDatabaseValue(values[1]).flatMap(LoraName.init)
      else { return false }
      return name.matches(glob: pattern)
    }
  }

  private static var folded: DatabaseFunction {
    DatabaseFunction("folded", argumentCount: 1, pure: true) { values in
      switch values[0].storage {
      case .string(let text): TextFolding.fold(text)
      case .blob(let bytes): TextFolding.fold(String(decoding: bytes, as: UTF8.self))
      case .int64(let number): String(number)
      case .double(let number): "\(number)"
      case .null: nil
      }
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

extension String {
  /// Compares bytes, because characters that combine would hide each other.
  fileprivate func contains(bytesOf part: String) -> Bool {
    var (text, part) = (self, part)
    return text.withUTF8 { text in
      part.withUTF8 { part in
        guard let first = part.first else { return true }
        guard text.count >= part.count else { return false }
        for start in 0...(text.count - part.count) where text[start] == first {
          if part.indices.allSatisfy({ text[start + $0] == part[$0] }) { return true }
        }
        return false
      }
    }
  }
}
