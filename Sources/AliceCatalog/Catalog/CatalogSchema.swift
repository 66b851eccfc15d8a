import GRDB

/// The tables of `catalog.sqlite`, version 9. `docs/decisions/0014-the-index-of-words.md` has what each costs.
///
/// - `asset` holds the columns for filters, in narrow rows; names are folded. Its `id` gives the order: see
///   `AssetOrder`. `stack` is the number that the assets of one request share, `ratio` the width by the height in 64ths.
///   Together with the id they are in the narrow index `asset_shape`, which gives the layout of a page of any size in one
///   scan. `color` is the average colour of the image as 0xRRGGBB. It is not in the files: it is null until it is
///   computed, and stays when the row is updated.
/// - `document` holds the file's path and stamps, the prompts, the other metadata, and the record in the form of
///   `PackedWriter`, under the same `id`. The stamps of the sidecar are null if it was not checked, 0 if there is none.
/// - `words` is the full-text index, `word` its dictionary: see `WordIndex`.
/// - `tag` has a row for each tag of an asset, for each tag above it, and for each level of its path: see `TagLevels`.
/// - `parent` holds the parents of assets, `asset_lora` their LoRAs.
/// - `look` holds how images and films look, under the same `id`: the bytes of `PictureLook`, empty for one that cannot be
///   compared. `compared` is 0 until `twin` has its copies. Like a colour, it is not in the files and stays.
/// - `twin` has two rows for each pair of assets that look alike, each under the `id` of one with the asset of the other:
///   what was done to the other to get this one (`PictureTurn`), and the distance of the two, -1 for equal pixels.
/// - `feature` holds what images show, under the same `id`: the bytes of `PictureFeatures`, empty for an image that cannot
///   be compared. `palette` holds their colours: those of `PicturePalette`. Both are not in the files and stay.
/// - `census` counts the assets.
/// - `source` remembers files outside of the library, so that an unchanged folder need not be read again.
enum CatalogSchema {
  static let schema = StoreSchema(
    applicationID: 0x416C_6963, version: 9,
    statements: tables + sources + looks + pictures + WordIndex.schema + triggers,
    upgrades: [2: "", 3: "", 4: "", 5: "", 6: "", 7: "", 8: "", 9: ""], migration: FormerCatalog.migrate,
    connection: """
      pragma synchronous = normal;
      pragma secure_delete = off;
      pragma cache_size = -24576;
      """)

  static let tables = """
    create table asset (
      id integer primary key, asset blob not null unique,
      created integer not null, created_offset integer not null, added integer not null, added_offset integer not null,
      quality integer, rating integer, score real, elo real, cost integer,
      model text, provider text, generator text, project text, format text not null, ext text not null, seed blob,
      steps real, cfg real, stack integer, width integer, height integer, ratio integer, duration real,
      bytes integer not null, flags integer not null, missing integer not null, color integer
    );
    create index asset_model on asset (model) where model is not null;
    create index asset_project on asset (project) where project is not null;
    create index asset_seed on asset (seed) where seed is not null;
    create index asset_shape on asset (id, ratio, stack);
    create index asset_stack on asset (stack) where stack is not null;
    create index asset_missing on asset (id) where missing <> 0;
    create table document (
      id integer primary key, path blob not null unique,
      device integer, inode integer, size integer, modified integer, changed integer,
      sidecar_device integer, sidecar_inode integer, sidecar_size integer, sidecar_modified integer,
      sidecar_changed integer,
      record blob not null, prompt text not null, negative text not null, raw text not null
    );
    create table tag (name text not null, id integer not null, own integer not null, primary key (name, id))
    without rowid;
    create index tag_id on tag (id);
    create table parent (parent blob not null, id integer not null, primary key (parent, id)) without rowid;
    create index parent_id on parent (id);
    create table lora (id integer primary key, name text not null unique);
    create table asset_lora (lora integer not null, id integer not null, primary key (lora, id)) without rowid;
    create index asset_lora_id on asset_lora (id);
    create table census (assets integer not null);
    insert into census values (0);

    """

  /// The same table in all versions. Its column `refusal` is null.
  private static let sources = """
    create table source (
      path blob primary key, device integer not null, inode integer not null, size integer not null,
      modified integer not null, changed integer not null, asset blob, refusal text
    ) without rowid;

    """

  static let looks = """
    create table look (id integer primary key, look blob not null, compared integer not null);
    create index look_new on look (id) where compared = 0;
    create table twin (
      other blob not null, id integer not null, turn integer not null, distance integer not null,
      primary key (other, id)
    ) without rowid;
    create index twin_id on twin (id);

    """

  static let pictures = """
    create table feature (id integer primary key, numbers blob not null);
    create table palette (id integer primary key, colors blob not null);

    """

  /// The tables with rows of an asset's id.
  static let assetTables = ["asset", "document", "tag", "parent", "asset_lora", "look", "twin", "feature", "palette"]

  static let triggers = """
    create trigger asset_inserted after insert on asset begin update census set assets = assets + 1; end;
    create trigger asset_deleted after delete on asset begin update census set assets = assets - 1; end;
    """

  /// Without the triggers rows can be inserted in bulk.
  static let dropTriggers = "drop trigger asset_inserted; drop trigger asset_deleted;"

  static let count = "update census set assets = (select count(*) from asset);"

  /// What is known of images is not in the files, so a rebuild keeps it from the previous rows.
  static let keepColors = """
    create temp table kept_color (asset blob primary key, color integer) without rowid;
    insert into kept_color select asset, color from asset where color is not null;
    create temp table kept_look (asset blob primary key, look blob) without rowid;
    insert into kept_look select a.asset, l.look from look l join asset a on a.id = l.id;
    create temp table kept_feature (asset blob primary key, numbers blob) without rowid;
    insert into kept_feature select a.asset, f.numbers from feature f join asset a on a.id = f.id;
    create temp table kept_palette (asset blob primary key, colors blob) without rowid;
    insert into kept_palette select a.asset, p.colors from palette p join asset a on a.id = p.id;
    """
  static let restoreColors = """
    update asset set color = k.color from kept_color k where k.asset = asset.asset;
    drop table kept_color;
    insert into look select a.id, k.look, 0 from kept_look k join asset a on a.asset = k.asset;
    drop table kept_look;
    insert into feature select a.id, k.numbers from kept_feature k join asset a on a.asset = k.asset;
    drop table kept_feature;
    insert into palette select a.id, k.colors from kept_palette k join asset a on a.asset = k.asset;
    drop table kept_palette;
    """

  static let deleteRows = assetTables.map { "delete from \($0);" }.joined() + "delete from lora;"
}
