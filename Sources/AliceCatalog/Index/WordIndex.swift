import AliceModel
import Foundation
import GRDB

/// The full-text index `words`, with its dictionary.
///
/// The index has no copy of the texts: an entry is removed by giving it the same words again, which are read from the
/// record. So every change of what an entry consists of needs a new version of the schema.
struct WordIndex {
  let db: Database
  private let dictionary: WordDictionary

  init(db: Database) {
    self.db = db
    dictionary = WordDictionary(db: db)
  }

  /// The columns, in order, and their weights in the ranking.
  static let columns: [(name: String, weight: Double)] = [
    ("prompt", 10), ("tags", 6), ("names", 2), ("file", 1), ("other", 0.5), ("marks", 0),
  ]

  private static let names = columns.map(\.name).joined(separator: ", ")

  static let bm25 = "bm25(words, " + columns.map { "\($0.weight)" }.joined(separator: ", ") + ")"

  /// - `detail` is complete, because phrases need positions.
  /// - The tokenizer separates words at spaces and ASCII punctuation only: `SearchTokens` has done everything else.
  /// - The large hash keeps bulk insertions from writing many small segments.
  static let schema = """
    create virtual table words using fts5 (\(names), content = '', tokenize = 'ascii');
    insert into words (words, rank) values ('hashsize', 67108864);
    create virtual table words_terms using fts5vocab ('words', 'row');

    """ + WordDictionary.schema

  func add(_ texts: IndexedTexts, id: Int64) throws {
    try insert(texts.columns, id: id)
    try dictionary.add(texts)
  }

  private func insert(_ columns: [String], id: Int64) throws {
    let statement = try db.cachedStatement(
      sql: "insert into words (rowid, \(WordIndex.names)) values (?, ?, ?, ?, ?, ?, ?)")
    try statement.execute(arguments: StatementArguments([id.databaseValue] + columns.map(\.databaseValue)))
  }

  func remove(_ texts: IndexedTexts, id: Int64) throws {
    let statement = try db.cachedStatement(
      sql: "insert into words (words, rowid, \(WordIndex.names)) values ('delete', ?, ?, ?, ?, ?, ?, ?)")
    try statement.execute(arguments: StatementArguments([id.databaseValue] + texts.columns.map(\.databaseValue)))
  }

  func removeAll() throws {
    try db.execute(sql: "insert into words (words) values ('delete-all')")
    try dictionary.removeAll()
  }

  /// Fills the empty index from all rows, in the order of their ids: then the index never writes out early.
  func fill() throws {
    let ids = try Int64.fetchCursor(db, sql: "select id from asset order by id")
    let reader = AssetReader(db: db)
    while let id = try ids.next() {
      if let texts = try reader.texts(id) { try insert(texts.columns, id: id) }
    }
    try dictionary.fill()
  }

  /// Returns what is wrong; nil if the index is sound and has an entry for every record and no other.
  func problem() throws -> String? {
    do {
      try db.execute(sql: "insert into words (words) values ('integrity-check')")
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
      return "the full-text index is damaged"
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      return nil
    }
    let strays = """
      select exists (select id from document except select id from words_docsize)
        or exists (select id from words_docsize except select id from document)
      """
    guard try Bool.fetchOne(db, sql: strays) == true else { return nil }
    return "the full-text index does not agree with the records"
  }
}
