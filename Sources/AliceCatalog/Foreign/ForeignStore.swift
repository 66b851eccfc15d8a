package import AliceModel
import AliceNumbers
import Foundation
import GRDB

/// Reads the SQLite databases of other programs. They are never changed, and no file is written beside them.
package enum ForeignStore {
  /// The number of rows beyond which a database is not read.
  package static let rowLimit = 2_000_000

  /// Throws `ForeignError`, or `CancellationError` once the task is cancelled.
  package static func pictures(
    of tool: ForeignTool, at file: BytePath, rowLimit: Int = rowLimit
  ) throws -> ForeignPictures {
    do {
      return try reading(file.description) { db in
        let tables = try ForeignTables(db, of: tool, at: file)
        let queries = try ForeignQuery.queries(for: tool, tables)
        var reader = ForeignRowReader(tool: tool, file: file, rowLimit: rowLimit)
        for query in queries { try reader.read(query, in: db) }
        return reader.found
      }
    } catch let error as CatalogError {
      throw ForeignError.unreadable(file, reason: error.reasonOfForeign)
    }
  }

  /// Opens the database as it is, without locks. With a write-ahead log, which holds the latest changes, a private copy
  /// of both is read, because reading a log in place writes to it.
  private static func reading<Result>(_ path: String, _ body: (Database) throws -> Result) throws -> Result {
    let file = StoreFile(path)
    guard !file.isEmpty else { throw CatalogError.missing(path: path) }
    // A rollback journal means that a transaction is under way, or was cut off.
    guard StoreFile(path + "-journal").isEmpty else { throw CatalogError.busy(path: path) }
    do {
      guard file.log.isEmpty else {
        let copy = try StoreCopy(of: file, or: .noSpace(path: NSTemporaryDirectory()))
        defer { withExtendedLifetime(copy) {} }
        return try DatabaseQueue(path: copy.path, configuration: configuration()).read(body)
      }
      let seal = StoreSeal(file)
      var configuration = configuration()
      configuration.readonly = true
      let queue = try DatabaseQueue(path: file.address + "?mode=ro&immutable=1", configuration: configuration)
      let result = try queue.read(body)
      try seal.check()
      return result
    } catch let error where error is DatabaseError || error is CatalogError {
      throw CatalogError(error, path: path)
    }
  }

  private static func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { db in
      // The schema is another program's: it may call no function that has effects, and a damaged page is an error.
      try db.execute(sql: "pragma trusted_schema = off; pragma cell_size_check = on; pragma mmap_size = 0")
    }
    return configuration
  }
}

extension CatalogError {
  fileprivate var reasonOfForeign: String {
    switch self {
    case .missing: "it is missing or empty"
    case .damaged(let detail, _): "it is damaged or no database (\(detail))"
    case .busy: "it is in use by another program, or was left in the middle of a change"
    case .noSpace: "there is no space for a copy of it"
    case .cannotOpen(_, let errno) where errno != 0: String(cString: strerror(errno)).lowercased()
    case .failed(_, let message, _): message
    case .cannotOpen, .notWritable, .newerSchema: "it cannot be opened"
    }
  }
}

/// The tables of another program's database, and their columns. Only real tables count: a view or a virtual table can
/// have rows without end.
struct ForeignTables {
  private let tool: ForeignTool
  private let file: BytePath
  private var columns: [String: Set<String>] = [:]

  init(_ db: Database, of tool: ForeignTool, at file: BytePath) throws {
    (self.tool, self.file) = (tool, file)
    let names = try String.fetchAll(
      db,
      sql: """
        select name from sqlite_master where type = 'table' and sql not like 'create virtual%'
        and lower(name) in ('images', 'boards', 'board_images', 'videos', 'board_videos', 'image', 'tag', 'image_tag',
          'album', 'albumimage', 'imagetag')
        """)
    for name in names {
      columns[name.lowercased()] = Set(try db.columns(in: name).map { $0.name.lowercased() })
    }
  }

  func has(_ names: [String], in table: String) -> Bool {
    columns[table.lowercased()].map { $0.isSuperset(of: names.map { $0.lowercased() }) } ?? false
  }

  func require(_ names: [String], in table: String) throws(ForeignError) {
    guard let known = columns[table.lowercased()] else {
      throw .unknownSchema(tool, file, lacking: "table '\(table)'")
    }
    guard let name = names.first(where: { !known.contains($0.lowercased()) }) else { return }
    throw .unknownSchema(tool, file, lacking: "column '\(name)' in the table '\(table)'")
  }

  /// Returns the column, or `null` if the table lacks it, as those of earlier versions do.
  func column(_ name: String, in table: String) -> String { has([name], in: table) ? name : "null" }
}
