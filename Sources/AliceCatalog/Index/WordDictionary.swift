import AliceModel
import GRDB

/// The words that the full-text index has, in the table `word`: for parts of words and for suggestions.
///
/// Words stay when no asset has them any more; whoever names a word to the user counts it in the index.
struct WordDictionary {
  /// The words that were added in this transaction already.
  private final class Added { var words: Set<String> = [] }

  static let schema = """
    create table word (word text primary key) without rowid;

    """

  let db: Database
  private let added = Added()

  init(db: Database) { self.db = db }

  func add(_ texts: IndexedTexts) throws {
    let statement = try db.cachedStatement(sql: "insert or ignore into word (word) values (?)")
    for word in texts.words where added.words.insert(word).inserted && WordDictionary.holds(word) {
      try statement.execute(arguments: [word])
    }
  }

  /// Reads the words from the index.
  func fill() throws {
    try db.execute(
      sql: """
        insert into word (word) select term from words_terms where is_plain_word(term);
        insert or ignore into word (word) select substr(term, 2) from words_terms
        where term >= \(mark.sqlLiteral) and term < \(mark.sqlLiteral) || char(0x10FFFF) and is_plain_word(substr(term, 2));
        """)
  }

  private var mark: String { KeywordTokens.negative }

  func removeAll() throws { try db.execute(sql: "delete from word") }

  /// Returns false for pairs of unspaced characters and reserved words, and for the ids and hashes that each file has one
  /// of.
  static func holds(_ word: String) -> Bool {
    guard (2...40).contains(word.unicodeScalars.count) else { return false }
    var digits = 0
    for scalar in word.unicodeScalars {
      guard WordClass(scalar) == .letter else { return false }
      if ("0"..."9").contains(scalar) { digits += 1 }
    }
    let isHash = word.utf8.count >= 8 && digits > 0 && word.utf8.allSatisfy(isHexDigit)
    return !isHash && digits < 12
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}

extension String {
  /// A literal of SQL, for words without quotation marks.
  fileprivate var sqlLiteral: String { "'" + self + "'" }
}
