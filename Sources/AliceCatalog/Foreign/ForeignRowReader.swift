import AliceModel
import AliceNumbers
import GRDB

/// Turns the rows of a `ForeignQuery` into pictures. Values of a wrong type count as absent.
struct ForeignRowReader {
  let tool: ForeignTool
  let file: BytePath
  let rowLimit: Int
  private(set) var found = ForeignPictures()
  private var rows = 0

  init(tool: ForeignTool, file: BytePath, rowLimit: Int) {
    self.tool = tool
    self.file = file
    self.rowLimit = rowLimit
  }

  mutating func read(_ query: ForeignQuery, in db: Database) throws {
    var current: (key: DatabaseValue, picture: ForeignPicture?)?
    // One row more than allowed shows that there are too many.
    let cursor = try Row.fetchCursor(db, sql: query.statement(limit: rowLimit + 1))
    while let row = try cursor.next() {
      rows += 1
      guard rows <= rowLimit else { throw ForeignError.tooLarge(tool, file) }
      if rows % 1024 == 0 { try Task.checkCancellation() }
      let key: DatabaseValue = row["key"]
      if current?.key != key {
        if let picture = current?.picture { found.pictures.append(picture) }
        current = (key, picture(of: row, query))
      }
      guard let label = row.text("label"), !label.isEmpty else { continue }
      current?.picture?.verdict.add(label, isAlbum: row.flag("isAlbum"), of: tool)
    }
    if let picture = current?.picture { found.pictures.append(picture) }
  }

  /// Returns nil, and counts, if the row is passed over or names no file.
  private mutating func picture(of row: Row, _ query: ForeignQuery) -> ForeignPicture? {
    if row.flag("passed") {
      found.passedOver += 1
      return nil
    }
    guard let path = path(of: row, query) else {
      found.malformed += 1
      return nil
    }
    var verdict = ForeignVerdict(rating: rating(of: row), pick: nil)
    if row.flag("rejected") { verdict.pick = .rejected }
    // A favourite that is marked for deletion is kept: a wrong reject may be deleted with the others.
    if row.flag("picked") { verdict.pick = .picked }
    if row.flag("nsfw") { verdict.addTag("nsfw") }
    let size = row.number("size").flatMap { UInt64(exactly: $0) }
    return ForeignPicture(path: path, size: size == 0 ? nil : size, verdict: verdict)
  }

  /// Diffusion Toolkit rates from 1 to 10: two of its steps are one star.
  private func rating(of row: Row) -> Rating? {
    guard let number = row.number("rating"), (1...10).contains(number) else { return nil }
    return Rating(Int((number + 1) / 2))
  }

  /// Names below a base must stay below it.
  private func path(of row: Row, _ query: ForeignQuery) -> BytePath? {
    guard let name = row.bytes("name"), !name.isEmpty, !name.contains(0) else { return nil }
    let path = BytePath(bytes: name)
    guard let base = query.base else { return path }
    guard !name.contains(UInt8(ascii: "/")), path != ".." else { return nil }
    let folder = row.bytes("folder") ?? []
    let levels = folder.split(whereSeparator: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") })
    guard !folder.contains(0), !levels.contains(where: { BytePath(bytes: Array($0)) == ".." }) else { return nil }
    return levels.reduce(base) { $0.appending(BytePath(bytes: Array($1))) }.appending(path)
  }
}

extension ForeignVerdict {
  /// `like` is the favourite of Infinite Image Browsing, which keeps it as a tag.
  fileprivate mutating func add(_ label: String, isAlbum: Bool, of tool: ForeignTool) {
    if isAlbum { return addAlbum(label) }
    if tool == .infiniteImageBrowsing, label == "like" { return pick = .picked }
    addTag(label)
  }
}

extension Row {
  fileprivate func bytes(_ column: String) -> [UInt8]? {
    guard case .blob(let data) = (self[column] as DatabaseValue).storage else { return nil }
    return Array(data)
  }

  fileprivate func text(_ column: String) -> String? { bytes(column).map { String(decoding: $0, as: UTF8.self) } }

  fileprivate func number(_ column: String) -> Int64? {
    switch (self[column] as DatabaseValue).storage {
    case .int64(let number): number
    case .double(let number): Int64(exactly: number.rounded(.toNearestOrAwayFromZero))
    case .string(let text): Int64(text)
    case .null, .blob: nil
    }
  }

  fileprivate func flag(_ column: String) -> Bool {
    if case .string(let text) = (self[column] as DatabaseValue).storage, text.lowercased() == "true" { return true }
    return number(column).map { $0 != 0 } ?? false
  }
}
