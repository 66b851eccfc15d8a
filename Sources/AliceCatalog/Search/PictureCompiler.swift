import AliceModel
import Foundation
import GRDB

/// Compiles tests of what pictures show to SQL.
enum PictureCompiler {
  static let hasFeatures = Condition(
    "exists (select 1 from feature f where f.id = a.id and length(f.numbers) > 0)")

  static let hasColors = Condition("(a.color is not null or exists (select 1 from palette p where p.id = a.id))")

  /// Matches the pictures that can be compared with an asset, without the asset; none if it cannot be compared itself.
  static func like(_ prefix: String, _ lexicon: Lexicon) throws -> Condition {
    guard let range = BlobRange(hexPrefix: prefix), try lexicon.features(of: prefix) != nil else { return .never }
    let other = Condition(
      "a.asset not between ? and ?", [range.first.databaseValue, range.last.databaseValue])
    return .every([hasFeatures, other])
  }

  static func has(_ color: PictureColor) -> Condition {
    Condition(
      "color_share((select p.colors from palette p where p.id = a.id), a.color, ?, ?, ?) >= ?",
      [color.lightness, color.a, color.b, PicturePalette.leastShare].map(\.databaseValue))
  }

  /// `color_share(palette, average, lightness, a, b)` returns how much of a picture has a colour. The average colour
  /// stands in for a palette that is not known.
  static var colorShare: DatabaseFunction {
    DatabaseFunction("color_share", argumentCount: 5, pure: true) { values in
      guard let lightness = Double.fromDatabaseValue(values[2]), let a = Double.fromDatabaseValue(values[3]),
        let b = Double.fromDatabaseValue(values[4])
      else { return nil }
      let palette = PicturePalette(
        Data.fromDatabaseValue(values[0]), average: Int64.fromDatabaseValue(values[1]))
      return palette?.share(of: PictureColor(lightness: lightness, a: a, b: b))
    }
  }
}

extension PicturePalette {
  /// Reads the columns of a row; nil if neither is known.
  init?(_ colors: Data?, average: Int64?) {
    if let colors {
      self.init(bytes: colors)
    } else if let average {
      self.init([Entry(PictureColor(rgb: UInt32(truncatingIfNeeded: average)), share: 1)])
    } else {
      return nil
    }
  }
}

extension Lexicon {
  /// Returns what the picture of an asset shows; nil if no asset has an id with this prefix, or it is not known.
  func features(of prefix: String) throws -> PictureFeatures? {
    guard let range = BlobRange(hexPrefix: prefix.lowercased()) else { return nil }
    let statement = try db.cachedStatement(
      sql: """
        select f.numbers from asset a join feature f on f.id = a.id where a.asset between ? and ?
        order by a.asset limit 1
        """)
    return try Data.fetchOne(statement, arguments: [range.first, range.last]).flatMap { PictureFeatures(bytes: $0) }
  }
}
