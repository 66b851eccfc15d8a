import GRDB

/// The definition of a database file: how it is created and recognised.
struct StoreSchema: Sendable {
  /// The id in the file's header, by which `file` and other programs recognise it.
  let applicationID: Int
  let version: Int
  /// Statements that create the schema of `version` in an empty file.
  let statements: String
  /// Statements that migrate a file from the previous version to the version of the key; journals need them, because
  /// they cannot be rebuilt.
  let upgrades: [Int: String]
  /// A migration that needs more than statements. It gets the version of the file, and runs after the statements of all
  /// later versions; the file is compacted afterwards.
  let migration: (@Sendable (Database, Int) throws -> Void)?
  /// Statements for every connection, such as `pragma synchronous`.
  let connection: String
  /// The names that `statements` create. A file of this version has all of them, unless something was removed.
  let names: Set<String>

  init(
    applicationID: Int, version: Int, statements: String, upgrades: [Int: String] = [:],
    migration: (@Sendable (Database, Int) throws -> Void)? = nil, connection: String
  ) {
    self.applicationID = applicationID
    self.version = version
    self.statements = statements
    self.upgrades = upgrades
    self.migration = migration
    self.connection = connection
    names = StoreSchema.names(madeBy: statements)
  }

  private static func names(madeBy statements: String) -> Set<String> {
    var names: Set<String> = []
    var words = statements.utf8.split { $0 == 0x20 || $0 == 0x0A || $0 == 0x28 }.makeIterator()
    while let word = words.next() {
      guard word.elementsEqual("create".utf8), var kind = words.next() else { continue }
      while ["virtual", "unique"].contains(where: { kind.elementsEqual($0.utf8) }), let next = words.next() {
        kind = next
      }
      guard ["table", "index", "trigger"].contains(where: { kind.elementsEqual($0.utf8) }), let name = words.next()
      else { continue }
      names.insert(String(decoding: name, as: UTF8.self))
    }
    return names
  }
}
