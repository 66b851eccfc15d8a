/// The tables of other programs' databases, as far as pictures are concerned, as statements of SQL.
package enum ForeignSchema {
  package static let invokeAI = """
    create table images (image_name text not null primary key, image_origin text not null default 'internal',
      image_category text not null default 'general', metadata text, is_intermediate boolean default false,
      created_at datetime, deleted_at datetime, starred boolean default false);
    create table boards (board_id text not null primary key, board_name text not null, deleted_at datetime);
    create table board_images (board_id text not null, image_name text not null primary key);
    """

  /// The columns and tables that later versions of InvokeAI add.
  package static let laterInvokeAI = """
    alter table images add column image_subfolder text not null default '';
    create table videos (video_name text not null primary key, is_intermediate boolean default false,
      starred boolean default false, video_subfolder text not null default '', deleted_at datetime);
    create table board_videos (board_id text not null, video_name text not null primary key);
    """

  package static let infiniteImageBrowsing = """
    create table image (id integer primary key autoincrement, path text unique, exif text, size integer, date text);
    create table tag (id integer primary key autoincrement, name text, score integer, type text, count integer,
      color text default '', unique (name, type) on conflict replace);
    create table image_tag (image_id integer, tag_id integer, created_at timestamp, primary key (image_id, tag_id));
    insert into tag (name, score, type, count) values ('like', 0, 'custom', 0);
    """

  package static let diffusionToolkit = """
    create table "Image" ("Id" integer primary key autoincrement, "RootFolderId" integer, "FolderId" integer,
      "Path" varchar, "FileName" varchar, "Prompt" varchar, "CustomTags" varchar, "Rating" integer,
      "Favorite" integer, "ForDeletion" integer, "NSFW" integer, "Unavailable" integer, "AestheticScore" float,
      "FileSize" bigint);
    create table "Album" ("Id" integer primary key autoincrement, "Name" varchar, "Order" integer);
    create table "AlbumImage" ("AlbumId" integer, "ImageId" integer);
    """

  /// The tables that later versions of Diffusion Toolkit add.
  package static let laterDiffusionToolkit = """
    create table "Tag" ("Id" integer primary key autoincrement, "Name" varchar);
    create table "ImageTag" ("ImageId" integer, "TagId" integer);
    """
}
