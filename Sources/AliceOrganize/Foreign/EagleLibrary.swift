import AliceLibrary
import AliceWorkspace

/// A library of Eagle: a folder with `metadata.json`, which names the folders of the library, and `images/ID.info` for
/// each item, with the picture, its `metadata.json` and often a thumbnail.
struct EagleLibrary {
  private let file: BytePath
  private let root: BytePath

  private static let sizeOfLibrary = 64 << 20
  private static let sizeOfItem = 4 << 20
  /// The number of files of items beyond which a library is not read.
  private static let limit = 2_000_000
  private static let depth = 64
  /// The length to which paths of folders are cut; a tag is shorter.
  private static let longestPath = 200

  /// `file` is the library's `metadata.json`.
  init(_ file: BytePath) {
    self.file = file
    root = file.parent ?? "/"
  }

  func pictures() throws -> ForeignPictures {
    let folders = try folderPaths()
    var found = ForeignPictures()
    var item: Item?
    var count = 0
    for case .file(let entry) in FileWalk([root.appending("images")], skipping: nil) {
      guard let folder = entry.path.parent, folder.fileExtension == "info" else { continue }
      count += 1
      guard count <= EagleLibrary.limit else { throw ForeignError.tooLarge(.eagle, file) }
      if count % 1024 == 0 { try Task.checkCancellation() }
      if item?.folder != folder {
        note(item, folders, &found)
        item = Item(folder: folder)
      }
      item?.files.append(entry.path)
    }
    note(item, folders, &found)
    return found
  }

  private struct Item {
    let folder: BytePath
    var files: [BytePath] = []
  }

  private func note(_ item: Item?, _ folders: [String: String], _ found: inout ForeignPictures) {
    guard let item else { return }
    let metadata = item.folder.appending("metadata.json")
    guard item.files.contains(metadata), let json = EagleLibrary.json(metadata, limit: EagleLibrary.sizeOfItem),
      json.objectValue != nil
    else {
      found.malformed += 1
      return
    }
    guard json["isDeleted"]?.boolValue != true else {
      found.passedOver += 1
      return
    }
    guard let picture = picture(of: item, json) else {
      found.malformed += 1
      return
    }
    var verdict = ForeignVerdict(rating: json["star"]?.intValue.flatMap(Rating.init))
    for tag in json["tags"]?.arrayValue ?? [] { if let tag = tag.stringValue { verdict.addTag(tag) } }
    for id in json["folders"]?.arrayValue ?? [] {
      if let path = id.stringValue.flatMap({ folders[$0] }) { verdict.addAlbum(path) }
    }
    found.pictures.append(ForeignPicture(path: picture, verdict: verdict))
  }

  /// Returns `NAME.EXT` as the item says; if there is no such file, the only file that is no thumbnail. Returns a path
  /// without a file if the picture is gone.
  private func picture(of item: Item, _ json: JSONValue) -> BytePath? {
    let rest = item.files.filter { $0.lastComponent != "metadata.json" }
    var said: BytePath?
    if let name = json["name"]?.stringValue, let ending = json["ext"]?.stringValue, !name.contains("/") {
      said = item.folder.appending(BytePath("\(name).\(ending)"))
    }
    if let said, rest.contains(said) { return said }
    let pictures = rest.filter { !$0.stem.description.lowercased().hasSuffix("_thumbnail") }
    return pictures.count == 1 ? pictures.first : said
  }

  /// Returns the path of each folder of the library by its id.
  private func folderPaths() throws -> [String: String] {
    guard let json = EagleLibrary.json(file, limit: EagleLibrary.sizeOfLibrary), json.objectValue != nil else {
      throw ForeignError.unreadable(file, reason: "it is no JSON document")
    }
    guard let folders = json["folders"]?.arrayValue else {
      throw ForeignError.unknownSchema(.eagle, file, lacking: "list 'folders'")
    }
    var paths: [String: String] = [:]
    var open = folders.map { (folder: $0, above: "", depth: 0) }
    while let (folder, above, depth) = open.popLast() {
      guard let name = folder["name"]?.stringValue?.replacing("/", with: "-") else { continue }
      let path = String((above.isEmpty ? name : "\(above)/\(name)").prefix(EagleLibrary.longestPath))
      if let id = folder["id"]?.stringValue { paths[id] = path }
      guard depth < EagleLibrary.depth else { continue }
      open += (folder["children"]?.arrayValue ?? []).map { ($0, path, depth + 1) }
    }
    return paths
  }

  private static func json(_ path: BytePath, limit: Int) -> JSONValue? {
    guard let bytes = try? OpenFile.open(path).readAll(limit: limit) else { return nil }
    // A byte order mark may precede the document.
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    return try? JSONValue(parsing: text, limits: .lenient)
  }
}
