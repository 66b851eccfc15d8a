import GRDB

/// The names under which a tag is found. `own` is 1 for the tag itself, 0 for the tags above it, which are shown beside
/// it, and -1 for the other levels of its path: `a/b/c` has `a` and `a/b` above it, and the levels `b` and `c`.
enum TagLevels {
  private static let most = 32

  static func rows(of name: String) -> [(name: String, own: Int)] {
    guard name.utf8.contains(UInt8(ascii: "/")) else { return [(name, 1)] }
    let above = name.indices.filter { name[$0] == "/" && $0 > name.startIndex }.prefix(most)
    return levels(of: name).map { ($0, -1) } + above.map { (String(name[..<$0]), 0) } + [(name, 1)]
  }

  private static func levels(of name: String) -> [String] {
    name.unicodeScalars.split(separator: "/").dropFirst().prefix(most).map { String($0) }
  }

  static let insertion = """
    insert into tag (name, id, own) values (?, ?, ?) on conflict do update set own = max(own, excluded.own)
    """

  /// Adds the levels of paths to a catalog that has the tags above a tag only.
  static func complete(_ db: Database) throws {
    let paths = try Row.fetchAll(db, sql: "select name, id from tag where own > 0 and instr(name, '/') > 0")
    let statement = try db.makeStatement(sql: insertion)
    for path in paths {
      let (name, id): (String, Int64) = (path[0], path[1])
      for level in levels(of: name) { try statement.execute(arguments: [level, id, -1]) }
    }
  }
}
