/// How a database file of alice is made and recognised.
struct StoreSchema: Sendable {
  /// Stands in the file's header, so that `file` and other programs can tell what it is.
  let applicationID: Int
  let version: Int
  /// Statements that make an empty file into one of `version`.
  let statements: String
  /// Statements that make a file of the version before into one of the key, for what cannot be made anew.
  let upgrades: [Int: String]
  /// For every connection, such as `pragma synchronous`.
  let connection: String
  /// What `statements` make: a file of this version has all of them, or something was taken away.
  let names: Set<String>

  init(applicationID: Int, version: Int, statements: String, upgrades: [Int: String] = [:], connection: String) {
    self.applicationID = applicationID
    self.version = version
    self.statements = statements
    self.upgrades = upgrades
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
