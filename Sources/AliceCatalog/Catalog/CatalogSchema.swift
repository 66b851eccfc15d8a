/// The tables of `catalog.sqlite`, version 4.
///
/// - `asset` holds the columns for filters, in narrow rows; names are folded. Its `id` gives the order: see
///   `AssetOrder`.
/// - `document` holds the texts, the record and the file's path, under the same `id`.
/// - `words` is the full-text index over `document`; `infix` is one over its trigrams.
/// - `parent` holds the parents of assets. Version 2 added it; a catalog of version 1 gets it when it is opened.
/// - The columns `sidecar_…` of `document` hold the stamp of the sidecar. Version 3 added them; in older rows they are
///   null.
/// - The columns `elo`, `stack`, `ratio` and `color` of `asset` are new in version 4. `stack` is the number that the
///   assets of one request share, `ratio` the width by the height in 64ths. Together with the id they are in the narrow
///   index `asset_shape`, which gives the layout of a page of any size in one scan. `color` is the average colour of the
///   image as 0xRRGGBB. It is not in the files: it is null until it is computed, and stays when the row is updated.
/// - `census` counts the assets.
/// - `source` remembers files outside of the library, so that an unchanged folder need not be read again. Its column
///   `refusal` is null. It stays, because dropping it would rewrite every row, and the previous version could not read
///   the catalog.
enum CatalogSchema {
  static let schema = StoreSchema(
    applicationID: 0x416C_6963, version: 4, statements: tables + parents + sidecars + shapes + shapeIndexes + triggers,
    upgrades: [2: parents + fillParents, 3: sidecars, 4: shapes + fillShapes + shapeIndexes],
    connection: """
      pragma synchronous = normal;
      pragma secure_delete = off;
      pragma cache_size = -65536;
      """)

  /// The columns of `words`, in order, and their weights in the ranking.
  static let wordColumns: [(name: String, weight: Double)] = [
    ("prompt", 10), ("tags", 6), ("negative", 1), ("model", 2), ("name", 1), ("project", 2), ("other", 0.5),
    ("raw", 0.5), ("facts", 0),
  ]

  private static let names = wordColumns.map(\.name).joined(separator: ", ")

  private static func names(of row: String) -> String {
    wordColumns.map { row + "." + $0.name }.joined(separator: ", ")
  }

  /// Returns the text that `infix` covers: the columns, separated by line breaks.
  static func infixText(of row: String) -> String {
    wordColumns.dropLast().map { row + "." + $0.name }.joined(separator: " || char(10) || ")
  }

  static let bm25 = "bm25(words, " + wordColumns.map { "\($0.weight)" }.joined(separator: ", ") + ")"

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
    create virtual table infix using fts5 (
      text, content = '', columnsize = 0, detail = none, tokenize = 'trigram');

    """

  private static let parents = """
    create table parent (parent blob not null, id integer not null, primary key (parent, id)) without rowid;
    create index parent_id on parent (id);

    """

  /// Adding columns rewrites no row.
  private static let sidecars = DocumentRow.sidecarColumns.map { "alter table document add column \($0) integer;\n" }
    .joined()

  /// The records contain the parents already.
  private static let fillParents = """
    insert or ignore into parent (parent, id)
    select asset_key(p.value), d.id
    from asset a cross join document d on d.id = a.id, json_each(d.record, '$.parents') p
    where a.flags & \(AssetFlags.parent.rawValue) <> 0 and asset_key(p.value) is not null;
    """

  private static let shapes = """
    alter table asset add column elo real;
    alter table asset add column stack integer;
    alter table asset add column ratio integer;
    alter table asset add column color integer;

    """

  private static let shapeIndexes = """
    create index asset_shape on asset (id, ratio, stack);
    create index asset_stack on asset (stack) where stack is not null;

    """

  /// The records contain the request ids already; no record of an earlier version contains a pick. Every row is written
  /// once, before the indexes are made.
  private static let fillShapes = """
    update asset set
      ratio = \(AssetRow.ratioExpression),
      stack = (
        select stack_key(json_extract(d.record, '$.provider'), json_extract(d.record, '$.request_id'))
        from document d where d.id = asset.id and instr(d.record, '"request_id"') > 0 and json_valid(d.record)
      ),
      flags = case
        when id in (select id from tag where name = 'nsfw' or name >= 'nsfw/' and name < 'nsfw0')
        then flags | \(AssetFlags.nsfw.rawValue) else flags end;

    """

  static let triggers = """
    create trigger asset_inserted after insert on asset begin update census set assets = assets + 1; end;
    create trigger asset_deleted after delete on asset begin update census set assets = assets - 1; end;
    create trigger document_inserted after insert on document begin
      \(insertion("new"))
    end;
    create trigger document_deleted after delete on document begin
      \(deletion("old"))
    end;
    create trigger document_updated after update on document
    when old.id <> new.id or \(wordColumns.map { "old.\($0.name) <> new.\($0.name)" }.joined(separator: " or ")) begin
      \(deletion("old"))
      \(insertion("new"))
    end;
    """

  /// Without the triggers rows can be inserted in bulk, and the indexes are built at the end.
  static let dropTriggers = """
    drop trigger asset_inserted; drop trigger asset_deleted;
    drop trigger document_inserted; drop trigger document_deleted; drop trigger document_updated;
    """

  /// Rebuilds both indexes over all rows, in the order of their ids, and the count.
  static let indexEverything = """
    update census set assets = (select count(*) from asset);
    insert into words (words) values ('rebuild');
    insert into infix (rowid, text) select d.id, \(infixText(of: "d")) from document d order by d.id;
    """

  /// Colours are not in the files, so a rebuild keeps those of the previous rows.
  static let keepColors = """
    create temp table kept_color (asset blob primary key, color integer) without rowid;
    insert into kept_color select asset, color from asset where color is not null;
    """
  static let restoreColors = """
    update asset set color = k.color from kept_color k where k.asset = asset.asset;
    drop table kept_color;
    """

  static let deleteEverything = """
    delete from asset; delete from document; delete from tag; delete from parent;
    insert into words (words) values ('delete-all');
    insert into infix (infix) values ('delete-all');
    """

  private static func insertion(_ row: String) -> String {
    """
    insert into words (rowid, \(names)) values (\(row).id, \(names(of: row)));
    insert into infix (rowid, text) values (\(row).id, \(infixText(of: row)));
    """
  }

  private static func deletion(_ row: String) -> String {
    """
    insert into words (words, rowid, \(names)) values ('delete', \(row).id, \(names(of: row)));
    insert into infix (infix, rowid, text) values ('delete', \(row).id, \(infixText(of: row)));
    """
  }
}
