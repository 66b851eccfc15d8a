import AliceModel
import AliceNumbers

/// What one table of pictures says, in the same columns for each program.
struct ForeignQuery {
  /// Selects `key`, `name`, `folder`, `size`, `rating`, `picked`, `rejected`, `nsfw` and `passed` of each picture.
  let pictures: String
  /// Selects `picture`, `isAlbum` and `label`; nil if the database has no tags and albums.
  let labels: String?
  /// The folder of the pictures, relative to the program's library; nil if names are whole paths.
  var base: BytePath?

  static func queries(for tool: ForeignTool, _ tables: ForeignTables) throws(ForeignError) -> [ForeignQuery] {
    switch tool {
    case .invokeAI: try invokeAI(tables)
    case .infiniteImageBrowsing: try infiniteImageBrowsing(tables)
    case .diffusionToolkit: try diffusionToolkit(tables)
    case .eagle: []
    }
  }

  /// The whole statement: a row for each label of each picture, in the order of the pictures.
  func statement(limit: Int) -> String {
    let columns =
      ["name", "folder"].map(ForeignQuery.bytes) + ["size", "rating", "picked", "rejected", "nsfw", "passed"]
    let labels = labels ?? "select null as picture, null as isAlbum, null as label where 0"
    return """
      select p.key as key, \(columns.joined(separator: ", ")), l.isAlbum as isAlbum, \(ForeignQuery.bytes("label"))
      from (\(pictures)) p left join (\(labels)) l on l.picture = p.key
      order by p.key limit \(limit)
      """
  }

  /// A text as its bytes, because names on disk need not be UTF-8 and may contain NUL. Other types and huge texts are
  /// null.
  private static func bytes(_ column: String) -> String {
    """
    case when typeof(\(column)) = 'text' and length(cast(\(column) as blob)) <= 4096
    then cast(\(column) as blob) end as \(column)
    """
  }

  /// InvokeAI: `starred` and boards. The columns `starred` and `image_subfolder`, and the tables of videos, came later.
  private static func invokeAI(_ tables: ForeignTables) throws(ForeignError) -> [ForeignQuery] {
    try tables.require(["image_name"], in: "images")
    var queries: [ForeignQuery] = []
    for medium in ["image", "video"] where tables.has(["\(medium)_name"], in: "\(medium)s") {
      let (table, link) = ("\(medium)s", "board_\(medium)s")
      let isDeleted = tables.has(["deleted_at"], in: table) ? "deleted_at is not null" : "0"
      let pictures = """
        select \(medium)_name as key, \(medium)_name as name, \(tables.column("\(medium)_subfolder", in: table)) as folder,
        null as size, null as rating, \(tables.column("starred", in: table)) as picked, null as rejected, null as nsfw,
        (\(tables.column("is_intermediate", in: table)) or \(isDeleted)) as passed from \(table)
        """
      let hasBoards =
        tables.has(["board_id", "board_name"], in: "boards") && tables.has(["board_id", "\(medium)_name"], in: link)
      let labels = """
        select l.\(medium)_name as picture, 1 as isAlbum, b.board_name as label
        from \(link) l join boards b on b.board_id = l.board_id
        """
      queries.append(
        ForeignQuery(pictures: pictures, labels: hasBoards ? labels : nil, base: BytePath("outputs/\(medium)s")))
    }
    return queries
  }

  /// Infinite Image Browsing: the tags of the user. Those of other types repeat the recipe.
  private static func infiniteImageBrowsing(_ tables: ForeignTables) throws(ForeignError) -> [ForeignQuery] {
    try tables.require(["id", "path"], in: "image")
    try tables.require(["id", "name", "type"], in: "tag")
    try tables.require(["image_id", "tag_id"], in: "image_tag")
    let pictures = """
      select id as key, path as name, null as folder, \(tables.column("size", in: "image")) as size, null as rating,
      null as picked, null as rejected, null as nsfw, 0 as passed from image
      """
    let labels = """
      select l.image_id as picture, 0 as isAlbum, t.name as label
      from image_tag l join tag t on t.id = l.tag_id where t.type = 'custom'
      """
    return [ForeignQuery(pictures: pictures, labels: labels)]
  }

  /// Diffusion Toolkit: ratings from 1 to 10, flags and albums. The tables of tags came later.
  private static func diffusionToolkit(_ tables: ForeignTables) throws(ForeignError) -> [ForeignQuery] {
    try tables.require(["Id", "Path", "Rating", "Favorite"], in: "Image")
    let pictures = """
      select Id as key, Path as name, null as folder, \(tables.column("FileSize", in: "Image")) as size,
      Rating as rating, Favorite as picked, \(tables.column("ForDeletion", in: "Image")) as rejected,
      \(tables.column("NSFW", in: "Image")) as nsfw, 0 as passed from Image
      """
    var labels: [String] = []
    if tables.has(["Id", "Name"], in: "Album"), tables.has(["AlbumId", "ImageId"], in: "AlbumImage") {
      labels.append(
        """
        select l.ImageId as picture, 1 as isAlbum, a.Name as label from AlbumImage l join Album a on a.Id = l.AlbumId
        """)
    }
    if tables.has(["Id", "Name"], in: "Tag"), tables.has(["ImageId", "TagId"], in: "ImageTag") {
      labels.append(
        """
        select l.ImageId as picture, 0 as isAlbum, t.Name as label from ImageTag l join Tag t on t.Id = l.TagId
        """)
    }
    let joined = labels.joined(separator: " union all ")
    return [ForeignQuery(pictures: pictures, labels: labels.isEmpty ? nil : joined)]
  }
}
