import AliceLibrary
import AliceWorkspace

/// Where a program keeps its database, and the folders to which relative paths in it belong.
struct ForeignPlace {
  let database: BytePath
  let folders: [BytePath]

  /// `source` is the folder of the program's library, or the database itself.
  init(_ tool: ForeignTool, _ source: BytePath) throws(ForeignError) {
    let source = source.absolute
    guard let database = ForeignPlace.database(of: tool, at: source) else { throw .notFound(tool, in: source) }
    let folder = database.parent ?? "/"
    self.database = database
    // InvokeAI has its databases in a folder beside that of the pictures.
    folders = folder.lastComponent == "databases" ? [folder.parent ?? "/", folder] : [folder]
  }

  private static func database(of tool: ForeignTool, at source: BytePath) -> BytePath? {
    if isFile(source) { return source }
    return names(of: tool).lazy.map { source.appending(BytePath($0)) }.first(where: isFile)
  }

  private static func isFile(_ path: BytePath) -> Bool { FoundFile.at(path.real, below: path) != nil }

  private static func names(of tool: ForeignTool) -> [String] {
    switch tool {
    case .invokeAI: ["databases/invokeai.db", "invokeai.db"]
    case .infiniteImageBrowsing:
      ["iib.db", "extensions/sd-webui-infinite-image-browsing/iib.db", "extensions/infinite-image-browsing/iib.db"]
    case .diffusionToolkit: ["diffusion-toolkit.db"]
    case .eagle: ["metadata.json"]
    }
  }
}
