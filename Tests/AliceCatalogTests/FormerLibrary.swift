import AliceModel
import Foundation
import GRDB

/// Catalogs as earlier versions of the program wrote them.
enum FormerLibrary {
  /// Makes a catalog of version 1 to 4 with these assets, their stamps, their other metadata and their colours.
  static func make(
    at path: String, version: Int, _ assets: [Asset], stamp: FileStamp? = nil, raw: String = "", color: Int? = nil
  ) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "pragma journal_mode = wal")
      try db.execute(
        sql: tables + (version > 1 ? parents : "") + (version > 2 ? sidecars : "") + (version > 3 ? shapes : ""))
      for (number, asset) in assets.enumerated() {
        try insert(asset, id: asset.created.milliseconds << 20 | Int64(number), stamp, raw, db)
      }
      if version > 3 { try db.execute(sql: "update asset set color = ?", arguments: [color]) }
      try db.execute(sql: "update census set assets = (select count(*) from asset)")
      try db.execute(sql: "pragma application_id = 0x416C6963; pragma user_version = \(version)")
    }
    try queue.close()
  }

  private static func insert(_ asset: Asset, id: Int64, _ stamp: FileStamp?, _ raw: String, _ db: Database) throws {
    var record = asset.record.embeddedJSON(id: nil).objectValue ?? [:]
    record["prompt"] = nil
    record["negative_prompt"] = nil
    let facts = asset.facts
    try db.execute(
      sql: """
        insert into asset (id, asset, created, created_offset, added, added_offset, format, ext, width, height, duration,
          bytes, flags, missing) values (?, ?, ?, 0, 0, 0, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        id, Data(asset.id.hexBytes), asset.created.milliseconds, facts.format.rawValue, asset.path.fileExtension,
        facts.width, facts.height, facts.duration, Int64(bitPattern: facts.bytes), facts.signed ? 128 : 0,
        asset.missing,
      ])
    try db.execute(
      sql: """
        insert into document (id, path, device, inode, size, modified, changed, record, prompt, tags, negative, model,
          name, project, other, raw, facts) values (?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, '', '', '', '', ?, '')
        """,
      arguments: [
        id, Data(asset.path.bytes), stamp.map { Int64(bitPattern: $0.device) },
        stamp.map { Int64(bitPattern: $0.inode) },
        stamp.map { Int64(bitPattern: $0.size) }, stamp?.modifiedNanoseconds, stamp?.changedNanoseconds,
        JSONValue.object(record).text, asset.record.recipe.prompt ?? "", asset.record.recipe.negativePrompt ?? "", raw,
      ])
  }

  private static let names = "prompt, tags, negative, model, name, project, other, raw, facts"

  private static let tables = """
    create table asset (
      id integer primary key, asset blob not null unique,
      created integer not null, created_offset integer not null, added integer not null, added_offset integer not null,
      quality integer, rating integer, score real, cost integer,
      model text, provider text, generator text, project text, format text not null, ext text not null, seed text,
      steps real, cfg real, width integer, height integer, duration real, bytes integer not null,
      flags integer not null, missing integer not null
    );
    create index asset_quality on asset (quality);
    create index asset_model on asset (model) where model is not null;
    create index asset_project on asset (project) where project is not null;
    create index asset_seed on asset (seed) where seed is not null;
    create table document (
      id integer primary key, path blob not null unique,
      device integer, inode integer, size integer, modified integer, changed integer,
      record text not null, prompt text not null, tags text not null, negative text not null, model text not null,
      name text not null, project text not null, other text not null, raw text not null, facts text not null
    );
    create table tag (name text not null, id integer not null, primary key (name, id)) without rowid;
    create index tag_id on tag (id);
    create table census (assets integer not null);
    insert into census values (0);
    create table source (
      path blob primary key, device integer not null, inode integer not null, size integer not null,
      modified integer not null, changed integer not null, asset blob, refusal text
    ) without rowid;
    create virtual table words using fts5 (
      \(names), content = 'document', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');
    create virtual table words_terms using fts5vocab ('words', 'row');
    create virtual table infix using fts5 (text, content = '', columnsize = 0, detail = none, tokenize = 'trigram');
    create trigger asset_inserted after insert on asset begin update census set assets = assets + 1; end;
    create trigger asset_deleted after delete on asset begin update census set assets = assets - 1; end;
    create trigger document_inserted after insert on document begin
      insert into words (rowid, \(names)) values (new.id, new.prompt, '', new.negative, '', '', '', '', new.raw, '');
    end;
    create trigger document_deleted after delete on document begin select 1; end;
    create trigger document_updated after update on document begin select 1; end;

    """

  private static let parents = """
    create table parent (parent blob not null, id integer not null, primary key (parent, id)) without rowid;
    create index parent_id on parent (id);

    """

  private static let sidecars = ["device", "inode", "size", "modified", "changed"].map {
    "alter table document add column sidecar_\($0) integer;\n"
  }.joined()

  private static let shapes = """
    alter table asset add column elo real;
    alter table asset add column stack integer;
    alter table asset add column ratio integer;
    alter table asset add column color integer;
    create index asset_shape on asset (id, ratio, stack);
    create index asset_stack on asset (stack) where stack is not null;
    """
}

extension AssetID {
  fileprivate var hexBytes: [UInt8] {
    let digits = Array(hex.utf8)
    return stride(from: 0, to: digits.count, by: 2).map { index in
      UInt8(String(decoding: digits[index..<(index + 2)], as: UTF8.self), radix: 16) ?? 0
    }
  }
}
