package import AliceModel
import Foundation
import GRDB

/// The order of the results of a query that names what pictures show: by likeness, else by the share of colours.
struct PictureRanking {
  /// What a picture is compared with.
  private indirect enum Measure {
    case likeness([PictureFeatures])
    case colors([PictureColor])
    case mean([Measure])
    case best([Measure])
  }

  private let measure: Measure

  /// Returns nil if the query names nothing that pictures show.
  init?(_ term: SearchTerm, _ lexicon: Lexicon) throws {
    let field = term.asksForLikeness ? SearchField.like : .color
    guard let measure = try PictureRanking.measure(term, field, lexicon) else { return nil }
    self.measure = measure
  }

  private static func measure(_ term: SearchTerm, _ field: SearchField, _ lexicon: Lexicon) throws -> Measure? {
    switch term {
    case .field(.like, let tests) where field == .like:
      let examples = try tests.compactMap { test in
        switch test.meaning {
        case .features(let features): features
        case .equals(let prefix): try lexicon.features(of: prefix)
        default: PictureFeatures?.none
        }
      }
      return examples.isEmpty ? nil : .likeness(examples)
    case .field(.color, let tests) where field == .color:
      let colors = tests.compactMap { if case .color(let color) = $0.meaning { color } else { nil } }
      return colors.isEmpty ? nil : .colors(colors)
    case .and(let terms):
      let parts = try terms.compactMap { try measure($0, field, lexicon) }
      return parts.isEmpty ? nil : .mean(parts)
    case .or(let terms):
      let parts = try terms.compactMap { try measure($0, field, lexicon) }
      return parts.isEmpty ? nil : .best(parts)
    default: return nil
    }
  }

  /// Returns from -1 to 1 how much a picture shows what the query names.
  func value(_ features: PictureFeatures?, _ palette: PicturePalette?) -> Double {
    PictureRanking.value(measure, features, palette)
  }

  private static func value(_ measure: Measure, _ features: PictureFeatures?, _ palette: PicturePalette?) -> Double {
    switch measure {
    case .likeness(let examples): features.flatMap { own in examples.map(own.likeness).max() } ?? -1
    case .colors(let colors): palette.flatMap { own in colors.map(own.share).max() } ?? -1
    case .mean(let parts): parts.map { value($0, features, palette) }.reduce(0, +) / Double(max(1, parts.count))
    case .best(let parts): parts.map { value($0, features, palette) }.max() ?? -1
    }
  }
}

extension Catalog {
  /// Returns how much the pictures of assets are like those that a query names, from -1 to 1 for the same; none if the
  /// query names none. Assets that cannot be compared are left out.
  package func likenesses(_ query: SearchQuery, of ids: [AssetID]) throws(CatalogError) -> [AssetID: Double] {
    guard query.term.asksForLikeness else { return [:] }
    return try store.read { db in
      guard let ranking = try PictureRanking(query.term, Lexicon(db: db)) else { return [:] }
      let statement = try db.cachedStatement(
        sql: "select f.numbers from asset a join feature f on f.id = a.id where a.asset = ?")
      var found: [AssetID: Double] = [:]
      for id in ids {
        guard let bytes = try Data.fetchOne(statement, arguments: [Data(id.bytes)]),
          let features = PictureFeatures(bytes: bytes)
        else { continue }
        found[id] = ranking.value(features, nil)
      }
      return found
    }
  }
}

extension SearchRun {
  /// Returns all matches, those first whose pictures show most of what the query names.
  func ranked(_ ranking: PictureRanking, limit: Int?, offset: Int) throws -> (ids: [Int64], total: Int?) {
    let query = plan.pictures
    let rows = try Row.fetchCursor(db.makeStatement(sql: query.sql), arguments: StatementArguments(query.arguments))
    var found: [(value: Double, id: Int64)] = []
    while let row = try rows.next() {
      let features = (row[1] as Data?).flatMap { PictureFeatures(bytes: $0) }
      found.append((ranking.value(features, PicturePalette(row[2], average: row[3])), row[0]))
    }
    found.sort { $0.value != $1.value ? $0.value > $1.value : $0.id > $1.id }
    return (found.dropFirst(offset).prefix(limit ?? found.count).map(\.id), found.count)
  }
}
