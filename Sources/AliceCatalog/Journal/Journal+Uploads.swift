package import AliceModel
import GRDB

/// Files that the provider stores for some days, so that they need not be uploaded again.
extension Journal {
  /// Returns the URL of a file with that SHA-256 that is valid until `moment` or later.
  package func upload(of digest: String, at moment: Timestamp) throws(CatalogError) -> String? {
    try store.read { db in
      try String.fetchOne(
        db, sql: "select url from upload where digest = ? and expires > ?", arguments: [digest, moment.milliseconds])
    }
  }

  package func record(upload url: String, of digest: String, until expiry: Timestamp) throws(CatalogError) {
    try store.write { db in
      try db.execute(
        sql: "insert or replace into upload (digest, url, expires) values (?, ?, ?)",
        arguments: [digest, url, expiry.milliseconds])
    }
  }

  /// Forgets the uploads that `input` refers to, and returns their number.
  package func forgetUploads(in input: JSONValue) throws(CatalogError) -> Int {
    let urls = input.texts
    return try store.write { db in
      var count = 0
      for url in urls {
        try db.execute(sql: "delete from upload where url = ?", arguments: [url])
        count += db.changesCount
      }
      return count
    }
  }
}

extension JSONValue {
  /// The texts in the value, at any depth.
  fileprivate var texts: [String] {
    switch self {
    case .string(let text): [text]
    case .array(let items): items.flatMap(\.texts)
    case .object(let object): object.flatMap { $0.value.texts }
    default: []
    }
  }
}
