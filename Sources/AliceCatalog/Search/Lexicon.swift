import AliceModel
import Foundation
import GRDB

/// The words and names that a catalog has, against which a query is compiled.
struct Lexicon {
  /// What was looked up already: a query is compiled several times.
  private final class Memory {
    var words: [String: Bool] = [:]
    var models: [String]?
    var relations: [String: [WordRelation]?] = [:]
  }

  let db: Database
  private let memory = Memory()

  init(db: Database) { self.db = db }

  /// The maximum number of words that a part of a word stands for; more are searched in the texts.
  static let mostWords = 400
  private static let mostModels = 20_000
  private static let mostNearnesses = 16

  /// Returns those of the words that the catalog has or had, in their order.
  func known(_ words: [String]) throws -> [String] {
    let statement = try db.cachedStatement(sql: "select 1 from word where word = ?")
    return try words.filter { word in
      if let isKnown = memory.words[word] { return isKnown }
      let isKnown = try Int.fetchOne(statement, arguments: [word]) != nil
      memory.words[word] = isKnown
      return isKnown
    }
  }

  /// Returns the words of the catalog that mean nearly the same as a word, the nearest first, without its own forms; nil
  /// if its meaning is not known.
  func relations(of word: String) throws -> [WordRelation]? {
    if let relations = memory.relations[word] { return relations }
    let relations = try WordRelations(lexicon: self).relations(of: word)
    memory.relations[word] = .some(relations)
    return relations
  }

  /// The nearnesses of all relations that were looked up, the nearest first; at most sixteen, as each is a query.
  var nearnesses: [Int] {
    let all = Set(memory.relations.values.compactMap { $0 }.joined().map(\.nearness)).sorted(by: >)
    guard all.count > Lexicon.mostNearnesses else { return all }
    return (0..<Lexicon.mostNearnesses).map { all[$0 * all.count / Lexicon.mostNearnesses] }
  }

  /// Returns the words that contain a part; nil if there are too many.
  func words(containing part: String) throws -> [String]? {
    let statement = try db.cachedStatement(sql: "select word from word where instr(word, ?) > 0 limit ?")
    let words = try String.fetchAll(statement, arguments: [part, Lexicon.mostWords + 1])
    return words.count <= Lexicon.mostWords ? words : nil
  }

  /// Returns the folded names of the models that a name means: the recorded name, or the name of the folder.
  func models(named name: String) throws -> [String] {
    let folded = TextFolding.fold(name)
    guard let folder = ModelName.folder(of: name) else { return [folded] }
    return try [folded] + allModels().filter { $0 != folded && ModelName.folder(of: $0) == folder }
  }

  /// Steps through the index from one name to the next, so the number of assets does not matter.
  private func allModels() throws -> [String] {
    if let models = memory.models { return models }
    let statement = try db.cachedStatement(
      sql: """
        with recursive name (text) as (
          select min(model) from asset where model is not null
          union all select (select min(model) from asset where model > name.text) from name where name.text is not null
        )
        select text from name where text is not null limit ?
        """)
    let models = try String.fetchAll(statement, arguments: [Lexicon.mostModels])
    memory.models = models
    return models
  }

  /// Whether an FTS5 expression finds anything.
  func hasMatch(_ expression: String) throws -> Bool {
    let statement = try db.cachedStatement(sql: "select 1 from words where words match ? limit 1")
    return try Int.fetchOne(statement, arguments: [expression]) != nil
  }

  /// Whether the files of some assets are missing.
  func hasMissing() throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(sql: "select exists (select 1 from asset indexed by asset_missing where missing <> 0)"))
      ?? false
  }
}
